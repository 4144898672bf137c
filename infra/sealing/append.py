"""What one append seals: the keys of its owners, the new ones among them, and those that it destroys."""

import hmac
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Any

import msgspec
from psycopg import Connection

from domain.message import Event
from domain.persons.events import Destruction
from domain.sealing import owner_of, plan, spots
from infra.arrays import blobs, texts
from infra.sealing.keyring import Key, Keyring, made, sealed

_encode = msgspec.json.Encoder().encode


class Sealing:
    """The keys of one append."""

    def __init__(self, keyring: Keyring, conn: Connection[Any], owners: Iterable[str], fresh: Container[str]) -> None:
        self._keyring, self._conn = keyring, conn
        self._keys, self._names, self._epoch = keyring.keys_for(conn, owners, fresh)
        self._used: dict[str, Key] = {}
        self._new: dict[str, Key] = {}
        self._erased: list[Destruction] = []
        self._kek: str | None = None

    def sealed(self, event: Event, stream: str, version: int) -> dict[str, Any] | None:
        """The fields of an event with its values sealed; None when none is to be sealed."""
        if isinstance(event, Destruction):
            self._erased.append(event)
        cls = type(event)
        if not plan(cls):
            return None
        fields: dict[str, Any] = msgspec.to_builtins(event)
        place = 0
        for holder, name, leaf in spots(cls, fields):
            owner = owner_of(cls, fields, leaf, stream)
            if owner is not None:
                key = self._used.get(owner) or self._new.get(owner) or self._first(owner)
                holder[name] = sealed(key, stream, version, place, name, holder[name])
                place += 1
        return fields if place else None

    def _first(self, owner: str) -> Key:
        key = self._keys.get(owner)
        if key is not None:
            self._used[owner] = key
        else:
            key = self._new[owner] = made(self._names[owner])
        return key

    def arguments(self) -> dict[str, Any]:
        """The further arguments of register.append() by name, where there are any. Raises KeysUnavailableError."""
        given: dict[str, Any] = {}
        if self._used:
            given["used_keys"] = texts([key.id for key in self._used.values()])
        if self._new:
            keks = self._keyring.keks(self._conn)
            given["new_keys"] = texts([key.id for key in self._new.values()])
            given["new_wrapped"] = blobs([keks.wrap(key.id, key.secret) for key in self._new.values()])
            given["new_kek"] = self._kek = keks.current
        if self._erased:
            told = [{"person": e.person, "keys": e.keys, "streams": [e.person, *e.named_in]} for e in self._erased]
            given["erased"] = _encode(told).decode()
        return given

    def stored(self) -> None:
        """The append was written."""
        if self._new:
            self._keyring.written(self._new, self._epoch)

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
