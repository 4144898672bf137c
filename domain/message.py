"""Commands, events and the act: the three things that travel through the house.

A command says what somebody wants, an event what happened, the act who did it, in which capacity and under
which paragraph. Events are stored for ever, so each has a stable name (its class name), a schema version and
words in three languages; personal values sit only in fields of the types declared here.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from inspect import cleandoc
from typing import Annotated, Any, ClassVar, get_args, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from domain.capacity import Capacity
from domain.identifiers import OfficeCode, OfficialId, StreamId
from domain.text import Text
from domain.value import Value

PERSONAL = "personal"

_ONE_LINE = r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*\Z"
_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*[^\s\x00-\x1f][^\x00-\x08\x0b\x0c\x0e-\x1f]*\Z"

Line = Annotated[str, Meta(min_length=1, max_length=300, pattern=_ONE_LINE)]
"""One line of words that may not identify anybody: a category, a title, a reference."""
Prose = Annotated[str, Meta(min_length=1, max_length=20_000, pattern=_LINES)]
"""Several lines about the matter that may not identify anybody: legal grounds, the words of a measure."""
PersonalLine = Annotated[str, Meta(min_length=1, max_length=300, pattern=_ONE_LINE, extra={PERSONAL: True})]
"""One line that identifies a person: a name, a contact, a number."""
PersonalProse = Annotated[str, Meta(min_length=1, max_length=100_000, pattern=_LINES, extra={PERSONAL: True})]
"""Free text about a person: the words of a complaint, the reasoning of a decision."""
Iin = Annotated[str, Meta(pattern=r"^[0-9]{12}\Z", extra={PERSONAL: True})]
"""Individual identification number: twelve digits."""


class Command(Value, forbid_unknown_fields=True):
    """What somebody wants done. Decided by exactly one function, under exactly one power."""

    words: ClassVar[Text]
    """What is wanted: "accept the complaint". An infinitive in Russian, a noun in -у in Kazakh."""


class Event(Value, omit_defaults=True):
    """What happened: a fact that is never edited."""

    words: ClassVar[Text]
    """The fact as the end of a sentence that begins with the actor: "… accepted the complaint".

    In Russian the actor is a capacity, whose title governs the verb: it says nothing about the person ("Представитель
    … принял", whoever the Representative is).
    """
    schema_version: ClassVar[int] = 1


class Act(Value, omit_defaults=True):
    """Who did it, in which capacity, for which office, under which paragraph, effective when, caused by what.

    effective: the day on which the act counts; None when an imported source does not say.
    acting_for: the post whose powers an acting deputy exercises (¶16).
    command: id of the command, given by the caller; its name stands in `command_name`.
    correlation: id of the chain that this act belongs to; causation: the position that led to it, if one did.
    trace: W3C traceparent of the operation, so that work in other processes joins the same trace.
    seen: the position that the read models showed when the command was given.
    expected: the version of the record that the official said to have seen.
    """

    actor: OfficialId
    capacity: Capacity
    basis: str
    command: UUID
    command_name: str
    office: OfficeCode | None = None
    effective: date | None = None
    acting_for: str | None = None
    correlation: UUID | None = None
    causation: int | None = None
    trace: str | None = None
    seen: int | None = None
    expected: int | None = None


class Recorded(Value):
    """The envelope: an event with its act, its stream and version, its position and the time of recording (UTC)."""

    stream: StreamId
    version: int
    position: int
    recorded_at: datetime
    act: Act
    event: Event


Upcast = Callable[[dict[str, Any]], dict[str, Any]]
_UPCASTS: dict[tuple[str, int], Upcast] = {}


def upcasts(name: str, from_version: int) -> Callable[[Upcast], Upcast]:
    """Register the step that turns an event's stored fields of one schema version into those of the next."""

    def register(step: Upcast) -> Upcast:
        _UPCASTS[name, from_version] = step
        return step

    return register


def upcast(name: str, version: int, current: int, fields: dict[str, Any]) -> dict[str, Any]:
    """Bring stored fields to the current schema version, step by step.

    Raises LookupError when a step is missing: an event written by a newer release, or a forgotten upcast.
    """
    while version != current:
        step = _UPCASTS.get((name, version))
        if step is None:
            raise LookupError(f"event {name}: no upcast from schema version {version} to {current}")
        fields, version = step(fields), version + 1
    return fields


def _subclasses(base: type[Any]) -> list[type[Any]]:
    return [leaf for child in base.__subclasses__() for leaf in (_subclasses(child) or [child])]


@cache
def event_types() -> dict[str, type[Event]]:
    """All events by their stable name. Call after the record kinds are imported (`import domain.kinds`)."""
    return {cls.__name__: cls for cls in sorted(_subclasses(Event), key=lambda cls: cls.__name__)}


@cache
def personal_fields(cls: type[Struct]) -> frozenset[str]:
    """Fields of an event or command that hold personal values, by their declared type."""
    hints = get_type_hints(cls, include_extras=True)
    return frozenset(f.name for f in msgspec.structs.fields(cls) if _is_personal(hints[f.name]))


def _is_personal(hint: Any) -> bool:
    if any(isinstance(m, Meta) and (m.extra or {}).get(PERSONAL) for m in getattr(hint, "__metadata__", ())):
        return True
    if isinstance(hint, type) and issubclass(hint, Struct):
        return bool(personal_fields(hint))
    return any(_is_personal(part) for part in get_args(hint))


_FIELD_LINE = re.compile(r"^(\w+): (.+)$")


@cache
def field_docs(cls: type[Any]) -> dict[str, str]:
    """What each field means, read from the `name: meaning` lines of the class docstrings, nearest class first."""
    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        docs.update(meanings(_own_doc(base)))
    return docs


def meanings(doc: str) -> dict[str, str]:
    """The `name: meaning` lines of a docstring; a meaning goes on in the indented lines that follow it."""
    docs: dict[str, str] = {}
    current = None
    for line in cleandoc(doc).splitlines()[1:]:
        if found := _FIELD_LINE.match(line):
            current = found[1]
            docs[current] = found[2]
        elif current and line.startswith("    "):
            docs[current] += " " + line.strip()
        else:
            current = None
    return docs


def _own_doc(cls: type[Any]) -> str:
    own = cls.__dict__.get("__doc__") if issubclass(cls, Value) and cls is not Value else None
    return cleandoc(own) if own else ""


def summary(cls: type[Any]) -> str:
    """The first line of a class's own docstring."""
    return _own_doc(cls).split("\n", 1)[0]
