"""What one append seals: the keys of its owners, the new ones among them, and those that it destroys."""

import hmac
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import msgspec
from psycopg import Connection

from domain.message import Event
from domain.persons.events import Destruction
from domain.sealing import owner_of, spots
from infra.sealing.keyring import Keyring, sealed

_encode = msgspec.json.Encoder().encode


class Sealing:
    """The keys of one append."""

    def __init__(self, keyring: Keyring, conn: Connection[Any], owners: Iterable[str], fresh: frozenset[str]) -> None:
        self._keyring = keyring
        self._keys, self._new = keyring.keys_for(conn, owners, fresh)
        self._used: set[str] = set()
        self._erased: list[Destruction] = []

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
                key = self._keys[owner]
                self._used.add(key.id)
                spot.holder[spot.name] = sealed(key, stream, version, place, spot.name, spot.holder[spot.name])
                place += 1

    def arguments(self) -> tuple[Any, ...]:
        """The further arguments of register.append_sealed()."""
        new = [key for key in self._new if key.id in self._used]
        made = {key.id for key in new}
        erased = [{"person": e.person, "keys": e.keys, "streams": [e.person, *e.named_in]} for e in self._erased]
        return (
            sorted(self._used - made),
            [key.id for key in new],
            [key.owner for key in new],
            [key.kek for key in new],
            [key.wrapped for key in new],
            _encode(erased).decode(),
        )

    def stored(self) -> None:
        """The append was written."""
        self._keyring.written({owner: key for owner, key in self._keys.items() if key.id in self._used})

    def refused(self) -> None:
        """The append was refused because a key was made or destroyed meanwhile."""
        self._keyring.doubt(self._keys)


def keyed(secret: bytes, fingerprint: bytes) -> bytes:
    """HMAC-SHA256 of a fingerprint."""
    return hmac.digest(secret, fingerprint, "sha256")
