"""From a request to a decision: which streams to load, the context, the decision, and what of it is appended.

Pure deciding asks for streams as it goes; this module answers with as few round trips as it can.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from domain.civil import civil_day
from domain.context import Context
from domain.decider import Decider, Decision, decide, deciders
from domain.identifiers import OfficialId, StreamId
from domain.kinds import KINDS
from domain.message import Command, Recorded
from domain.persons.events import Destruction
from domain.record import NotLoaded
from domain.refusal import Refusal
from domain.sealing import owners, plan
from infra.sealing.append import Sealing
from infra.store.codec import encode, encode_act
from infra.store.folds import Folds, View
from infra.store.session import Answer, Entry, NewEvent, Session

_LONGEST_ID = 100
_canonical = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, kw_only=True)
class Request:
    """A command with everything that its execution needs.

    effective: the day on which the act counts; unset is today, None (only in a migration) what no source says
    migration: import of earlier records or the founding of a register; no token can ask for it
    trace, correlation, causation, seen, expected: as in `domain.message.Act`
    """

    command: Command
    actor: OfficialId
    command_id: UUID
    effective: date | UnsetType | None = UNSET
    migration: bool = False
    trace: str | None = None
    correlation: UUID | None = None
    causation: int | None = None
    seen: int | None = None
    expected: int | None = None

    def __post_init__(self) -> None:
        if self.effective is None and not self.migration:
            raise ValueError("only a migration may leave the effective day unsaid")

    @property
    def decider(self) -> Decider:
        return deciders()[type(self.command)]

    def fingerprint(self) -> bytes:
        """Digest of what makes two requests the same: command, actor and the effective day as it was given."""
        effective: date | Literal["unset"] | None = "unset" if self.effective is UNSET else self.effective
        return sha256(_canonical((type(self.command).__name__, self.command, self.actor, effective))).digest()

    def context(self, view: View, now: datetime) -> Context:
        today = civil_day(now)
        return Context(
            world=view.world,
            actor=self.actor,
            command_id=self.command_id,
            now=now,
            today=today,
            effective=today if self.effective is UNSET else self.effective,
            migration=self.migration,
            trace=self.trace,
            correlation=self.correlation,
            causation=self.causation,
            seen=self.seen,
            expected=self.expected,
        )


def likely_streams(request: Request, context: Context) -> set[str]:
    """Streams that a decision will probably ask for: its own record, the actor, the records that the command names."""
    named = (getattr(request.command, name) for name in request.command.__struct_fields__)
    streams = {v for v in named if isinstance(v, str) and len(v) <= _LONGEST_ID and v.partition("-")[0] in KINDS}
    streams.add(request.decider.stream(request.command, context))
    if not request.migration:
        streams.add(request.actor)
    return streams


def decide_with(request: Request, context: Context, view: View, folds: Folds, session: Session) -> Decision | Refusal:
    """Decide, loading what the view lacks and deciding again until it lacks nothing."""
    while True:
        try:
            decision = decide(request.command, context)
            if isinstance(decision, Decision):
                for stream, _ in decision.writes:
                    if view.get(stream) is None:
                        view.take(folds.load(session, [stream]))
            return decision
        except NotLoaded as missing:
            wanted = {missing.stream, *likely_streams(request, context)}
            view.take(folds.load(session, [stream for stream in wanted if view.get(stream) is None]))


@dataclass(frozen=True)
class Draft:
    """A decision on its way into the register: decided for `request` on `view`, not yet appended."""

    request: Request
    decision: Decision
    versions: tuple[int, ...]

    @classmethod
    def of(cls, request: Request, decision: Decision, view: View) -> "Draft":
        """Number the events behind those that their streams have in the view."""
        places: Counter[str] = Counter()
        versions = []
        for stream, _ in decision.writes:
            places[stream] += 1
            versions.append(view[stream].version + places[stream])
        return cls(request, decision, tuple(versions))

    def entry(self, session: Session) -> Entry:
        return Entry(
            self.request.command_id,
            fingerprint(self.request, session),
            self.decision.stream,
            len(self.decision.writes),
        )

    def events(self, sealing: Sealing | None) -> list[NewEvent]:
        act = encode_act(self.decision.act)
        return [
            NewEvent(
                stream,
                type(event).__name__,
                encode(act, event, sealing.sealed(event, stream, version) if sealing else None),
            )
            for (stream, event), version in zip(self.decision.writes, self.versions, strict=True)
        ]

    def recorded(self, first: int, recorded_at: datetime) -> tuple[Recorded, ...]:
        """The events as they stand in the register from position `first`; 0 gives all of them position 0."""
        return tuple(
            Recorded(
                stream=StreamId(stream),
                version=version,
                position=first and first + place,
                recorded_at=recorded_at,
                act=self.decision.act,
                event=event,
            )
            for place, ((stream, event), version) in enumerate(zip(self.decision.writes, self.versions, strict=True))
        )


def append(session: Session, view: View, drafts: list[Draft]) -> Answer:
    """Append drafts decided one after another on the same view; see `Session.append` for the answers."""
    writes = [write for draft in drafts for write in draft.decision.writes]
    guards = view.guards(stream for stream, _ in writes)
    whose = set[str]().union(*[owners(event, stream) for stream, event in writes])
    erasing = any(isinstance(event, Destruction) for _, event in writes)
    fresh = {owner for owner in whose if guards.get(owner) == 0}
    sealing = session.sealing(whose, fresh) if whose or erasing else None
    events = [event for draft in drafts for event in draft.events(sealing)]
    return session.append([draft.entry(session) for draft in drafts], guards, events, sealing)


def fingerprint(request: Request, session: Session) -> bytes:
    """By which a command that is given again is recognised; nothing personal can be guessed from it."""
    digest = request.fingerprint()
    return session.keyed(digest) if plan(type(request.command)) else digest
