"""The register: carries out commands, tells histories. One method call is one outcome, whatever happens meanwhile.

Deciding is optimistic: cached states are used unread, the append verifies them. Whoever loses the race again and
again decides under the append's own lock, so every command ends. A cut connection is answered by asking again with
the same command id: one effect, and the true answer.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import InterfaceError, InternalError, OperationalError
from msgspec import UNSET, UnsetType
from psycopg.errors import IdleInTransactionSessionTimeout

from domain.identifiers import OfficialId, Position, StreamId
from domain.kinds import kind_of
from domain.message import Command, Recorded
from domain.outcome import Accepted, Conflict, Outcome, Refused, Reused
from domain.refusal import Refusal, RefusalCode
from infra.batch import Settled, decide_batch
from infra.deciding import Draft, Request, append, decide_with, fingerprint
from infra.store.codec import StoredRow
from infra.store.folds import Folds, View
from infra.store.recorder import Store
from infra.store.session import AlreadyKnown, KnownCommand, Session, Stale

T = TypeVar("T")

_RACES = 2
"""Attempts that may be overtaken by others before a command takes the append's lock to decide."""
_MOST_IN_TURN = 1_000
"""Attempts of a command that holds the turn before it gives up and lets others go on."""
_CHUNK = 500
"""Commands of a batch that are looked up together."""
_HIDDEN = frozenset(
    {RefusalCode.NOT_FOUND, RefusalCode.NO_AUTHORITY, RefusalCode.OUTSIDE_TERRITORY, RefusalCode.ABSENT}
)
"""Refusals that come before a conflict: whoever may not act learns nothing of what others did."""


class StoreUnavailableError(Exception):
    """The database could not be reached for too long. The command may have been carried out or not:
    giving it again with the same command id is safe and brings the true answer."""


