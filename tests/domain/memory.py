"""A register in memory for tests: facts told, commands decided, folds loaded when asked for, as the real one does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from uuid import UUID, uuid5

import msgspec

import domain.kinds  # noqa: F401  (completes the register of commands)
from domain.capacity import Capacity
from domain.context import Context
from domain.decider import Decision, decide
from domain.identifiers import MIGRATION, OfficialId, StreamId
from domain.message import Act, Command, Event, Recorded, personal_fields
from domain.record import Fold, Kind, NotLoaded, World
from domain.refusal import Refusal

S = TypeVar("S")

TODAY = date(2026, 3, 2)
"""A Monday: the day of every scenario that does not say otherwise."""
FOUNDED = date(2022, 7, 1)
"""The day on which the small register's offices opened."""
NAMESPACE = UUID("6b1e7a52-7d0e-4c2e-9b57-1f0a4f4b9f10")


def uuid(name: str) -> UUID:
    """A stable identifier for a test's own thing: the same word, the same id."""
    return uuid5(NAMESPACE, name)


def stream(kind: str, name: str) -> str:
    """The name of a test's own record: `stream("complaint", "water")`."""
    return f"{kind}-{uuid(name)}"


@dataclass(frozen=True)
class Fact:
    """An event that happened before: in which stream, when, by whom. `effective` None: the source does not say."""

    stream: str
    event: Event
    on: date = FOUNDED
    by: OfficialId = MIGRATION
    effective: date | None = FOUNDED


Facts = Fact | Iterable["Facts"]
_SAME: Any = object()


def at(stream: str, *events: Event, on: date = FOUNDED, by: OfficialId = MIGRATION, effective: Any = _SAME) -> Facts:
    """Events of one stream, done on one day; `effective` only where it differs from that day."""
    return [Fact(stream, event, on, by, on if effective is _SAME else effective) for event in events]


def _flat(facts: Facts) -> Iterator[Fact]:
    if isinstance(facts, Fact):
        yield facts
    else:
        for part in facts:
            yield from _flat(part)


@dataclass
class Register:
    """Streams in memory, folded on demand."""

    streams: dict[str, list[Recorded]] = field(default_factory=dict)
    position: int = 0

    def record(self, stream: str, event: Event, act: Act, on: date) -> Recorded:
        self.position += 1
        events = self.streams.setdefault(stream, [])
        recorded = Recorded(
            stream=StreamId(stream),
            version=len(events) + 1,
            position=self.position,
            recorded_at=datetime.combine(on, time(6), UTC),
            act=act,
            event=_through_the_wire(event),
        )
        events.append(recorded)
        return recorded

    def tell(self, *facts: Facts) -> Register:
        """Record facts as if they had happened."""
        for fact in _flat(facts):
            act = Act(
                actor=fact.by,
                capacity=Capacity.MIGRATION,
                basis="1",
                command=uuid(f"fact {self.position}"),
                command_name="Given",
                effective=fact.effective,
            )
            self.record(fact.stream, fact.event, act, fact.on)
        return self

    def fold(self, kind: Kind[S], stream: str) -> Fold[S]:
        events = self.streams.get(stream, [])
        return Fold(kind.fold(kind.initial, events), len(events))

    def state(self, kind: Kind[S], stream: str) -> S:
        return self.fold(kind, stream).state

    def decide(
        self,
        command: Command,
        *,
        by: OfficialId,
        on: date = TODAY,
        effective: date | None = _SAME,
        migration: bool = False,
        command_id: UUID | None = None,
    ) -> tuple[Decision | Refusal, World]:
        """Decide as the register does: load what the decision asks for and decide again, until it has all."""
        world = World()
        context = Context(
            world=world,
            actor=by,
            command_id=command_id or uuid(f"command {self.position} {type(command).__name__}"),
            now=datetime.combine(on, time(6), UTC),
            today=on,
            effective=on if effective is _SAME else effective,
            migration=migration,
        )
        command = _through_the_wire(command)
        while True:
            try:
                return decide(command, context), world
            except NotLoaded as missing:
                world.folds[missing.stream] = self.fold(missing.kind, missing.stream)

    def append(self, decision: Decision, on: date) -> list[Recorded]:
        return [self.record(stream, event, decision.act, on) for stream, event in decision.writes]

    def execute(self, command: Command, *, by: OfficialId, on: date = TODAY, **options: Any) -> Decision:
        """Decide and record; a refusal fails the test."""
        answer, _ = self.decide(command, by=by, on=on, **options)
        assert isinstance(answer, Decision), f"{type(command).__name__} was refused: {answer}"
        self.append(answer, on)
        return answer


Wired = TypeVar("Wired", bound=msgspec.Struct)


def _through_the_wire(value: Wired) -> Wired:
    """Encode and decode, which checks every constraint of every field and that nothing is lost."""
    back = msgspec.json.decode(msgspec.json.encode(value), type=type(value))
    assert back == value, f"{type(value).__name__} does not survive being stored"
    if isinstance(value, Event) and any(getattr(value, f) is not None for f in personal_fields(type(value))):
        assert getattr(value, "person", None), f"{type(value).__name__} holds personal values of nobody"
    return back
