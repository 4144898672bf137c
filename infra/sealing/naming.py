"""Where a person or official is named and what of it is sealed, read from the stored events themselves."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import msgspec

from domain.identifiers import StreamId
from domain.message import event_types
from domain.officials.state import OFFICIALS
from domain.persons.naming import NAMINGS, Naming, Place
from domain.sealing import owner_of, persons_named, spots
from infra.sealing.keyring import Stored

_event = msgspec.json.Decoder(type=dict[str, Any]).decode


class Rows(Protocol):
    """What is needed of a session with the store: rows as they are stored."""

    def naming(self, person: str) -> list[Any]: ...
    def stored(self, stream: str) -> list[Any]: ...
    def charged(self, official: str) -> list[str]: ...


def naming_in(rows: Rows, asked: str) -> Naming:
    """Every record that names the person of this question, in the order in which they first did."""
    person = asked.removeprefix(NAMINGS.stream(""))
    streams = dict.fromkeys(row.stream for row in rows.naming(person))
    charged = rows.charged(person) if person.startswith(f"{OFFICIALS.name}-") else []
    return Naming(
        places=tuple(_place(stream, person, rows.stored(stream)) for stream in streams),
        charged=tuple(map(StreamId, charged)),
    )


def _place(stream: str, person: str, rows: Iterable[Stored]) -> Place:
    fields = texts = plain = version = 0
    others: dict[str, None] = {}
    keys: dict[str, None] = {}
    for row in rows:
        version = row.version
        cls = event_types().get(row.topic)
        if cls is None:
            continue
        values = _event(row.state)["event"]
        others.update(dict.fromkeys(_named(cls, values)))
        for spot in spots(cls, values):
            owner, key = owner_of(cls, values, spot.leaf, stream), _key_of(spot.holder[spot.name])
            if owner == person and key is not None:
                fields += 1
            elif owner == stream and key is not None:
                texts += 1
                keys[key] = None
            elif owner in (person, stream):
                plain += 1
    others.pop(person, None)
    return Place(
        stream=StreamId(stream),
        version=version,
        fields=fields,
        texts=texts,
        plain=plain,
        others=tuple(others),
        keys=tuple(keys),
    )


def _key_of(value: Any) -> str | None:
    """The key under which a stored value is sealed; None for a plain one."""
    sealed = value.get("sealed") if isinstance(value, dict) else None
    return str(sealed["key"]) if sealed else None


def _named(cls: Any, values: dict[str, Any]) -> Iterator[str]:
    for field in persons_named(cls):
        named = values.get(field)
        yield from [named] if isinstance(named, str) else named or ()