class Register:
    """The register over one store. Thread-safe.

    clock: tells the time, UTC; given by tests
    patience: seconds for which a lost database is tried again
    appending: opens the telemetry of one append
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: float = 15.0,
        appending: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> None:
        self._store = store
        self._appending = appending
        self._codec = store.mapper
        self._clock = clock
        self._patience = patience
        self._folds = Folds(kind_of, self._codec)

    def execute(
        self,
        command: Command,
        *,
        actor: OfficialId,
        command_id: UUID,
        expected_version: int | None = None,
        effective: date | UnsetType | None = UNSET,
        dry_run: bool = False,
        migration: bool = False,
        trace: str | None = None,
        correlation: UUID | None = None,
        causation: int | None = None,
        seen: int | None = None,
    ) -> Outcome:
        """Carry out one command, once, however often it is given with the same id.

        expected_version: the version of the command's own record that the caller saw; None does not care
        effective: the day on which the act counts; unset is today, None (only in a migration) is unsaid
        dry_run: answer what would happen and write nothing
        seen: the position that the read models showed to the caller
        Raises StoreUnavailableError.
        """
        request = Request(
            command=command,
            actor=actor,
            command_id=command_id,
            effective=effective,
            migration=migration,
            trace=trace,
            correlation=correlation,
            causation=causation,
            seen=seen,
            expected=expected_version,
        )
        settled = self._until_decided(lambda session: self._attempt(session, request, expected_version, dry_run))
        self._folds.advance(settled.bases, settled.recorded)
        return settled.outcomes[0]

    def execute_batch(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Carry out many commands one after another, appended together by up to 1,000 events: imports, seeds.

        Each command sees what those before it did. Commands that are known already are skipped: their outcome is
        the first one, without its events. Raises StoreUnavailableError; what was yielded before is written.
        """
        pending = iter(requests)
        while chunk := list(islice(pending, _CHUNK)):
            while chunk:
                settled = self._until_decided(partial(self._attempt_batch, chunk))
                self._folds.advance(settled.bases, settled.recorded)
                yield from settled.outcomes
                chunk = chunk[len(settled.outcomes) :]

    def history(self, stream: str, *, after: int = 0, upto: int | None = None, limit: int = 10_000) -> list[Recorded]:
        """The events of one record by version, from `after` (exclusive) to `upto` (inclusive)."""
        top = 2**31 - 1 if upto is None else upto
        return self._decoded(lambda session: session.stream(stream, after, top, limit))

    def tail(self, after: int, limit: int = 1_000) -> list[Recorded]:
        """The events of the whole register by position, from `after` (exclusive)."""
        return self._decoded(lambda session: session.tail(after, limit))

    def head(self) -> Position:
        """Position of the last event; 0 in an empty register."""
        return Position(self._patiently(lambda session: session.head()))

    def close(self) -> None:
        self._store.close()

    def _attempt_batch(self, requests: list[Request], session: Session) -> Settled | None:
        return decide_batch(session, requests, self._folds, self._clock())

    def _attempt(self, session: Session, request: Request, expected: int | None, dry_run: bool) -> Settled | None:
        """Decide on a fresh view and append; None when others were faster."""
        view, now = View(self._folds), self._clock()
        context = request.context(view, now)
        decision = decide_with(request, context, view, self._folds, session)
        stream = request.decider.stream(request.command, context)
        version = view[stream].version
        surprised = expected is not None and expected != version
        if isinstance(decision, Refusal) or surprised or dry_run:
            if not view.is_current(session):
                return None
            if known := session.known({request.command_id: fingerprint(request, session)}):
                return Settled([self._first_outcome(session, known[request.command_id])])
            if isinstance(decision, Refusal) and (not surprised or decision.code in _HIDDEN):
                return Settled([Refused(refusal=decision)])
            if surprised:
                assert expected is not None
                between = [self._codec.decode(row) for row in session.stream(stream, expected, version, 1_000)]
                conflict = Conflict(stream=StreamId(stream), expected=expected, actual=version, events=tuple(between))
                return Settled([conflict])
        assert not isinstance(decision, Refusal)
        draft = Draft.of(request, decision, view)
        if dry_run:
            return Settled([_accepted(stream, version, draft.recorded(0, now), written=False)])
        with self._appending():
            answer = append(session, view, [draft])
        if isinstance(answer, Stale):
            self._folds.load(session, answer.versions)
            return None
        if isinstance(answer, AlreadyKnown):
            return Settled([self._first_outcome(session, answer.commands[0])])
        recorded = draft.recorded(answer.first, answer.recorded_at)
        return Settled([_accepted(stream, version, recorded)], recorded, view.bases)

    def _first_outcome(self, session: Session, known: KnownCommand) -> Outcome:
        if not known.same:
            return Reused(command_id=known.command_id)
        rows = session.tail(known.first - 1, known.last - known.first + 1)
        return _accepted(known.stream, 0, tuple(map(self._codec.decode, rows)), replayed=True)

    def _until_decided(self, attempt: Callable[[Session], T | None]) -> T:
        """Repeat an attempt until it has an answer; after some lost races, with the turn held."""
        for race in range(_RACES):
            answer = self._patiently(attempt)
            if answer is not None:
                return answer
            time.sleep(random.uniform(0, 0.001 * 2**race))
        return self._patiently(lambda session: _insist(session, attempt), turn=True)

    def _patiently(self, ask: Callable[[Session], T], *, turn: bool = False) -> T:
        """Ask on a session; when the connection is lost, on another one, until patience ends."""
        deadline, pause = time.monotonic() + self._patience, 0.02
        while True:
            try:
                with self._store.recorder.session(turn=turn) as session:
                    return ask(session)
            except (OperationalError, InterfaceError, InternalError) as error:
                if isinstance(error, InternalError) and not _fell_silent(error):
                    raise
                if time.monotonic() > deadline:
                    raise StoreUnavailableError("the database does not answer") from None
            time.sleep(pause)
            pause = min(pause * 2, 1.0)
            self._store.recorder.drop_broken_connections()

    def _decoded(self, ask: Callable[[Session], list[StoredRow]]) -> list[Recorded]:
        return [self._codec.decode(row) for row in self._patiently(ask)]


def _fell_silent(error: InternalError) -> bool:
    """Whether the server ended a session because this process stood still while it held the turn."""
    return isinstance(error.__cause__, IdleInTransactionSessionTimeout)


def _insist(session: Session, attempt: Callable[[Session], T | None]) -> T:
    """With the turn held nobody else writes, so an attempt is overtaken at most once per stream that it reads.

    Whatever else overtakes it again and again is a mistake of ours, and must not keep everybody waiting.
    """
    for _ in range(_MOST_IN_TURN):
        answer = attempt(session)
        if answer is not None:
            return answer
    raise RuntimeError("a command was overtaken again and again although nobody else could write")


def _accepted(
    stream: str, before: int, recorded: tuple[Recorded, ...], *, written: bool = True, replayed: bool = False
) -> Accepted:
    own = [event.version for event in recorded if event.stream == stream]
    return Accepted(
        stream=StreamId(stream),
        version=max(own, default=before),
        first=Position(recorded[0].position),
        last=Position(recorded[-1].position),
        recorded=recorded,
        written=written,
        replayed=replayed,
    )
