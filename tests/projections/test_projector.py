"""The projector on a real PostgreSQL: nothing twice, nothing lost, a poison event held apart, a rebuild beside."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from random import Random

import psycopg
import pytest
from structlog.testing import capture_logs

from domain.complaints.events import course, intake
from domain.message import Event, Recorded
from infra.projector import (
    Projector,
    RebuildInterruptedError,
    RebuildRunningError,
    follow,
    progress,
    rebuild,
)
from projections.catalogue import CATALOGUE
from projections.complaints.rows import ComplaintHeadRow, ComplaintRow
from projections.projection import Catalogue, Projection
from projections.views import Views
from tests.domain.complaint_facts import COMPLAINT, OTHER, under_examination
from tests.domain.scenario import at
from tests.projections.histories import random_history
from tests.projections.written import asked, catch_up, contents, happened, shown_in, write

NAME = "Aigerim Saparova"
_SHOWING = """
import sys, time
from infra.projector import Projector
with Projector(sys.argv[1], batch=2) as projector:
    print("ready", flush=True)
    while True:
        if not projector.step():
            time.sleep(0.001)
"""


def test_the_live_tables_equal_rebuilt_ones_row_by_row(database: str) -> None:
    history = random_history(Random(20), 300)
    write(database, history)
    assert catch_up(database, batch=7) == len(history)
    live = contents(database)
    assert rebuild(database) == len(history)
    assert contents(database) == live
    assert len(live["audit"]) == len(history)
    assert live["parked"] == []


def test_what_one_command_did_is_shown_at_once(database: str) -> None:
    history = random_history(Random(20), 300)
    write(database, history)
    commands = [recorded.act.command for recorded in sorted(history, key=lambda recorded: recorded.position)]
    runs = [len(list(run)) for _, run in groupby(commands)]
    shown: list[int] = []
    with Projector(database, batch=max(runs)) as projector:
        projector.catch_up(shown.append)
    assert shown[-1] == len(history)
    assert max(runs) > 1 and len(shown) > 10
    assert [commands[position - 1] for position in shown[:-1] if commands[position - 1] == commands[position]] == []


def test_a_killed_projector_neither_doubles_nor_loses_an_event(make_database: Callable[[], str]) -> None:
    killed, undisturbed = make_database(), make_database()
    history, random, interrupted = random_history(Random(3), 500), Random(1), 0
    write(killed, history)
    for _ in range(10):
        with _showing(killed) as process:
            time.sleep(random.uniform(0.0, 0.1))
            os.kill(process.pid, signal.SIGKILL)
        interrupted += 0 < (asked(killed, "select max(notification_id) from views.tracking") or 0) < len(history)
    assert interrupted >= 5
    assert catch_up(killed, batch=50) == len(history)
    write(undisturbed, history)
    catch_up(undisturbed)
    there, here = contents(killed), contents(undisturbed)
    assert [line[0]["position"] for line in _by_position(there)] == list(range(1, len(history) + 1))
    assert _without_times(there) == _without_times(here)


def test_two_projectors_at_once_show_every_event_once(database: str) -> None:
    history = random_history(Random(5), 200)
    write(database, history)
    workers = [threading.Thread(target=catch_up, args=(database,), kwargs={"batch": 5}) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert asked(database, "select count(*) from views.audit") == len(history)
    live = contents(database)
    rebuild(database)
    assert contents(database) == live


def test_an_event_that_a_handler_cannot_show_parks_its_record_and_the_rest_goes_on(database: str) -> None:
    happened(database, under_examination(), under_examination(OTHER), at(COMPLAINT, course.ExaminationResumed()))
    catch_up(database, catalogue=_failing(on=course.ComplaintAccepted, at=COMPLAINT))
    assert asked(database, "select parked from views.complaint where id = %s", COMPLAINT) is True
    assert asked(database, "select status from views.complaint where id = %s", COMPLAINT) == "registered"
    assert asked(database, "select status from views.complaint where id = %s", OTHER) == "under_examination"
    assert asked(database, "select event || ' ' || error from views.parked") == "ComplaintAccepted ZeroDivisionError"
    assert asked(database, "select count(*) from views.explanation where complaint = %s", COMPLAINT) == 0
    assert asked(database, "select count(*) from views.audit where stream = %s", COMPLAINT) == 5
    with psycopg.connect(database, autocommit=True) as conn:
        assert progress(conn).parked == 1


def test_a_row_that_the_table_refuses_parks_the_one_record_that_wrote_it(database: str) -> None:
    events = happened(database, under_examination(), under_examination(OTHER))
    catch_up(database, catalogue=_writing_nothing_into_a_column(at=COMPLAINT))
    assert asked(database, "select array_agg(stream) from views.parked") == [COMPLAINT]
    assert asked(database, "select error from views.parked") == "NotNullViolation"
    assert asked(database, "select count(*) from views.audit") == len(events)
    assert asked(database, "select parked from views.complaint where id = %s", OTHER) is False


def test_an_event_that_this_release_cannot_read_parks_its_record(database: str) -> None:
    events = happened(database, under_examination(OTHER))
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(
            "insert into register.events select %s, 1, 'WrittenByANewerRelease', '{}', %s, now()",
            (COMPLAINT, len(events) + 1),
        )
    assert catch_up(database) == len(events) + 1
    assert asked(database, "select event from views.parked limit 1") == "WrittenByANewerRelease"
    assert asked(database, "select status from views.complaint where id = %s", OTHER) == "under_examination"


def test_neither_log_nor_list_of_parked_records_repeats_what_an_error_says(database: str) -> None:
    happened(database, under_examination())
    with capture_logs() as told:
        catch_up(database, catalogue=_failing(on=course.ComplaintAccepted, at=COMPLAINT))
    assert [line["event"] for line in told] == ["event parked"]
    assert told[0]["position"] > 0 and told[0]["exception"] and told[0]["projection"]
    assert NAME not in str(told)
    assert asked(database, "select count(*) from views.parked as t where t::text like '%%' || %s || '%%'", NAME) == 0


def test_a_rebuild_by_a_mended_release_unparks_the_record(database: str) -> None:
    happened(database, under_examination())
    catch_up(database, catalogue=_failing(on=course.ComplaintAccepted, at=COMPLAINT))
    rebuild(database)
    assert asked(database, "select count(*) from views.parked") == 0
    assert asked(database, "select parked from views.complaint") is False


def test_progress_tells_how_many_events_wait_and_for_how_long(database: str) -> None:
    events = happened(database)
    with psycopg.connect(database, autocommit=True) as conn:
        waiting = progress(conn)
        assert (waiting.head, waiting.position, waiting.events) == (len(events), 0, len(events))
        assert waiting.seconds > 0
        catch_up(database)
        assert progress(conn)[:4] == (len(events), len(events), 0, 0.0)


def test_a_following_projector_announces_what_it_shows_within_a_moment(database: str) -> None:
    stop = threading.Event()
    follower = threading.Thread(target=follow, args=(database, stop))
    follower.start()
    try:
        with psycopg.connect(database, autocommit=True) as conn:
            conn.execute("listen views_caught_up")
            events = happened(database, under_examination())
            heard = list(conn.notifies(timeout=10, stop_after=1))
            assert [int(notify.payload) for notify in heard] == [len(events)]
    finally:
        stop.set()
        follower.join(timeout=10)
    assert not follower.is_alive()


def test_an_interrupted_rebuild_leaves_the_live_tables_and_can_go_on(database: str) -> None:
    shown_in(database, under_examination())
    live, stop = contents(database), threading.Event()
    stop.set()
    with pytest.raises(RebuildInterruptedError):
        rebuild(database, stop=stop)
    assert asked(database, "select notification_id from views_next.tracking") > 0
    assert contents(database) == live
    told: list[int] = []
    rebuild(database, resume=True, on_progress=lambda position, head: told.append(position))
    assert told == []
    assert contents(database) == live


def test_only_one_rebuild_runs_at_a_time(database: str) -> None:
    happened(database)

    def another(position: int, head: int) -> None:
        rebuild(database)

    with pytest.raises(RebuildRunningError):
        rebuild(database, on_progress=another)


def test_readers_never_see_fewer_events_while_a_rebuild_takes_over(database: str) -> None:
    history = random_history(Random(8), 300)
    write(database, history[:-50])
    catch_up(database)
    stop, seen = threading.Event(), [0]
    follower = threading.Thread(target=follow, args=(database, stop))
    follower.start()
    try:
        writer = threading.Thread(target=write, args=(database, history[-50:]), kwargs={"chunk": 5})
        reader = threading.Thread(target=_watch, args=(database, stop, seen))
        writer.start()
        reader.start()
        rebuild(database)
        writer.join()
        time.sleep(1)
    finally:
        stop.set()
        follower.join(timeout=10)
        reader.join(timeout=10)
    assert seen == sorted(seen)
    assert len(seen) > 10
    catch_up(database)
    assert asked(database, "select count(*) from views.audit") == len(history)
    assert asked(database, "select count(*) from pg_namespace where starts_with(nspname, 'views')") == 1


def _watch(dsn: str, stop: threading.Event, seen: list[int]) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        while not stop.is_set():
            row = conn.execute("select count(*) from views.audit", prepare=True).fetchone()
            assert row is not None
            seen.append(row[0])


@contextmanager
def _showing(dsn: str) -> Iterator[subprocess.Popen[bytes]]:
    """A projector in a process of its own, at work."""
    process = subprocess.Popen([sys.executable, "-c", _SHOWING, dsn], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _by_position(tables: dict[str, list[tuple[dict[str, int]]]]) -> list[tuple[dict[str, int]]]:
    return sorted(tables["audit"], key=lambda line: line[0]["position"])


def _without_times(tables: dict[str, list[tuple[dict[str, object]]]]) -> dict[str, list[dict[str, object]]]:
    """Two registers record the same events at different times, and only the times differ."""
    times = {"recorded_at", "updated_at"}
    return {
        name: [{column: value for column, value in row.items() if column not in times} for (row,) in rows]
        for name, rows in tables.items()
    }


def _failing(*, on: type[Event], at: str) -> Catalogue:
    """The catalogue whose complaints cannot show one event of one record."""
    complaints = next(p for p in CATALOGUE.projections if p.name == "complaints")
    failing = Projection("complaints", *complaints.rows, kinds=complaints.kinds, main=complaints.main)
    failing.handlers = {**complaints.handlers}

    def fail(event: Event, recorded: Recorded, views: Views) -> None:
        views.get(ComplaintRow, recorded.stream).respondent = "half done"
        if recorded.stream == at:
            raise ZeroDivisionError(NAME)

    failing.handlers[on] = [fail, *complaints.handlers[on]]
    return Catalogue([failing if p is complaints else p for p in CATALOGUE.projections])


def _writing_nothing_into_a_column(*, at: str) -> Catalogue:
    complaints = next(p for p in CATALOGUE.projections if p.name == "complaints")
    careless = Projection("complaints", *complaints.rows, kinds=complaints.kinds, main=complaints.main)
    registered = intake.ComplaintRegistered

    def forget(event: Event, recorded: Recorded, views: Views) -> None:
        if recorded.stream == at:
            views.get(ComplaintHeadRow, recorded.stream, "1").category = None  # type: ignore[assignment]  # on purpose

    careless.handlers = {**complaints.handlers, registered: [*complaints.handlers[registered], forget]}
    return Catalogue([careless if p is complaints else p for p in CATALOGUE.projections])
