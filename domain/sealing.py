"""Which values of an event are sealed, under whose key, and what stands in their place once that key is destroyed.

Derived from the declared types: what identifies a person belongs to that person, the free text of a complaint or an
act of response to the record. Public words, and text of records about nobody in particular, are not sealed.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from domain.message import PERSONAL, Prose

ERASED = "[erased]"
"""What stands in the place of a text whose key was destroyed."""
RECORDS = frozenset({"complaint", "petition"})
"""Kinds of records whose free text is sealed under a key of the record's own."""
_SOMEBODY = frozenset({"person", "official"})
"""Kinds of records that stand for somebody."""
PUBLIC = frozenset({"PetitionPublished", "PetitionPublicationWithdrawn"})
"""Events whose words are meant for everybody."""


_NOBODY = frozenset[str]()


class Leaf(NamedTuple):
    """One sealed value.

    personal: it belongs to the person whom the event names; otherwise to the record
    marker: what stands in its place when it is erased: `ERASED`, an empty list, or None
    """

    personal: bool
    marker: str | tuple[()] | None


Plan = Mapping[str, "Leaf | Plan"]
"""Sealed values by the name of their field; values within a value by a plan of their own."""


class Spot(NamedTuple):
    """Where a leaf stands in an event turned into plain dictionaries: `holder[name]`."""

    holder: dict[str, Any]
    name: str
    leaf: Leaf


@cache
def plan(cls: type[Struct]) -> Plan:
    """What of an event, a command or a value within one may be sealed; empty when nothing is."""
    if cls.__name__ in PUBLIC:
        return {}
    hints = get_type_hints(cls, include_extras=True)
    found = {field.encode_name: _node(hints[field.name]) for field in msgspec.structs.fields(cls)}
    return {name: node for name, node in found.items() if node}


def is_of_somebody(owner: str) -> bool:
    """Whether a key seals the values of a person or official: once destroyed, it is never followed by another."""
    return owner.partition("-")[0] in _SOMEBODY


def spots(event: type[Struct], values: dict[str, Any]) -> list[Spot]:
    """The sealed values among an event's fields, in the order in which they are written; absent ones are left out."""
    found: list[Spot] = []
    _find(plan(event), values, found)
    return found


def owner_of(event: type[Struct], values: Mapping[str, Any], leaf: Leaf, stream: str) -> str | None:
    """Whose key seals the value: the person's, the record's; None for text that is not sealed."""
    if leaf.personal:
        person = values.get("person")
        return person if isinstance(person, str) else None
    return stream if stream.partition("-")[0] in RECORDS else None


def owners(event: Struct, stream: str) -> frozenset[str]:
    """Everybody under whose key something of the event would be sealed."""
    cls = type(event)
    kinds = _kinds(cls)
    if not kinds:
        return _NOBODY
    values = {"person": getattr(event, "person", None)}
    return frozenset([owner for leaf in kinds if (owner := owner_of(cls, values, leaf, stream)) is not None])


def erase(spot: Spot) -> None:
    """Put the marker in the place of a value; what may be left out is left out, as in an event that never had it."""
    if spot.leaf.marker:
        spot.holder[spot.name] = spot.leaf.marker
    else:
        del spot.holder[spot.name]


@cache
def marker_of(event: type[Struct], name: str) -> str | tuple[()] | None:
    """What stands in the place of the erased field of this name, wherever in the event it is."""
    return dict(_named(plan(event))).get(name, ERASED)


@cache
def persons_named(event: type[Struct]) -> tuple[str, ...]:
    """Fields in which an event names persons: applicants, representatives, whom a text speaks of."""
    hints = get_type_hints(event, include_extras=True)
    return tuple(f.name for f in msgspec.structs.fields(event) if _names_person(hints[f.name]))


def _find(wanted: Plan, values: dict[str, Any], found: list[Spot]) -> None:
    for name, value in values.items():
        node = wanted.get(name)
        if node is None or value in (None, [], ()):
            continue
        if isinstance(node, Leaf):
            found.append(Spot(values, name, node))
        else:
            for part in value if isinstance(value, list | tuple) else (value,):
                if isinstance(part, dict):
                    _find(node, part, found)


def _node(hint: Any) -> "Leaf | Plan | None":
    metas = [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]
    if hint == Prose or any((meta.extra or {}).get(PERSONAL) for meta in metas):
        takes_words = any(meta.pattern and re.match(meta.pattern, ERASED) for meta in metas)
        return Leaf(hint != Prose, ERASED if takes_words else None)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return plan(hint)
    node = next((node for part in get_args(hint) if (node := _node(part))), None)
    many = get_origin(hint) is tuple
    return Leaf(node.personal, ()) if many and isinstance(node, Leaf) else node


@cache
def _kinds(cls: type[Struct]) -> tuple[Leaf, ...]:
    """One leaf of those that are a person's, one of those that are the record's, if there are any."""
    return tuple({leaf.personal: leaf for _, leaf in _flat(plan(cls))}.values())


def _named(wanted: Plan) -> Iterator[tuple[str, str | tuple[()] | None]]:
    return ((name, leaf.marker) for name, leaf in _flat(wanted))


def _flat(wanted: Plan) -> Iterator[tuple[str, Leaf]]:
    for name, node in wanted.items():
        if isinstance(node, Leaf):
            yield name, node
        else:
            yield from _flat(node)


def _names_person(hint: Any) -> bool:
    metas = [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]
    return any((meta.pattern or "").startswith("^(person|official)-") for meta in metas) or any(
        _names_person(part) for part in get_args(hint)
    )
