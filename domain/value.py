"""Frozen values: the one base of commands, events, acts and folded states."""

from typing import dataclass_transform

import msgspec
from msgspec import Struct, StructMeta


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _FrozenMeta(StructMeta):
    """Tells type checkers that every subclass is frozen without repeating it."""


class Value(Struct, frozen=True, kw_only=True, metaclass=_FrozenMeta):
    """An immutable struct with keyword-only fields."""
