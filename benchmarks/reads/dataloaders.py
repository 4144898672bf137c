"""The peer in the same language: a Strawberry schema over the same tables in the ordinary way, with dataloaders.

Only what the questions need, by the names that the register's schema has for it; parsed and validated documents are
kept, each operation is one transaction of the reader that enters for the official of the header `x-official`, and each
level of a document is one statement. `python -m benchmarks.reads.dataloaders PORT` serves it.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import strawberry
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.schema.config import StrawberryConfig

from benchmarks.reads.dataloaders_schema import Office, Query, board_of, event_of, official_of
from benchmarks.reads.handwritten import ENTER, POOL, ready, serve

Connection = AsyncConnection[DictRow]

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
        self.official = one("select id, name from views.official where id = any(%s)", "id", official_of)
        self.board = one(f"select office, {_BOARD} from views.office_board where office = any(%s)", "office", board_of)
        self.trail = many(
            "select e.* from unnest(%s::text[]) as wanted (id) cross join lateral ("
            "select stream, version, position, event, effective, capacity, actor from views.audit"
            " where stream = wanted.id order by version limit 20) as e",
            "stream",
            event_of,
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

    routes = [Route("/readyz", ready), Route("/graphql", GraphQL(schema, graphql_ide=None))]
    return Starlette(routes=routes, lifespan=lifespan)


async def _as_reader(connection: AsyncConnection[Any]) -> None:
    await connection.execute("set role register_reader")
    await connection.commit()


if __name__ == "__main__":
    serve(application)
