"""The peer in the same language: a Strawberry schema over the same tables in the ordinary way, with dataloaders.

Only what the questions need, by the names that the register's schema has for it; parsed and validated documents are
kept, each operation is one transaction of the reader that enters for the official of the header `x-official`, and each
level of a document is one statement. `python -m benchmarks.reads.dataloaders PORT` serves it.
"""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from enum import StrEnum
from typing import Any

import strawberry
import uvicorn
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.schema.config import StrawberryConfig

from benchmarks.http_load import HOST
from benchmarks.reads.handwritten import DSN, ENTER, POOL
from domain.capacity import Capacity
from domain.complaints.vocabulary import Channel, Status

Connection = AsyncConnection[DictRow]
Load = Callable[[list[Any]], Awaitable[list[Any]]]

strawberry.enum(Status, name="ComplaintStatus")
for _enumeration in (Channel, Capacity):
    strawberry.enum(_enumeration)

_CASE = (
    "number, status, channel, received_on, registered_on, respondent, respondent_type, category, urgent, due_on,"
    " term_from, extended_days, reopened, persons_restored, version, position, id, office, assignee"
)
_BOARD = (
    "received, received_this_year, open, under_examination, overdue, due_this_week, unassigned, concluded_late,"
    " violation_found, vacancies"
)


