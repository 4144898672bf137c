"""Which part of the trail is wanted: one list of conditions for the command line and for addresses."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, get_args
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.capacity import Capacity
from domain.civil import CIVIL
from domain.identifiers import OfficeCode, OfficialId
from domain.kinds import KINDS
from domain.message import event_types
from domain.regulation import PROVISIONS
from domain.text import LANGUAGES, Language
from domain.value import Value
from graphql_api.errors import Fault
from graphql_api.listings import TRAIL
from graphql_api.tables import Clause
from graphql_api.tracing import CONDITIONS as ON_ACTS
from projections.search.words import LONGEST_QUESTION

Place = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""A position of the register, or 0 before the first one."""
TraceId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
"""The trace-id of W3C Trace Context."""


class WrongConditionError(Exception):
    """A condition that asks nothing that could be.

    name: as it was given; None where that is no name at all; expected: what would be right
    """

    def __init__(self, name: str | None, expected: str) -> None:
        super().__init__(expected)
        self.name = name
        self.expected = expected


class Wanted(Value, rename="camel", forbid_unknown_fields=True):
    """Entries of the trail; what is left out asks nothing.

    record: id or number of the record
    kind: kind of the record
    office: code of the office
    official: whom it concerns: who acted, was acted for, or whom it is about
    capacity: in which capacity
    paragraph: paragraph of the power used, as the register cites it: 14.1.c
    event: name of the event
    since: first civil day of recording
    until: last civil day of recording
    effective_since: first day on which it counts
    effective_until: last day on which it counts
    after: position behind which the entries begin
    upto: position of the last entry
    text: words of its contents
    trace: id of the trace
    command: id of the command
    correlation: id of the chain of acts
    language: language of the sentences
    contents: whether free text and personal values are wanted, too; each record whose contents are shown is noted
    reason: why contents are read that the capacity alone does not open
    """

    record: str | None = None
    kind: str | None = None
    office: OfficeCode | None = None
    official: OfficialId | None = None
    capacity: Capacity | None = None
    paragraph: str | None = None
    event: str | None = None
    since: date | None = None
    until: date | None = None
    effective_since: date | None = None
    effective_until: date | None = None
    after: Place = 0
    upto: Place | None = None
    text: str | None = None
    trace: TraceId | None = None
    command: UUID | None = None
    correlation: UUID | None = None
    language: Language | None = None
    contents: bool = False
    reason: str | None = None

    def where(self, today: date) -> Clause:
        """The condition on the trail, without the positions."""
        return TRAIL.filter.where(TRAIL.filter.given(dict(self._conditions())), today)

    def _conditions(self) -> Iterator[tuple[str, Any]]:
        if self.record is not None:
            by_id = self.record.partition("-")[0] in KINDS
            yield ("stream" if by_id else "number"), {"eq": self.record}
        same = {"basis": self.paragraph} | {
            name: getattr(self, name)
            for name in ("kind", "office", "capacity", "event", "trace", "command", "correlation")
        }
        for name, value in same.items():
            if value is not None:
                yield name, {"eq": str(value)}
        for name in ("official", "text"):
            if (value := getattr(self, name)) is not None:
                yield name, value
        recorded = {"gte": _begins(self.since), "lt": _begins(self.until, days=1)}
        effective = {"gte": self.effective_since, "lte": self.effective_until}
        for name, span in (("recorded_at", recorded), ("effective", effective)):
            if given := {operator: value for operator, value in span.items() if value is not None}:
                yield name, given


_FIELDS: Final = {field.encode_name: field.type for field in msgspec.structs.fields(Wanted)}
CONDITIONS: Final = tuple(_FIELDS)
"""The names of the conditions, as addresses and bodies say them."""
_RIGHT: Final[Mapping[str, tuple[Any, str]]] = {
    "kind": (KINDS, f"one of {', '.join(KINDS)}"),
    "event": (event_types(), "the name of an event, such as ComplaintRefused"),
    "paragraph": (PROVISIONS, "a paragraph as the register cites it, such as 14.1.c"),
    "office": (None, "the code of an office, such as 71"),
    "official": (None, "the id of an official, such as official-9a0fb83c-7729-4d15-95cd-bcdd3ecb95b5"),
    "trace": (None, "the id of a trace, which is 32 characters from 0 to f"),
}
"""What is right by name, where its type does not tell: the values that there are, unless it knows them, in words."""
_KINDS_OF_VALUES: Final[Mapping[Any, str]] = {
    str: "a text",
    UUID: "an id such as 9a0fb83c-7729-4d15-95cd-bcdd3ecb95b5",
    date: "a day such as 2026-03-06",
    bool: "true or false",
    Place: "a position, which is a whole number from 0",
    Capacity: f"one of {', '.join(Capacity)}",
    Language: f"one of {', '.join(LANGUAGES)}",
}


def wanted(given: Mapping[str, Any], *, texts: bool = False) -> Wanted:
    """What conditions want that came by their names. Raises WrongConditionError for the first one that is wrong.

    texts: whether all values are texts, as in an address
    """
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in _FIELDS:
            shown = name if name.isidentifier() and len(name) <= _LONGEST_NAME else None
            raise WrongConditionError(shown, f"one of {', '.join(CONDITIONS)}")
        read[name] = _read(name, value, texts=texts)
    for first, last in (("since", "until"), ("effectiveSince", "effectiveUntil")):
        if read.get(first) and read.get(last) and read[last] < read[first]:
            raise WrongConditionError(last, "the first day of the period or a later one")
    if read.get("text") is not None:
        _expect_words(read["text"])
    return msgspec.convert(read, Wanted)


def _expect_words(text: str) -> None:
    try:
        ON_ACTS["text"].where(text, "t")
    except Fault:
        expected = f"at least one word that is to be found, and at most {LONGEST_QUESTION} characters"
        raise WrongConditionError("text", expected) from None


_LONGEST_NAME: Final = 60
"""Characters of a name that is repeated to whoever gave it."""


def _read(name: str, value: Any, *, texts: bool) -> Any:
    of = _FIELDS[name]
    known, expected = _RIGHT.get(name, (None, ""))
    kinds = (of, *get_args(of))
    try:
        if texts and value == "null" and str not in kinds:
            raise msgspec.ValidationError  # in an address it is no value, and not what asks nothing
        read = msgspec.convert(value, of, strict=not texts)
    except msgspec.ValidationError:
        raise WrongConditionError(
            name, expected or next(_KINDS_OF_VALUES[k] for k in kinds if k in _KINDS_OF_VALUES)
        ) from None
    if known is not None and read is not None and read not in known:
        raise WrongConditionError(name, expected)
    return read


def _begins(day: date | None, *, days: int = 0) -> datetime | None:
    """The instant at which a civil day begins, or the day so many days later; None beyond what has a name."""
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time(), CIVIL).astimezone(UTC)
    except OverflowError:
        return None
