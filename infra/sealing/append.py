"""What one append seals: the keys of its owners, the new ones among them, and those that it destroys."""

import hmac
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any

import msgspec
from psycopg import Connection

from domain.message import Event
from domain.persons.events import Destruction
from domain.sealing import owner_of, spots
from infra.sealing.keyring import Key, Keyring, made, sealed

_encode = msgspec.json.Encoder().encode


class Sealing:
    """The keys of one append."""

    def __init__(self, keyring: Keyring, conn: Connection[Any], owners: Iterable[str], fresh: frozenset[str]) -> None:
        self._keyring, self._conn = keyring, conn
        self._keys, self._names, self._epoch = keyring.keys_for(conn, owners, fresh)
        self._used: dict[str, Key] = {}
        self._new: list[Key] = []
        self._erased: list[Destruction] = []
        self._kek: str | None = None

    def of(self, event: Event, stream: str, version: int) -> Callable[[dict[str, Any]], None]:
        """What seals the values of one event in place."""
        if isinstance(event, Destruction):
            self._erased.append(event)
        return partial(self._seal, type(event), stream, version)

    def _seal(self, event: type[Event], stream: str, version: int, values: dict[str, Any]) -> None:
        place = 0
        for spot in list(spots(event, values)):
            owner = owner_of(event, values, spot.leaf, stream)
            if owner is not None:
                key = self._key(owner)
                spot.holder[spot.name] = sealed(key, stream, version, place, spot.name, spot.holder[spot.name])
                place += 1

    def _key(self, owner: str) -> Key:
        key = self._used.get(owner) or self._keys.get(owner)
        if key is None:
            key = made(self._names[owner])
            self._new.append(key)
        self._used[owner] = key
        return key

    def arguments(self) -> dict[str, Any]:
        """The further arguments of register.append() by name, where there are any. Raises KeysUnavailableError."""
        given: dict[str, Any] = {}
        if used := {key.id for key in self._used.values()}.difference(key.id for key in self._new):
            given["used_keys"] = sorted(used)
        if self._new:
            keks = self._keyring.keks(self._conn)
            given["new_keys"] = [key.id for key in self._new]
            given["new_wrapped"] = [keks.wrap(key.id, key.secret) for key in self._new]
            given["new_kek"] = self._kek = keks.current
        if self._erased:
            told = [{"person": e.person, "keys": e.keys, "streams": [e.person, *e.named_in]} for e in self._erased]
            given["erased"] = _encode(told).decode()
        return given

    def stored(self) -> None:
        """The append was written."""
        self._keyring.written(self._used, self._epoch)

    def refused(self, *, retired: bool) -> None:
        """The append was refused because a key was made or destroyed meanwhile, or wrapped by what was retired.

        Raises KeysUnavailableError.
        """
        self._keyring.doubt(self._conn, {*self._keys, *self._names}, self._kek if retired else None)


def keyed(secret: bytes, fingerprint: bytes) -> bytes:
    """HMAC-SHA256 of a fingerprint."""
    code = _keyed(secret).copy()
    code.update(fingerprint)
    return code.digest()


@lru_cache(maxsize=16)
def _keyed(secret: bytes) -> hmac.HMAC:
    return hmac.new(secret, digestmod="sha256")