class Loaders:
    """The dataloaders of one operation."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        one, many = self._one, self._many
        self.office = one(
            "select code, name_en from views.office where code = any(%s)", "code", lambda row: Office(**row)
        )
        self.official = one("select id, name from views.official where id = any(%s)", "id", _official)
        self.board = one(f"select office, {_BOARD} from views.office_board where office = any(%s)", "office", _board)
        self.trail = many(
            "select e.* from unnest(%s::text[]) as wanted (id) cross join lateral ("
            "select stream, version, position, event, effective, capacity, actor from views.audit"
            " where stream = wanted.id order by version limit 20) as e",
            "stream",
            _event,
        )

    async def rows(self, sql: str, asked: list[Any]) -> list[DictRow]:
        return await (await self.connection.execute(sql.encode(), asked)).fetchall()

    def _one(self, sql: str, key: str, made: Callable[[DictRow], Any]) -> DataLoader[Any, Any]:
        async def load(keys: list[Any]) -> list[Any]:
            found = {row[key]: made(row) for row in await self.rows(sql, [keys])}
            return [found.get(asked) for asked in keys]

        return DataLoader(load_fn=load)

    def _many(self, sql: str, key: str, made: Callable[[DictRow], Any]) -> DataLoader[Any, Any]:
        async def load(keys: list[Any]) -> list[Any]:
            found: dict[Any, list[Any]] = {asked: [] for asked in keys}
            for row in await self.rows(sql, [keys]):
                found[row[key]].append(made(row))
            return [found[asked] for asked in keys]

        return DataLoader(load_fn=load)


Info = strawberry.Info[Any, Any]


def _loaders(info: Info) -> Loaders:
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type
class Official:
    name: str


@strawberry.type
class OfficeBoard:
    received: int
    received_this_year: int
    open: int
    under_examination: int
    overdue: int
    due_this_week: int
    unassigned: int
    concluded_late: int
    violation_found: int
    vacancies: int


@strawberry.type
class Office:
    code: str
    name_en: str

    @strawberry.field
    async def board(self, info: Info) -> OfficeBoard | None:
        board: OfficeBoard | None = await _loaders(info).board.load(self.code)
        return board


@strawberry.type
class RecordedEvent:
    version: int
    position: int
    event: str
    effective: date | None
    capacity: Capacity
    by: strawberry.Private[str]

    @strawberry.field
    async def actor(self, info: Info) -> Official | None:
        acted: Official | None = await _loaders(info).official.load(self.by)
        return acted


@strawberry.type
class Complaint:
    number: str
    status: Status
    channel: Channel | None
    received_on: date | None
    registered_on: date | None
    respondent: str | None
    respondent_type: str | None
    category: str | None
    urgent: bool
    due_on: date | None
    term_from: date | None
    extended_days: int
    reopened: int
    persons_restored: int
    version: int
    position: int
    row: strawberry.Private[DictRow]

    @strawberry.field
    async def office(self, info: Info) -> Office | None:
        having: Office | None = await _loaders(info).office.load(self.row["office"])
        return having

    @strawberry.field
    async def assignee(self, info: Info) -> Official | None:
        charged = self.row["assignee"]
        return None if charged is None else await _loaders(info).official.load(charged)

    @strawberry.field
    async def trail(self, info: Info, first: int = 100) -> list[RecordedEvent]:
        events: list[RecordedEvent] = await _loaders(info).trail.load(self.row["id"])
        return events[:first]


def _official(row: DictRow) -> Official:
    return Official(name=row["name"])


def _board(row: DictRow) -> OfficeBoard:
    return OfficeBoard(**{name: value for name, value in row.items() if name != "office"})


def _event(row: DictRow) -> RecordedEvent:
    given = {name: value for name, value in row.items() if name not in ("stream", "actor", "capacity")}
    return RecordedEvent(**given, capacity=Capacity(row["capacity"]), by=row["actor"])


def _complaint(row: DictRow) -> Complaint:
    given = {name: value for name, value in row.items() if name not in ("id", "office", "assignee")}
    channel = None if row["channel"] is None else Channel(row["channel"])
    return Complaint(**{**given, "status": Status(row["status"]), "channel": channel}, row=row)


@strawberry.enum
class ComplaintOrder(StrEnum):
    RECEIVED_ON_DESC = "received_on desc, id desc"


@strawberry.input
class StatusFilter:
    eq: Status


@strawberry.input
class ComplaintFilter:
    status: StatusFilter


@strawberry.type
class ComplaintConnection:
    nodes: list[Complaint]


@strawberry.type
class Query:
    @strawberry.field
    async def record(self, info: Info, number: str) -> Complaint | None:
        found = await _loaders(info).rows(f"select {_CASE} from views.complaint where number = %s", [number])
        return _complaint(found[0]) if found else None

    @strawberry.field
    async def complaints(
        self, info: Info, filter: ComplaintFilter, order: ComplaintOrder, first: int = 20
    ) -> ComplaintConnection:
        sql = f"select {_CASE} from views.complaint where status = %s order by {order.value} limit %s"
        rows = await _loaders(info).rows(sql, [filter.status.eq.value, first])
        return ComplaintConnection(nodes=[_complaint(row) for row in rows])

    @strawberry.field
    async def offices(self, info: Info) -> list[Office]:
        rows = await _loaders(info).rows("select code, name_en from views.office order by code", [])
        return [Office(**row) for row in rows]


class Entering(SchemaExtension):
    """One transaction an operation, entered for the official who asks."""

    async def on_operation(self) -> AsyncIterator[None]:
        context: dict[str, Any] = self.execution_context.context
        official = context["request"].headers["x-official"]
        async with context["request"].app.state.pool.connection() as connection, connection.transaction():
            await connection.execute(ENTER, (official,))
            context["loaders"] = Loaders(connection)
            yield


def application(dsn: str) -> Starlette:
    """The ASGI application over the register's database."""
    parsed, validated = ParserCache(maxsize=100), ValidationCache(maxsize=100)
    schema = strawberry.Schema(
        Query,
        extensions=[lambda: parsed, lambda: validated, Entering],
        config=StrawberryConfig(auto_camel_case=True),
    )
    pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
        dsn, min_size=1, max_size=POOL, open=False, configure=_as_reader, kwargs={"row_factory": dict_row}
    )

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        async with pool:
            served.state.pool = pool
            yield

    routes = [Route("/readyz", _ready), Route("/graphql", GraphQL(schema, graphql_ide=None))]
    return Starlette(routes=routes, lifespan=lifespan)


async def _as_reader(connection: AsyncConnection[Any]) -> None:
    await connection.execute("set role register_reader")
    await connection.commit()


async def _ready(_: Request) -> Response:
    return Response("true", media_type="application/json")


def main() -> None:
    """Serve on the port of the first argument until told to stop."""
    uvicorn.run(
        application(os.environ[DSN]),
        host=HOST,
        port=int(sys.argv[1]),
        log_level="error",
        access_log=False,
        loop="uvloop",
        http="httptools",
    )


if __name__ == "__main__":
    main()
