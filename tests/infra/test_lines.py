"""Lines of the compiled reads: whatever happens to one, each asker gets its own answer, and the next one is served."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import md5
from pathlib import Path
from random import Random
from typing import TypeVar

import psycopg
import pytest
from psycopg import sql

from graphql_api.errors import Fault, NotAnswered, Unavailable
from graphql_api.ports import Statement, Viewer
from infra.embedded import EmbeddedServer
from infra.http import lines, reading
from infra.http.reading import Reading
from infra.migrate import migrate
from infra.projector import rebuild
from tests.conftest import Server
from tests.domain.scenario import EMPLOYEE_71, OMBUDSMAN
from tests.projections.written import shown_in

T = TypeVar("T")
NOBODY = Viewer()
WHO = Statement(b"select to_json(access.official())::text", ())
OFFICES = Statement(b"select count(*)::text from views.office", ())
PERSONAL = Statement(b"select count(*)::text from views.official_identity", ())
HELD = Statement(
    b"select concat_ws(' ', access.in_office()::text, access.everywhere()::text, access.reasoned()::text,"
    b" access.offices(), access.capacities())",
    (),
)
SLEEP = Statement(b"select pg_sleep(30)::text", ())


def said(text: str | int) -> Statement:
    """A statement that answers its parameter."""
    return Statement(b"select $1::text", (str(text).encode(),))


def backends(dsn: str, condition: str = "true") -> list[int]:
    """Processes of the database that serve lines."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute(
            "select pid from pg_stat_activity where datname = current_database()"
            f" and application_name = '{lines.READER}' and {condition}".encode()
        ).fetchall()
    return [pid for (pid,) in found]


