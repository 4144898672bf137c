"""The live tail: told at once, told all the same when the announcement or the connection is lost."""

import asyncio
import time
from uuid import uuid4

import psycopg

from infra.store.recorder import Store
from infra.store.session import Entry, NewEvent
from infra.store.tail import REGISTER, Source, Tail
from tests.infra.test_store import STATE


def append(dsn: str) -> None:
    with Store(dsn, connections=1) as store, store.recorder.session() as session:
        stream = f"official-{uuid4()}"
        session.append([Entry(uuid4(), b"", stream, 2)], {stream: 0}, [NewEvent(stream, "AccessGranted", STATE)] * 2)


async def test_every_waiter_hears_of_an_append_at_once(database: str) -> None:
    with Store(database, connections=1) as store:
        async with Tail(database, poll=30) as tail:
            waiters = [asyncio.create_task(tail.wait_beyond(0, within=10)) for _ in range(20)]
            await asyncio.sleep(0.5)
            with store.recorder.session() as session:
                session.append(
                    [Entry(uuid4(), b"", "official-a", 1)], {"official-a": 0}, [NewEvent("official-a", "X", b"")]
                )
            appended = time.monotonic()
            assert await asyncio.gather(*waiters) == [1] * 20
            assert time.monotonic() - appended < 0.5
            assert tail.position == 1


async def test_what_was_appended_before_is_known_without_waiting(database: str) -> None:
    await asyncio.to_thread(append, database)
    async with Tail(database) as tail:
        assert await tail.wait_beyond(0, within=10) == 2
        assert await tail.wait_beyond(1) == 2


async def test_a_wait_that_ends_without_an_append_returns_the_old_position(database: str) -> None:
    async with Tail(database) as tail:
        assert await tail.wait_beyond(0, within=0.1) == 0


async def test_a_cut_connection_is_opened_again(database: str) -> None:
    async with Tail(database, poll=0.2) as tail:
        await asyncio.to_thread(append, database)
        assert await tail.wait_beyond(0, within=10) == 2
        with psycopg.connect(database, autocommit=True) as conn:
            cut = conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'register_tail' and datname = current_database()"
            ).fetchall()
        assert cut == [(True,)]
        await asyncio.to_thread(append, database)
        assert await tail.wait_beyond(2, within=10) == 4


async def test_a_lost_announcement_costs_no_more_than_a_poll(database: str) -> None:
    deaf = Source(channel="nobody_announces_here", position=REGISTER.position, role=REGISTER.role)
    async with Tail(database, deaf, poll=0.2) as tail:
        await asyncio.sleep(0.3)
        await asyncio.to_thread(append, database)
        assert await tail.wait_beyond(0, within=10) == 2
