"""The peer of the API: the same answers from SQL written by hand, behind the smallest web application.

It reads the same tables as the same role under the same policies, one statement a question, PostgreSQL building the
JSON; it knows no GraphQL, checks no token, and writes without an event store. `python -m benchmarks.handwritten PORT`
serves it, with the databases' addresses and the asking official in the environment.
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

DSN, PLAIN, OFFICIAL = "BENCHMARK_DSN", "BENCHMARK_PLAIN_DSN", "BENCHMARK_OFFICIAL"
POOL = 10
"""Connections at most, as many as the API's readers have."""

CASE = """
    select json_build_object('node', json_build_object(
        'number', c.number, 'status', upper(c.status), 'respondent', c.respondent, 'category', c.category,
        'registeredOn', c.registered_on, 'dueOn', c.due_on,
        'office', json_build_object('code', o.code, 'name', o.name_en),
        'assignee', case when a.id is not null then json_build_object('name', a.name) end,
        'heads', (select json_agg(json_build_object('category', h.category, 'finding', upper(h.finding))
                                  order by h.head)
                    from views.complaint_head as h where h.complaint = c.id),
        'trail', (select json_agg(json_build_object(
                         'version', t.version, 'position', t.position, 'event', t.event, 'effective', t.effective,
                         'capacity', upper(t.capacity), 'basis', json_build_object('id', t.basis),
                         'actor', case when b.id is not null then json_build_object('name', b.name) end
                         ) order by t.version)
                    from (select * from views.audit where stream = c.id order by version limit 20) as t
                    left join views.official as b on b.id = t.actor)
    ))::text
      from views.complaint as c
      join views.office as o on o.code = c.office
      left join views.official as a on a.id = c.assignee
     where c.id = %s"""
PAGE = """
    select json_build_object('complaints', json_build_object('nodes', json_agg(json_build_object(
        'id', p.id, 'number', p.number, 'status', upper(p.status), 'respondent', p.respondent, 'dueOn', p.due_on,
        'position', p.position,
        'office', json_build_object('code', o.code, 'name', o.name_en),
        'assignee', case when a.id is not null then json_build_object('name', a.name) end
    ) order by p.position desc, p.id desc)))::text
      from (select * from views.complaint where (position, id) < (%s, %s) order by position desc, id desc limit 50) as p
      join views.office as o on o.code = p.office
      left join views.official as a on a.id = p.assignee"""
BOARD = """
    select json_build_object('office', json_build_object('code', o.code, 'name', o.name_en, 'board', json_build_object(
        'received', b.received, 'open', b.open, 'overdue', b.overdue, 'dueThisWeek', b.due_this_week,
        'violationFound', b.violation_found, 'violationNotFound', b.violation_not_found, 'settled', b.settled,
        'petitionsAwaitingReply', b.petitions_awaiting_reply, 'vacancies', b.vacancies
    )))::text
      from views.office as o join views.office_board as b on b.office = o.code
     where o.code = %s"""
TABLES = """
    create table if not exists matter (id text primary key, category text not null, version bigint not null);
    create table if not exists matter_event (
        matter text not null, version bigint not null, event jsonb not null, primary key (matter, version))"""
WRITE = """
    with written as (
        insert into matter as m (id, category, version) values (%s, %s, 1)
        on conflict (id) do update set category = excluded.category, version = m.version + 1
        returning m.*
    ), kept as (
        insert into matter_event select id, version, jsonb_build_object('category', category) from written
    )
    select json_build_object('id', id, 'category', category, 'version', version)::text from written"""

Endpoint = Callable[[Request], Awaitable[Response]]
Pool = AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]


def application(register: str, plain: str, official: str) -> Starlette:
    """The ASGI application.

    register: the address of the register's database; plain: that of a database with `TABLES`
    official: as whom the register is read
    """
    reading = _pool(register, _as_reader)
    writing = _pool(plain, _as_it_is)

    def answering(sql: str, *names: str) -> Endpoint:
        async def answer(request: Request) -> Response:
            asked = [request.query_params[name] for name in names]
            async with reading.connection() as connection, connection.transaction():
                await connection.execute("select access.enter(%s, null)", (official,))
                return await _answered(connection, sql, asked)

        return answer

    async def write(request: Request) -> Response:
        content = await request.json()
        async with writing.connection() as connection:
            return await _answered(connection, WRITE, [content["complaint"], content["category"]])

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with reading, writing:
            yield

    routes = [
        Route("/readyz", _ready),
        Route("/case", answering(CASE, "id")),
        Route("/page", answering(PAGE, "position", "id")),
        Route("/board", answering(BOARD, "code")),
        Route("/classify", write, methods=["POST"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _pool(dsn: str, configure: Callable[[AsyncConnection[Any]], Awaitable[None]]) -> Pool:
    return AsyncConnectionPool(dsn, min_size=1, max_size=POOL, open=False, configure=configure)


async def _as_reader(connection: AsyncConnection[Any]) -> None:
    await connection.execute("set role register_reader")
    await connection.commit()


async def _as_it_is(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)


async def _answered(connection: AsyncConnection[tuple[Any, ...]], sql: str, asked: list[Any]) -> Response:
    row = await (await connection.execute(sql.encode(), asked)).fetchone()
    return Response(row[0] if row else "null", media_type="application/json")


async def _ready(_: Request) -> Response:
    return Response("true", media_type="application/json")


def main() -> None:
    """Serve on the port of the first argument until told to stop."""
    made = application(os.environ[DSN], os.environ[PLAIN], os.environ[OFFICIAL])
    uvicorn.run(made, host=HOST, port=int(sys.argv[1]), log_level="error", access_log=False, loop="uvloop")


if __name__ == "__main__":
    main()
