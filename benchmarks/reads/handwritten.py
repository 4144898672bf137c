"""The peer without GraphQL: the three answers from SQL written by hand, behind the smallest web application.

It reads the same tables as the same role, enters for the official of the header `x-official`, and lets PostgreSQL
build the JSON; entering and question go over the wire together, as one implicit transaction.
`python -m benchmarks.reads.handwritten PORT` serves it, with the database's address in the environment.
"""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.http_load import HOST

DSN = "BENCHMARK_DSN"
POOL = 2 * (os.cpu_count() or 2)
"""Connections at most, as many as the API has lines for its reads."""
ENTER = "select access.enter(%s, null)"

CASE = """
    select json_build_object('record', json_build_object(
        'number', c.number, 'status', upper(c.status), 'channel', upper(c.channel), 'receivedOn', c.received_on,
        'registeredOn', c.registered_on, 'respondent', c.respondent, 'respondentType', c.respondent_type,
        'category', c.category, 'urgent', c.urgent, 'dueOn', c.due_on, 'termFrom', c.term_from,
        'extendedDays', c.extended_days, 'reopened', c.reopened, 'personsRestored', c.persons_restored,
        'version', c.version,
        'office', json_build_object('code', o.code, 'nameEn', o.name_en),
        'assignee', case when a.id is not null then json_build_object('name', a.name) end,
        'trail', (select json_agg(json_build_object(
                         'version', t.version, 'position', t.position, 'event', t.event, 'effective', t.effective,
                         'capacity', upper(t.capacity),
                         'actor', case when b.id is not null then json_build_object('name', b.name) end
                         ) order by t.version)
                    from (select * from views.audit where stream = c.id order by version limit 20) as t
                    left join views.official as b on b.id = t.actor)
    ))::text
      from views.complaint as c
      join views.office as o on o.code = c.office
      left join views.official as a on a.id = c.assignee
     where c.number = %s"""
PAGE = """
    select json_build_object('complaints', json_build_object('nodes', json_agg(json_build_object(
        'number', p.number, 'status', upper(p.status), 'channel', upper(p.channel), 'receivedOn', p.received_on,
        'registeredOn', p.registered_on, 'respondent', p.respondent, 'category', p.category, 'urgent', p.urgent,
        'dueOn', p.due_on, 'extendedDays', p.extended_days, 'version', p.version, 'position', p.position,
        'office', json_build_object('nameEn', o.name_en),
        'assignee', case when a.id is not null then json_build_object('name', a.name) end
    ) order by p.received_on desc, p.id desc)))::text
      from (select * from views.complaint where status = %s order by received_on desc, id desc limit 50) as p
      join views.office as o on o.code = p.office
      left join views.official as a on a.id = p.assignee"""
BOARDS = """
    select json_build_object('offices', json_agg(json_build_object('code', o.code, 'nameEn', o.name_en,
        'board', case when b.office is not null then json_build_object(
            'received', b.received, 'receivedThisYear', b.received_this_year, 'open', b.open,
            'underExamination', b.under_examination, 'overdue', b.overdue, 'dueThisWeek', b.due_this_week,
            'unassigned', b.unassigned, 'concludedLate', b.concluded_late, 'violationFound', b.violation_found,
            'vacancies', b.vacancies
        ) end) order by o.code))::text
      from views.office as o left join views.office_board as b on b.office = o.code"""

Endpoint = Callable[[Request], Awaitable[Response]]


def application(dsn: str) -> Starlette:
    """The ASGI application over the register's database."""
    pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]] = AsyncConnectionPool(
        dsn, min_size=1, max_size=POOL, open=False, configure=_as_reader
    )

    def answering(sql: str, *names: str) -> Endpoint:
        statement = sql.encode()

        async def answer(request: Request) -> Response:
            official = request.headers["x-official"]
            asked = [request.query_params[name] for name in names]
            async with pool.connection() as connection, connection.pipeline():
                await connection.execute(ENTER, (official,), prepare=True)
                found = await connection.execute(statement, asked or None, prepare=True)
            row = await found.fetchone()
            return Response(row[0] if row else "null", media_type="application/json")

        return answer

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    routes = [
        Route("/readyz", ready),
        Route("/case", answering(CASE, "number")),
        Route("/page", answering(PAGE, "status")),
        Route("/boards", answering(BOARDS)),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _as_reader(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)
    await connection.execute("set role register_reader")


async def ready(_: Request) -> Response:
    """That the server answers."""
    return Response("true", media_type="application/json")


def serve(application: Callable[[str], Starlette]) -> None:
    """Serve the database of the environment on the port of the first argument until told to stop."""
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
    serve(application)
