"""The journal of reads: kept before the answer leaves, many at once, never changed afterwards."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from domain.persons.state import PersonDetails, PersonRegistered
from graphql_api.errors import Unavailable
from graphql_api.ports import ReadNote
from infra.projector import rebuild
from infra.reading import Journal, journal
from tests.domain.complaint_facts import COMPLAINT, PERSON, registered
from tests.domain.scenario import AUDITOR, EMPLOYEE_71, EMPLOYEE_75, HEAD, OMBUDSMAN, at
from tests.projections.written import shown_in

CLERK = "official-clerk"


def read(record: str, *, official: str | None = CLERK, reason: str | None = None) -> ReadNote:
    kind = record.partition("-")[0]
    return ReadNote(official, reason, "Look", "query", kind, record, (f"{kind}_text",))


def noted(dsn: str, what: str = "record") -> list[Any]:
    with psycopg.connect(dsn) as connection:
        return [row[0] for row in connection.execute(f"select {what} from journal.reading order by position".encode())]


@contextmanager
def locked(dsn: str) -> Iterator[psycopg.Connection]:
    """Nothing can be written into the journal as long as the context lasts."""
    with psycopg.connect(dsn) as connection:
        connection.execute("lock table journal.reading in exclusive mode")
        yield connection


@pytest.fixture
async def writing(database: str) -> AsyncIterator[Journal]:
    async with Journal(database) as opened:
        yield opened


async def test_a_note_is_kept_when_it_returns(database: str, writing: Journal) -> None:
    await writing.note([read("complaint-1", reason="asked by the court"), read("person-1", official=None)])
    assert noted(database) == ["complaint-1", "person-1"]
    assert noted(database, "(official, reason, operation, channel, kind, parts)::text") == [
        '(official-clerk,"asked by the court",Look,query,complaint,{complaint_text})',
        "(,,Look,query,person,{person_text})",
    ]


async def test_a_note_does_not_return_before_its_commit(database: str, writing: Journal) -> None:
    with locked(database) as holding:
        waiting = asyncio.create_task(writing.note([read("complaint-1")]))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        holding.rollback()
        await waiting
    assert noted(database) == ["complaint-1"]


async def test_a_commit_that_fails_is_no_note(database: str, writing: Journal) -> None:
    """What fails at the very end of the transaction fails the answer, and leaves nothing."""
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(
            "create function pg_temp.fail() returns trigger language plpgsql as"
            " $$begin raise exception 'the disk is full' using errcode = 'disk_full'; end$$"
        )
        owner.execute(
            "create constraint trigger fails after insert on journal.reading deferrable initially deferred"
            " for each row execute function pg_temp.fail()"
        )
        with pytest.raises(Unavailable):
            await writing.note([read("complaint-1")])
        assert noted(database) == []
        owner.execute("drop trigger fails on journal.reading")
    await writing.note([read("complaint-1")])
    assert noted(database) == ["complaint-1"]


async def test_notes_that_come_at_once_are_committed_together(database: str, writing: Journal) -> None:
    records = [f"complaint-{n}" for n in range(100)]
    await asyncio.gather(*(writing.note([read(record)]) for record in records))
    assert noted(database) == records
    assert len(set(noted(database, "xmin::text"))) <= 3


async def test_a_writer_whose_connection_was_cut_goes_on(database: str, writing: Journal) -> None:
    await writing.note([read("complaint-1")])
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name = 'register_journal'"
        )
    await writing.note([read("complaint-2")])
    assert noted(database) == ["complaint-1", "complaint-2"]


async def test_what_cannot_be_noted_in_time_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SLOWEST", 0.2)
    async with Journal(database) as writing:
        with locked(database), pytest.raises(Unavailable):
            await writing.note([read("complaint-1")])
        await writing.note([read("complaint-2")])
    assert noted(database) == ["complaint-2"]


async def test_nobody_waits_for_a_writer_that_has_ended(database: str) -> None:
    with locked(database):
        async with Journal(database, patience=5) as writing:
            waiting = [asyncio.create_task(writing.note([read("complaint-1")])) for _ in range(3)]
            await asyncio.sleep(0.2)
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    assert noted(database) == []


async def test_an_unreachable_database_refuses_every_answer(database: str) -> None:
    nowhere = psycopg.conninfo.make_conninfo(database, dbname="nowhere_at_all")
    async with Journal(nowhere) as writing:
        answers = await asyncio.gather(*(writing.note([read("person-1")]) for _ in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 5


async def test_a_reason_that_text_cannot_hold_disturbs_nobody(database: str, writing: Journal) -> None:
    odd = read("complaint-1", reason="the court\x00 asks \ud800")
    await asyncio.gather(writing.note([odd]), writing.note([read("complaint-2")]))
    assert noted(database, "reason") == ["the court asks ?", None]


async def test_counts_follow_the_journal_however_many_write(database: str) -> None:
    """Several processes note the same records in whatever order, without waiting for one another for ever."""
    records = [f"complaint-{n}" for n in range(20)]
    async with Journal(database) as one, Journal(database) as two:
        await asyncio.gather(
            *(one.note([read(record) for record in records]) for _ in range(5)),
            *(two.note([read(record) for record in reversed(records)]) for _ in range(5)),
        )
    with psycopg.connect(database) as connection:
        counts = connection.execute("select record, times from journal.times").fetchall()
    assert dict(counts) == dict.fromkeys(records, 10)
    assert len(noted(database)) == 200


@pytest.mark.parametrize("table", ["reading", "times"])
@pytest.mark.parametrize("statement", ["delete from journal.{}", "truncate journal.{}"])
async def test_what_was_read_is_never_taken_back(database: str, writing: Journal, table: str, statement: str) -> None:
    await writing.note([read("complaint-1")])
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
            owner.execute(statement.format(table).encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
            owner.execute("update journal.reading set official = null")


@pytest.mark.parametrize("role", ["register_reader", "register_appender", "register_projector"])
def test_nobody_writes_into_the_journal_but_its_function(database: str, role: str) -> None:
    entries = """'[{"operation": "x", "channel": "query", "kind": "k", "record": "r", "parts": ["p"]}]'"""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"set role {role}".encode())
        for statement in (
            "insert into journal.times (record, kind, times) values ('r', 'k', 1)",
            "update journal.times set times = 5",
            "insert into journal.reading (read_at, capacities, operation, channel, kind, record, parts)"
            " values (now(), '{}', 'x', 'query', 'k', 'r', '{p}')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
        if role != "register_appender":
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"select journal.note({entries})".encode())


def test_every_table_of_the_journal_binds_its_owner_too(database: str) -> None:
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relnamespace = 'journal'::regnamespace and relkind = 'r'"
        ).fetchall()
    assert dict(found) == {"reading": True, "refusal": True, "times": True}


def test_a_rebuild_of_the_views_leaves_the_journal_and_who_may_read_it(database: str) -> None:
    shown_in(database, registered(), at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim"))))
    entry = {"official": EMPLOYEE_71, "record": COMPLAINT, "kind": "complaint", "parts": ["complaint_text"]}
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("select journal.note(%s)", (Jsonb([{"operation": "x", "channel": "query", **entry}]),))

    def told(official: str) -> tuple[Any, ...]:
        with psycopg.connect(database) as reader:
            reader.execute("set role register_reader")
            reader.execute("select access.enter(%s, null)", (official,))
            counted = "select (select count(*) from views.reading), (select times from views.read_count)"
            row = reader.execute(counted).fetchone()
            assert row is not None
            return row

    expected = {AUDITOR: (1, 1), OMBUDSMAN: (1, 1), EMPLOYEE_71: (1, 1), HEAD: (0, 1), EMPLOYEE_75: (0, None)}
    assert {official: told(official) for official in expected} == expected
    rebuild(database)
    assert {official: told(official) for official in expected} == expected


def test_who_did_not_enter_reads_nothing_of_the_journal(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            """select journal.note('[{"official": "o", "operation": "x", "channel": "query", "kind": "complaint",
                "record": "r", "parts": ["p"]}]')"""
        )
        connection.execute("set role register_reader")
        for table in ("journal.reading", "journal.times", "views.reading", "views.read_count"):
            assert connection.execute(f"select count(*) from {table}".encode()).fetchone() == (0,)
