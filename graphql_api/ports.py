"""What the API needs from outside, as protocols: register, views and their progress, journal, identity, telemetry.

`infra` implements them; tests put fakes in their place.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from domain.identifiers import OfficialId
from domain.message import Command
from domain.outcome import Outcome
from domain.text import Language
from projections.rows import Row

OperationType = Literal["query", "mutation", "subscription"]
ReadingChannel = Literal["query", "mutation", "subscription", "export"]


class Identity(Protocol):
    """Who is asking, as a verified token says. A token proves only who, never what they may do."""

    @property
    def subject(self) -> OfficialId: ...

    @property
    def expires_at(self) -> datetime: ...

    @property
    def language(self) -> Language | None: ...


class Register(Protocol):
    """Where commands are carried out."""

    async def execute(
        self,
        command: Command,
        *,
        actor: OfficialId,
        command_id: UUID,
        expected_version: int | None,
        effective: date | None,
        dry_run: bool,
        seen: int | None,
    ) -> Outcome:
        """Decide a command and append its events.

        effective None: today; seen: the position that the views showed when the command was given
        """
        ...

    async def head(self) -> int:
        """Position of the last event that the register holds. Raises Unavailable."""
        ...


@dataclass(frozen=True)
class Viewer:
    """For whom the views are read.

    official: who asks; None is the public
    reason: why contents are read that the capacity alone does not open
    """

    official: OfficialId | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Moment:
    """A moment of the register; exactly one of these says which.

    position: after the event at this position; 0 is before the first
    recorded_at: when the register knew what it had recorded by then
    effective: what counts on a day by all that is recorded by now
    seen_by: what stood before whoever gave the command to which the event at this position belongs
    """

    position: int | None = None
    recorded_at: datetime | None = None
    effective: date | None = None
    seen_by: int | None = None


@dataclass(frozen=True)
class Past:
    """What must be told of a moment for a statement to be asked of it.

    about: number or id of the matter that it begins with; None for the organisation
    tables: the tables that it reads
    steps: how often it follows from one matter to others
    backwards: whether it follows from persons to the matters that name them
    trails: the tables of whose records it shows the trail
    holes: places among the parameters, from 0, for what the moment answers: its day and so on, by name
    since: an earlier moment, when it is to be told which events changed what from then on
    """

    moment: Moment
    about: str | None
    tables: frozenset[type[Row]]
    steps: int = 0
    backwards: bool = False
    trails: frozenset[type[Row]] = frozenset()
    holes: tuple[tuple[int, str], ...] = ()
    since: Moment | None = None


@dataclass(frozen=True)
class Statement:
    """A whole read as one statement, `$1`, `$2` … for its parameters, which come as text. Answers one JSON text.

    past: the moment of which it is asked, unless that is now
    """

    sql: bytes
    parameters: tuple[bytes | None, ...]
    past: Past | None = None


class Session(Protocol):
    """One viewer's look at the views: a read-only transaction in which the database decides what is visible."""

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement with `%s` placeholders; one after another, never two at once."""
        ...

    async def text(self, statement: Statement) -> bytes:
        """The one text that a compiled statement answers. Raises Unavailable, Fault, NotAnswered."""
        ...


class Views(Protocol):
    """The read models."""

    async def answers(self, viewer: Viewer, statements: Sequence[Statement]) -> tuple[int, list[bytes]]:
        """The position shown and the text of each statement, all of one instant, for this viewer.

        Raises Unavailable, Fault when it takes too long, NotAnswered for what the database refuses.
        """
        ...

    def session(self, viewer: Viewer) -> AbstractAsyncContextManager[Session]: ...

    async def position(self) -> int:
        """The position that the views show."""
        ...

    async def reached(self, position: int, *, within: float) -> bool:
        """Wait until the views show the register up to a position; False when that takes longer than `within` s."""
        ...

    async def beyond(self, position: int, *, within: float) -> None:
        """Wait until the views show more than `position`, or `within` seconds have passed."""
        ...


@dataclass(frozen=True)
class ReadNote:
    """One record whose contents an answer shows.

    official: who reads; None is the public
    reason: as the reader gave it
    operation: name of the operation, or its root fields
    channel: by which way the answer goes
    kind: kind of the record
    record: the record
    parts: tables of which rows are shown
    """

    official: OfficialId | None
    reason: str | None
    operation: str
    channel: ReadingChannel
    kind: str
    record: str
    parts: tuple[str, ...]


class Journal(Protocol):
    """Where it is noted who read which personal records."""

    async def note(self, notes: Sequence[ReadNote]) -> None:
        """Return when the notes are kept for good. Raises Unavailable when they are not: then no answer leaves."""
        ...


@dataclass(frozen=True)
class RefusalNote:
    """One command that was refused, as it was answered; no field of it but the record that it names.

    official: whose command it was
    command: its name
    kind: kind of the record that it is about
    record: the record that it names; None when it would have opened one
    code: why; paragraph: of the rule
    trace: id of the trace of the operation, if there is one
    """

    official: OfficialId
    command: str
    kind: str
    record: str | None
    code: str
    paragraph: str
    trace: str | None = None


class Refusals(Protocol):
    """Where it is noted which commands were refused."""

    async def note(self, refusal: RefusalNote) -> None:
        """Return when the note is kept for good. Raises Unavailable when it is not: then no answer leaves."""
        ...


@dataclass(frozen=True)
class ProvenRecord:
    """A record's events with the proof that each stands in the signed log.

    text: the bundle, as the log's verifier reads it
    size: number of events of the signed tree
    versions: the events that it holds
    contents: those of them that hold free text or personal values
    """

    text: str
    size: int
    versions: frozenset[int]
    contents: frozenset[int]


class Proofs(Protocol):
    """The transparency log."""

    async def of(self, record: str, number: str, upto: int) -> ProvenRecord | None:
        """The proof of a record's events up to a position of the register; None when it has none.

        Nothing is checked of who asks. Raises Unavailable while the log does not cover them.
        """
        ...


class Observed(Protocol):
    """An operation under observation."""

    def failed(self, code: str) -> None:
        """The operation ended with an error of this code."""
        ...


class Telemetry(Protocol):
    """Observation of the API itself: types and codes only, never a client's words."""

    def operation(self, kind: OperationType) -> AbstractContextManager[Observed]:
        """The span of one operation."""
        ...

    def unexpected(self, error_id: str, error: BaseException) -> None:
        """Note an unexpected error under the id that the client was told."""
        ...
