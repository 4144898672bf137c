"""The one test vocabulary of the domain: `given(facts).when(command, by=HEAD).then(events)` or `.refused(code)`.

A register in memory stands in for the store: it loads folds when a decision asks for them, as the real one does.
Every scenario begins in the small register of `small_register()` unless another is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from uuid import UUID, uuid5

import msgspec

import domain.kinds  # noqa: F401  (completes the register of commands)
from domain.capacity import Capacity
from domain.decider import Context, Decision, decide
from domain.identifiers import CENTRE, MIGRATION, OfficialId, StreamId
from domain.message import Act, Command, Event, Recorded, personal_fields
from domain.offices.state import OfficeKind, OfficeNames, OfficeOpened
from domain.officials.state import Access, AccessGranted, ActingTaken, OfficialRegistered, PostTaken
from domain.posts import events as post
from domain.record import Fold, Kind, NotLoaded, World
from domain.refusal import Refusal, RefusalCode

S = TypeVar("S")

TODAY = date(2026, 3, 2)
"""A Monday: the day of every scenario that does not say otherwise."""
FOUNDED = date(2022, 7, 1)
"""The day on which the small register's offices opened."""
NAMESPACE = UUID("6b1e7a52-7d0e-4c2e-9b57-1f0a4f4b9f10")

OMBUDSMAN, HEAD, DEPUTY_HEAD, DELEGATE = (
    "official-ombudsman",
    "official-head",
    "official-deputyhead",
    "official-delegate",
)
REPRESENTATIVE_71, REPRESENTATIVE_75, REPRESENTATIVE_10 = "official-astana", "official-almaty", "official-abay"
DEPUTY_REPRESENTATIVE_71 = "official-astanadeputy"
EMPLOYEE_00, EMPLOYEE_71, EMPLOYEE_75 = "official-centreclerk", "official-astanaclerk", "official-almatyclerk"
AUDITOR, STRANGER = "official-auditor", "official-stranger"

POST_OMBUDSMAN, POST_HEAD = "post-ombudsman", "post-head"


def uuid(name: str) -> UUID:
    """A stable identifier for a test's own thing: the same word, the same id."""
    return uuid5(NAMESPACE, name)


def stream(kind: str, name: str) -> str:
    """The name of a test's own record: `stream("complaint", "water")`."""
    return f"{kind}-{uuid(name)}"


POST_DEPUTY_HEAD, POST_DELEGATE = stream("post", "deputy head"), stream("post", "delegate")
POST_DEPUTY_71 = stream("post", "deputy 71")
POST_EMPLOYEE_00, POST_EMPLOYEE_71, POST_EMPLOYEE_75 = (stream("post", f"employee {c}") for c in ("00", "71", "75"))
POST_VACANT_71 = stream("post", "vacant 71")
DELEGATED = ("19.4", "19.5", "19.9")
"""The paragraphs handed to DELEGATE by an agreed delegation."""


def representative_post(office: str) -> str:
    return f"post-representative-{office}"


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


@dataclass(frozen=True)
class Given:
    """The register before the act."""

    register: Register

    def when(self, command: Command, *, by: OfficialId = OMBUDSMAN, on: date = TODAY, **options: Any) -> When:
        """The act. Options: `effective` (a day or None), `migration`, `command_id`."""
        answer, world = self.register.decide(command, by=by, on=on, **options)
        return When(self.register, answer, on, world)


