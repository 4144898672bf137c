"""Tokens that were verified a moment ago, so that a caller of many questions is verified once a minute.

A proof holds no longer than its token, and only while its key is still accepted.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")

KEPT: Final = 4_096
"""Verified tokens that are kept."""
KEPT_FOR: Final = 60.0
"""Seconds for which a verified token is kept."""


class _Proof(NamedTuple):
    """named: id and algorithm of the key; until: seconds since 1970 (UTC)"""

    identity: Any
    named: tuple[str, str]
    key: object
    until: float


class Proofs(Generic[T]):
    """What verified tokens proved."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Proof] = OrderedDict()

    def find(self, token: str | None, now: float, key_of: Callable[[str, str], object | None]) -> T | None:
        """What a token proved, if that still holds. key_of: the key accepted now under an id, for an algorithm"""
        proof = self._kept.get(token) if token else None
        if proof is None or now >= proof.until or key_of(*proof.named) is not proof.key:
            return None
        identity: T = proof.identity
        return identity

    def keep(self, token: str, identity: T, named: tuple[str, str], key: object, now: float, ends: float) -> None:
        """Keep what a token proved. ends: when the token does"""
        self._kept[token] = _Proof(identity, named, key, min(now + KEPT_FOR, ends))
        self._kept.move_to_end(token)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