def cut(dsn: str) -> int:
    """Cut every line; how many there were."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and application_name = %s",
            (lines.READER,),
        ).fetchall()
    return len(found)


async def until(holds: Callable[[], bool], within: float = 5.0) -> None:
    """Wait until something holds."""

    def look() -> None:
        end = time.monotonic() + within
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.01)

    await asyncio.to_thread(look)


async def asleep(dsn: str, how_many: int = 1) -> None:
    """Wait until so many lines are asked for something that takes long."""
    await until(lambda: len(backends(dsn, "state = 'active'")) == how_many)


async def bounded(asking: Awaitable[T], within: float = 10.0) -> T:
    async with asyncio.timeout(within):
        return await asking


@pytest.fixture
async def one(database: str) -> AsyncIterator[Reading]:
    """A single line."""
    async with Reading(database, size=1) as reading:
        yield reading


@pytest.fixture
async def three(database: str) -> AsyncIterator[Reading]:
    """At most three lines."""
    async with Reading(database, size=3) as reading:
        yield reading


async def test_an_asker_whose_idle_line_was_cut_is_answered_by_another(database: str, one: Reading) -> None:
    for number in range(3):
        assert await bounded(one.answers(NOBODY, [said(number)])) == (0, [b"%d" % number])
        assert await asyncio.to_thread(cut, database) == 1


async def test_an_asker_whose_line_is_cut_in_the_middle_is_answered_by_another(database: str, one: Reading) -> None:
    asking = asyncio.create_task(one.answers(NOBODY, [Statement(b"select pg_sleep(1)::text", ()), said("whole")]))
    await asleep(database)
    assert await asyncio.to_thread(cut, database) == 1
    assert (await bounded(asking))[1] == [b"null", b"whole"]
    assert (await bounded(one.answers(NOBODY, [said("again")])))[1] == [b"again"]
    assert len(backends(database)) == 1


async def test_lines_that_are_cut_again_and_again_are_an_error_and_not_a_wait_for_ever(
    database: str, one: Reading
) -> None:
    suicide = Statement(b"select pg_sleep(0.01)::text", ())
    asking = asyncio.create_task(one.answers(NOBODY, [suicide] * 300))
    while not asking.done():
        await asyncio.to_thread(cut, database)
    with pytest.raises(Unavailable):
        await asking
    assert (await bounded(one.answers(NOBODY, [said("again")])))[1] == [b"again"]


async def test_a_statement_that_takes_too_long_is_told_so_and_its_line_serves_on(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SLOWEST", 100)
    async with Reading(database, size=1) as asked:
        with pytest.raises(Fault) as fault:
            await bounded(asked.answers(NOBODY, [SLEEP]))
        assert (fault.value.extensions or {})["code"] == "TOO_COMPLEX"
        pids = backends(database)
        assert (await bounded(asked.answers(NOBODY, [said("next")])))[1] == [b"next"]
        assert backends(database) == pids


async def test_what_the_database_refuses_is_no_answer_and_its_line_serves_on(database: str, one: Reading) -> None:
    refused = Statement(b"select ('x' || $1)::int::text", (b"",))
    for _ in range(3):
        with pytest.raises(NotAnswered):
            await bounded(one.answers(NOBODY, [said("before"), refused, said("behind")]))
        assert (await bounded(one.answers(NOBODY, [said("next"), WHO])))[1] == [b"next", b"null"]
    assert len(backends(database)) == 1


KEPT = Statement(b"select count(*)::text from pg_prepared_statements", ())


async def test_a_line_keeps_no_more_statements_prepared_than_its_bound(
    one: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PREPARED", 8)
    several = [Statement(b"select '%d'" % number, ()) for number in range(40)]
    for _ in range(2):
        for number, statement in enumerate(several):
            assert (await one.answers(NOBODY, [statement]))[1] == [b"%d" % number]
    assert (await one.answers(NOBODY, several))[1] == [b"%d" % number for number in range(40)]
    assert int((await one.answers(NOBODY, [KEPT]))[1][0]) <= 8


async def test_a_statement_whose_forgetting_failed_is_forgotten_later(
    one: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PREPARED", 8)
    await one.answers(NOBODY, [said("before")])
    for number in range(30):
        with pytest.raises(NotAnswered):
            await one.answers(NOBODY, [Statement(b"select (1 / (%d - %d))::text" % (number, number), ()), said("x")])
        await one.answers(NOBODY, [Statement(b"select '%d'" % number, ())])
    assert int((await one.answers(NOBODY, [KEPT]))[1][0]) <= 8


async def test_a_parameter_that_does_not_fit_the_socket_arrives_whole(three: Reading) -> None:
    large = "ә" * 1_000_000
    asked = [Statement(b"select md5($1)", (large.encode(),)), said(large), said("behind")]
    many = await bounded(asyncio.gather(*(three.answers(NOBODY, asked) for _ in range(6))), 30)
    digest = md5(large.encode(), usedforsecurity=False).hexdigest()
    assert all(texts == [digest.encode(), large.encode(), b"behind"] for _, texts in many)


async def test_each_of_many_askers_gets_the_own_answer_whoever_asked_on_the_line_before(
    database: str, three: Reading
) -> None:
    def asked(number: int) -> tuple[Viewer, list[Statement]]:
        viewer = NOBODY if number % 10 == 0 else Viewer(f"official-{number}", f"reason number {number}")
        return viewer, [
            WHO,
            Statement(b"select pg_sleep(0.002 * $1::int)::text", (b"%d" % (number % 3),)),
            said(number),
        ]

    answers = await bounded(asyncio.gather(*(three.answers(*asked(number)) for number in range(50))), 30)
    for number, (_, (who, _, mine)) in enumerate(answers):
        assert who == (b"null" if number % 10 == 0 else b'"official-%d"' % number)
        assert mine == b"%d" % number
    assert len(backends(database)) == 3


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_to_the_lines_no_answer_is_another_viewers(
    database: str, three: Reading, seed: int
) -> None:
    """Askers who are refused, give up, are cut off, ask new and old things, all at once."""
    random = Random(seed)
    refused = Statement(b"select (1 / 0)::text", ())

    async def ask(number: int) -> bool:
        viewer = random.choice([NOBODY, Viewer(f"official-{number}", f"reason number {number}")])
        own = Statement(b"select '%d' || $1" % random.randrange(12), (b" of %d" % number,))
        asked = [WHO, own, *random.choice([(), (), (Statement(b"select pg_sleep(0.005)::text", ()),), (refused,)]), WHO]
        asking = asyncio.create_task(three.answers(viewer, asked))
        if random.random() < 0.2:
            asyncio.get_running_loop().call_later(random.random() / 50, asking.cancel)
        try:
            _, texts = await bounded(asking)
        except (NotAnswered, Unavailable, asyncio.CancelledError):
            return False
        expected = b"null" if viewer.official is None else b'"%s"' % viewer.official.encode()
        assert texts[0] == texts[-1] == expected
        assert texts[1].endswith(b" of %d" % number)
        return True

    asking = [asyncio.create_task(ask(number)) for number in range(300)]
    for _ in range(5):
        await asyncio.sleep(0.05)
        await asyncio.to_thread(cut, database)
    answered = sum(await bounded(asyncio.gather(*asking), 30))
    assert answered > 100
    assert (await bounded(three.answers(NOBODY, [WHO, said("next")])))[1] == [b"null", b"next"]
    assert len(backends(database)) <= 3


@pytest.mark.parametrize("ending", ["answered", "refused", "given up"])
async def test_what_one_viewer_may_see_is_gone_with_the_answer(database: str, one: Reading, ending: str) -> None:
    """Asked as the Ombudsman, then as nobody and as an employee, on the same line."""
    await asyncio.to_thread(shown_in, database)
    ombudsman = Viewer(OMBUDSMAN, "Inspection of the files")
    assert int((await one.answers(ombudsman, [OFFICES]))[1][0]) > 0
    if ending == "refused":
        with pytest.raises(NotAnswered):
            await one.answers(ombudsman, [OFFICES, Statement(b"select (1 / 0)::text", ())])
    elif ending == "given up":
        asking = asyncio.create_task(one.answers(ombudsman, [OFFICES, SLEEP]))
        await asleep(database)
        asking.cancel()
    _, seen = await bounded(one.answers(NOBODY, [WHO, OFFICES, PERSONAL, HELD]))
    assert seen == [b"null", b"0", b"0", b"false false false {} {}"]
    _, (who, own) = await bounded(one.answers(Viewer(EMPLOYEE_71), [WHO, PERSONAL]))
    assert (who, own) == (b'"%s"' % EMPLOYEE_71.encode(), b"1")
    assert len(backends(database)) == 1


async def test_a_question_that_is_given_up_ends_in_the_database_and_its_line_serves_on(
    database: str, one: Reading
) -> None:
    await one.answers(NOBODY, [said("first")])
    pids = backends(database)
    for _ in range(3):
        asking = asyncio.create_task(one.answers(Viewer(OMBUDSMAN), [said("before"), SLEEP]))
        await asleep(database)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asleep(database, 0)
        assert (await bounded(one.answers(NOBODY, [WHO, said("next")])))[1] == [b"null", b"next"]
    assert backends(database) == pids


async def test_a_cancellation_that_came_between_two_statements_is_repeated(
    database: str, one: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    await one.answers(NOBODY, [said("first")])
    pids = backends(database)
    asking = asyncio.create_task(one.answers(NOBODY, [SLEEP]))
    await asleep(database)
    cancel, cancelled = psycopg.AsyncConnection.cancel_safe, 0

    async def lost_at_first(connection: psycopg.AsyncConnection[object], **within: float) -> None:
        nonlocal cancelled
        cancelled += 1
        if cancelled > 1:
            await cancel(connection, **within)

    monkeypatch.setattr(psycopg.AsyncConnection, "cancel_safe", lost_at_first)
    asking.cancel()
    assert (await bounded(one.answers(NOBODY, [said("next")])))[1] == [b"next"]
    assert (cancelled, backends(database)) == (2, pids)


async def test_who_gives_up_waiting_takes_no_line_from_those_who_still_wait(database: str, one: Reading) -> None:
    holding = asyncio.create_task(one.answers(NOBODY, [Statement(b"select pg_sleep(0.3)::text", ())]))
    await asleep(database)
    waiting = [asyncio.create_task(one.answers(NOBODY, [said(number)])) for number in range(20)]
    await asyncio.sleep(0)
    for number in range(0, 20, 2):
        asyncio.get_running_loop().call_later(0.29 + number / 1000, waiting[number].cancel)
    await bounded(holding)
    answers = await bounded(asyncio.gather(*waiting[1::2]))
    assert [texts for _, texts in answers] == [[b"%d" % number] for number in range(1, 20, 2)]
    assert (await bounded(one.answers(NOBODY, [said("next")])))[1] == [b"next"]


async def test_who_is_handed_a_line_while_giving_up_hands_it_on(one: Reading) -> None:
    """The turn and its cancellation come in the same step of the loop."""
    first = await one._line()
    waiting = [asyncio.create_task(one.answers(NOBODY, [said(number)])) for number in range(2)]
    await asyncio.sleep(0.01)
    one._release(first)
    waiting[0].cancel()
    assert (await bounded(waiting[1]))[1] == [b"1"]
    assert (await bounded(one.answers(NOBODY, [said("next")])))[1] == [b"next"]


async def test_who_finds_no_free_line_in_time_is_told_to_come_back(
    database: str, one: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.1)
    asking = asyncio.create_task(one.answers(NOBODY, [SLEEP]))
    await asleep(database)
    with pytest.raises(Unavailable):
        await bounded(one.answers(NOBODY, [said("later")]), 2)
    asking.cancel()


async def test_lines_go_on_through_a_rebuild_of_the_views(database: str, three: Reading) -> None:
    """Statements that were prepared for the old tables answer from the new ones; nobody sees fewer rows meanwhile."""
    await asyncio.to_thread(shown_in, database)
    ombudsman, asked = Viewer(OMBUDSMAN), [OFFICES, PERSONAL]
    before = await three.answers(ombudsman, asked)
    assert int(before[1][0]) > 0
    rebuilding = asyncio.create_task(asyncio.to_thread(rebuild, database))
    while not rebuilding.done():
        assert await asyncio.gather(*(three.answers(ombudsman, asked) for _ in range(6))) == [before] * 6
    await rebuilding
    for _ in range(4):
        assert await three.answers(ombudsman, asked) == before
    assert (await three.answers(NOBODY, [OFFICES]))[1] == [b"0"]


async def test_a_statement_whose_table_has_another_shape_now_is_prepared_anew(database: str, one: Reading) -> None:
    def owner(statement: bytes) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(statement)

    await asyncio.to_thread(owner, b"create table public.shape as select 1 as was")
    await asyncio.to_thread(owner, b"grant select on public.shape to register_reader")
    shape = Statement(b"select * from public.shape", ())
    assert (await one.answers(NOBODY, [said("a"), shape]))[1] == [b"a", b"1"]
    await asyncio.to_thread(owner, b"alter table public.shape alter column was type text using 'text'")
    assert (await bounded(one.answers(NOBODY, [said("b"), shape])))[1] == [b"b", b"text"]
    assert len(backends(database)) == 1


async def test_a_line_that_has_forgotten_all_its_statements_prepares_them_anew(database: str, one: Reading) -> None:
    several = [said(1), WHO, Statement(b"select 'another'", ())]
    before = await one.answers(NOBODY, several)
    with pytest.raises(NotAnswered):
        await one.answers(NOBODY, [Statement(b"deallocate all", ()), Statement(b"select (1 / 0)::text", ())])
    assert await bounded(one.answers(NOBODY, several)) == before
    assert len(backends(database)) == 1


async def test_while_the_database_takes_no_connections_askers_are_told_so_at_once(
    database: str, server: Server, three: Reading
) -> None:
    def admit(connections: bool) -> None:
        name = sql.Identifier(psycopg.conninfo.conninfo_to_dict(database)["dbname"])  # type: ignore[arg-type]
        with psycopg.connect(server.dsn, autocommit=True) as owner:
            owner.execute(sql.SQL("alter database {} allow_connections {}").format(name, sql.Literal(connections)))

    await three.answers(NOBODY, [said("before")])
    with psycopg.connect(database, autocommit=True) as cutting:
        await asyncio.to_thread(admit, False)
        cutting.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        asking = (three.answers(NOBODY, [said("meanwhile")]) for _ in range(12))
        answers = await bounded(asyncio.gather(*asking, return_exceptions=True), 5)
    assert [type(answer) for answer in answers] == [Unavailable] * 12
    await asyncio.to_thread(admit, True)
    back = await bounded(asyncio.gather(*(three.answers(NOBODY, [said(number)]) for number in range(12))))
    assert [texts for _, texts in back] == [[b"%d" % number] for number in range(12)]


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="only the embedded server is restarted")
async def test_lines_come_back_after_the_server_was_restarted(home: Path) -> None:
    with EmbeddedServer(home) as server:
        await asyncio.to_thread(migrate, server.dsn())
        async with Reading(server.dsn(), size=2) as asked:
            assert (await asked.answers(NOBODY, [said("before")]))[1] == [b"before"]
            asking = asyncio.create_task(asked.answers(NOBODY, [SLEEP]))
            await asleep(server.dsn())
            await asyncio.to_thread(server.stop)
            with pytest.raises(Unavailable):
                await bounded(asking)
            with pytest.raises(Unavailable):
                await bounded(asked.answers(NOBODY, [said("meanwhile")]))
            await asyncio.to_thread(server.start)
            assert (await bounded(asked.answers(NOBODY, [said("after")])))[1] == [b"after"]


async def test_nothing_is_left_when_the_lines_are_closed_whoever_is_still_asking(database: str) -> None:
    async with Reading(database, size=2) as asked:
        await asyncio.gather(*(asked.answers(NOBODY, [said(number)]) for number in range(2)))
        given_up = asyncio.create_task(asked.answers(NOBODY, [SLEEP]))
        await asleep(database)
        given_up.cancel()
        asking = [asyncio.create_task(asked.answers(NOBODY, [SLEEP])) for _ in range(4)]
        await asyncio.sleep(0.05)
    answers = await bounded(asyncio.gather(*asking, given_up, return_exceptions=True), 2)
    assert [type(answer) for answer in answers] == [Unavailable] * 4 + [asyncio.CancelledError]
    with pytest.raises(Unavailable):
        await asked.answers(NOBODY, [said("later")])
    assert asyncio.all_tasks() == {asyncio.current_task()}
    await until(lambda: not backends(database, "state <> 'active'"))