@dataclass(frozen=True)
class When:
    """The register's answer to the act, waiting to be judged by `then` or `refused`."""

    register: Register
    answer: Decision | Refusal
    on: date
    world: World

    def then(self, *expected: Event | type[Event] | tuple[str, Event | type[Event]]) -> Then:
        """The act was done with exactly these events in the command's own record, a type standing for any of it.

        Events of other streams are given as (stream, event); they are compared, exactly, only if one is given.
        """
        assert isinstance(self.answer, Decision), f"refused: {self.answer}"
        own = [event for stream, event in self.answer.writes if stream == self.answer.stream]
        others = [write for write in self.answer.writes if write[0] != self.answer.stream]
        _same(own, [e for e in expected if not isinstance(e, tuple)])
        if foreign := [e for e in expected if isinstance(e, tuple)]:
            assert [s for s, _ in others] == [s for s, _ in foreign], f"written: {others}"
            _same([e for _, e in others], [e for _, e in foreign])
        return self.done()

    def done(self) -> Then:
        """The act was done, whatever its events; they are recorded, so that the story may go on."""
        assert isinstance(self.answer, Decision), f"refused: {self.answer}"
        self.register.append(self.answer, self.on)
        return Then(self.register, self.answer)

    def refused(
        self, code: RefusalCode, *, paragraph: str | None = None, path: tuple[str, ...] | None = None
    ) -> Refusal:
        """The act was refused for this reason, in three languages, and nothing was written."""
        assert isinstance(self.answer, Refusal), f"done: {self.answer}"
        assert self.answer.code == code, f"refused otherwise: {self.answer}"
        assert paragraph is None or self.answer.paragraph == paragraph, self.answer
        assert path is None or self.answer.path == path, self.answer
        text = self.answer.text
        assert text.kk and text.ru and text.en
        return self.answer


@dataclass(frozen=True)
class Then(Given):
    """The register after the act; the story may go on with `when`."""

    decision: Decision

    @property
    def act(self) -> Act:
        return self.decision.act

    @property
    def stream(self) -> str:
        return self.decision.stream

    def state(self, kind: Kind[S], stream: str | None = None) -> S:
        """A record's state after the act; by default that of the command's own record."""
        return self.register.state(kind, stream or self.stream)


def _same(actual: list[Event], expected: list[Any]) -> None:
    shown = [type(e).__name__ for e in actual]
    assert len(actual) == len(expected), f"written: {shown}"
    for event, wanted in zip(actual, expected, strict=True):
        if isinstance(wanted, type):
            assert type(event) is wanted, f"written: {shown}"
        else:
            assert event == wanted


def given(*facts: Facts, register: Register | None = None) -> Given:
    """The small register (or the one handed over) in which these facts have happened."""
    return Given((register or small_register()).tell(*facts))


def _official(official: OfficialId, name: str, *posts: str) -> Facts:
    return at(official, OfficialRegistered(person=official, name=name), *(PostTaken(post=p) for p in posts))


def _post(post_id: str, kind: post.PostKind, office: str, holder: OfficialId | None, *more: Event) -> Facts:
    first = post.PostEstablished(number=f"S-{office}-2022-00001", post_kind=kind, office=office, title=kind.value)
    seated: list[Event] = []
    if holder and kind is post.PostKind.OMBUDSMAN:
        seated.append(post.HolderElected(official=holder, reference="Election"))
    elif holder:
        seated.append(post.HolderAppointed(official=holder, reference="Order 1"))
    facts = [at(post_id, first, *seated, *more)]
    if kind is not post.PostKind.OMBUDSMAN:
        facts.append(at(f"staffing-{office}", post.PostAdded(post=post_id, post_kind=kind)))
    return facts


def _office(code: str, kind: OfficeKind, name: str, limit: int) -> Facts:
    names = OfficeNames(kk=name, ru=name, en=name)
    return [
        at(f"office-{code}", OfficeOpened(code=code, office_kind=kind, names=names, decree="Decree 948")),
        at(f"staffing-{code}", post.ScheduleOpened(), post.StaffingLimitSet(limit=limit, reference="Decree 948")),
    ]


