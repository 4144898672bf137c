"""A register of which the past is asked, as an official who sees everything at any time."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from domain.civil import civil_day
from domain.complaints.events.access import ComplaintUnwalled, ComplaintWalled
from domain.message import Recorded
from domain.petitions.events.publication import PetitionUnwalled, PetitionWalled
from graphql_api.compiled import Answer, answer, compiler
from graphql_api.context import Operation, Ports
from graphql_api.documents import prepare
from graphql_api.ports import ReadNote
from graphql_api.schema import schema
from infra.http.views import ReadModels
from infra.projector import CAUGHT_UP
from infra.store.tail import Tail
from tests.projections.written import catch_up

READER = "official-00000000-0000-4000-8000-0000000000aa"
"""Whoever reads in these tests: an Ombudsman whom no event appoints, so that none takes the office away."""
WALLS = (ComplaintWalled, ComplaintUnwalled, PetitionWalled, PetitionUnwalled)


@dataclass(frozen=True)
class Caller:
    subject: str = READER
    expires_at: datetime = datetime(2999, 1, 1, tzinfo=UTC)
    language: None = None


class Notes:
    def __init__(self) -> None:
        self.kept: list[ReadNote] = []

    async def note(self, notes: Sequence[ReadNote]) -> None:
        self.kept += notes


class Asker:
    """Asks one database in an event loop of its own. today: what the API takes for today"""

    def __init__(self, dsn: str, runner: asyncio.Runner, views: ReadModels) -> None:
        self.dsn = dsn
        self.notes = Notes()
        self.today: date = civil_day(datetime.now(UTC))
        self._runner = runner
        self._ports = Ports(None, views, None, lambda: self.today, self.notes)  # type: ignore[arg-type]

    def ask(self, question: str, variables: dict[str, Any] | None = None, by: str = READER) -> bytes:
        """The data of a compiled answer, as it leaves."""
        built = schema()
        prepared = prepare(built._schema, question)
        assert not prepared.faults, prepared.faults
        assert prepared.document is not None
        operation = Operation(self._ports, Caller(by), "en")
        plan = compiler(built).plan(prepared.document, None, variables or {}, "en")
        assert plan is not None
        assert plan.whole, question
        told = self._runner.run(answer(plan, variables or {}, operation))
        assert isinstance(told, Answer), question
        return told.data


@contextmanager
def asking(dsn: str) -> Iterator[Asker]:
    """A database that is asked; whatever it shows by now is shown to the reader."""
    with asyncio.Runner() as runner:
        tail = Tail(dsn, CAUGHT_UP)
        views = ReadModels(dsn, tail, size=2)
        stack = AsyncExitStack()
        runner.run(_enter(stack, tail, views))
        try:
            yield Asker(dsn, runner, views)
        finally:
            runner.run(stack.aclose())


async def _enter(stack: AsyncExitStack, *contexts: Any) -> None:
    for context in contexts:
        await stack.enter_async_context(context)


def let_in(dsn: str, official: str = READER, capacity: str = "ombudsman") -> None:
    """Give an official a capacity that no event gave."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "insert into views.scope (official, source, capacity) values (%s, %s, %s) on conflict do nothing",
            (official, f"test-{capacity}", capacity),
        )


def copied(source: str, target: str, upto: int) -> None:
    """Give a register the first events of another one, as they are stored, and show them."""
    columns = "originator_id, originator_version, topic, state, notification_id, recorded_at"
    with psycopg.connect(source) as whole, psycopg.connect(target, autocommit=True) as part:
        there = part.execute("select coalesce(max(notification_id), 0) from register.events").fetchone()
        assert there is not None
        rows = whole.execute(
            f"select {columns} from register.events where notification_id > %s and notification_id <= %s order by 5",
            (there[0], upto),
        ).fetchall()
        part.cursor().executemany(
            f"insert into register.events ({columns}) values (%s, %s, %s, %s, %s, %s)",
            rows,
        )
    catch_up(target)
    let_in(target)


def unwalled(history: Sequence[Recorded]) -> list[Recorded]:
    """A history without walls: those of today hide the past, too."""
    versions: dict[str, int] = {}
    kept: list[Recorded] = []
    for recorded in history:
        if not isinstance(recorded.event, WALLS):
            versions[recorded.stream] = versions.get(recorded.stream, 0) + 1
            kept.append(
                Recorded(
                    stream=recorded.stream,
                    version=versions[recorded.stream],
                    position=len(kept) + 1,
                    recorded_at=recorded.recorded_at,
                    act=recorded.act,
                    event=recorded.event,
                )
            )
    return kept
