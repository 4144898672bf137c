"""Frozen values: the one base of commands, events, acts and folded states."""

from typing import Any, dataclass_transform

import msgspec
from msgspec import Struct, StructMeta


class _ValueMeta(StructMeta):
    """Makes frozen and keyword-only the default of every subclass."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any) -> Any:
        return super().__new__(mcls, name, bases, namespace, **{"frozen": True, "kw_only": True, **config})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(Struct, frozen=True, kw_only=True, metaclass=_ValueMeta):
    """An immutable struct with keyword-only fields."""