def small_register() -> Register:
    """Four offices (00, 71, 75, 10) fully staffed, with room for more posts in 71 and one vacant post there.

    DEPUTY_HEAD may be designated to act for the Head; DELEGATE holds the paragraphs DELEGATED; STRANGER is a
    registered official without any post; AUDITOR has special access and no post.
    """
    kind = post.PostKind
    delegation: tuple[Event, ...] = (post.DelegationProposed(paragraphs=DELEGATED), post.DelegationAgreed())
    return Register().tell(
        _office(CENTRE, OfficeKind.CENTRE, "National Centre", 10),
        _office("71", OfficeKind.CAPITAL, "Astana", 10),
        _office("75", OfficeKind.CITY, "Almaty", 2),
        _office("10", OfficeKind.REGION, "Abay", 1),
        _official(OMBUDSMAN, "Ombudsman One", POST_OMBUDSMAN),
        _official(HEAD, "Head One", POST_HEAD),
        _official(DEPUTY_HEAD, "Deputy One", POST_DEPUTY_HEAD),
        _official(DELEGATE, "Deputy Two", POST_DELEGATE),
        _official(REPRESENTATIVE_71, "Representative Astana", representative_post("71")),
        _official(REPRESENTATIVE_75, "Representative Almaty", representative_post("75")),
        _official(REPRESENTATIVE_10, "Representative Abay", representative_post("10")),
        _official(DEPUTY_REPRESENTATIVE_71, "Deputy Astana", POST_DEPUTY_71),
        _official(EMPLOYEE_00, "Clerk Centre", POST_EMPLOYEE_00),
        _official(EMPLOYEE_71, "Clerk Astana", POST_EMPLOYEE_71),
        _official(EMPLOYEE_75, "Clerk Almaty", POST_EMPLOYEE_75),
        _official(AUDITOR, "Auditor One"),
        at(AUDITOR, AccessGranted(access=Access.AUDITOR)),
        _official(STRANGER, "Stranger One"),
        _post(POST_OMBUDSMAN, kind.OMBUDSMAN, CENTRE, OMBUDSMAN),
        _post(POST_HEAD, kind.HEAD, CENTRE, HEAD),
        _post(POST_DEPUTY_HEAD, kind.DEPUTY_HEAD, CENTRE, DEPUTY_HEAD),
        _post(POST_DELEGATE, kind.DEPUTY_HEAD, CENTRE, DELEGATE, *delegation),
        _post(POST_EMPLOYEE_00, kind.EMPLOYEE, CENTRE, EMPLOYEE_00),
        _post(representative_post("71"), kind.REPRESENTATIVE, "71", REPRESENTATIVE_71),
        _post(POST_DEPUTY_71, kind.DEPUTY_REPRESENTATIVE, "71", DEPUTY_REPRESENTATIVE_71),
        _post(POST_EMPLOYEE_71, kind.EMPLOYEE, "71", EMPLOYEE_71),
        _post(POST_VACANT_71, kind.EMPLOYEE, "71", None),
        _post(representative_post("75"), kind.REPRESENTATIVE, "75", REPRESENTATIVE_75),
        _post(POST_EMPLOYEE_75, kind.EMPLOYEE, "75", EMPLOYEE_75),
        _post(representative_post("10"), kind.REPRESENTATIVE, "10", REPRESENTATIVE_10),
    )


def head_is_absent(acting: OfficialId | None = DEPUTY_HEAD, on: date = FOUNDED) -> Facts:
    """The Head is absent and, unless None is given, a deputy head acts (¶16)."""
    return [
        at(POST_HEAD, post.AbsenceStarted(official=HEAD, reason=post.AbsenceReason.LEAVE), on=on),
        _acts(POST_HEAD, acting, on),
    ]


def representative_is_absent(acting: OfficialId | None = DEPUTY_REPRESENTATIVE_71, on: date = FOUNDED) -> Facts:
    """The Representative of office 71 is absent and, unless None is given, the deputy acts (¶16)."""
    absent = post.AbsenceStarted(official=REPRESENTATIVE_71, reason=post.AbsenceReason.LEAVE)
    return [at(representative_post("71"), absent, on=on), _acts(representative_post("71"), acting, on)]


def _acts(post_id: str, official: OfficialId | None, on: date) -> Facts:
    if official is None:
        return []
    designated = post.ActingDesignated(official=official, reference="Act 5")
    return [at(post_id, designated, on=on), at(official, ActingTaken(post=post_id), on=on)]
