"""Showing ahead: batches computed while the one before is stored leave the same tables, whatever goes wrong between."""

import time
from collections.abc import Callable, Sequence
from random import Random

import psycopg
import pytest

from domain.complaints.events import course
from domain.message import Event, Recorded
from infra.projector import rebuild
from infra.projector.ahead import AheadProjector
from infra.projector.tables import Statement
from projections.catalogue import CATALOGUE
from projections.complaints.parts import InstructionRow
from projections.complaints.rows import ComplaintHeadRow
from projections.projection import Catalogue, Projection
from projections.rows import Row
from projections.views import Views
from projections.visibility import PROJECTOR
from tests.domain.complaint_facts import COMPLAINT, OTHER, under_examination
from tests.projections.histories import random_history
from tests.projections.written import asked, catch_up, contents, happened, write


def test_batches_computed_ahead_leave_the_tables_of_batches_shown_one_after_another(
    database: str,
) -> None:
    history = random_history(Random(20), 400)
    write(database, history)
    catch_up(database, batch=7)
    live, told = contents(database), list[int]()
    rebuild(database, batch=5, on_progress=lambda position, head: told.append(position))
    assert contents(database) == live
    assert told == sorted(set(told)) and told[-1] == len(history) and len(told) >= len(history) / 5


def test_what_is_on_its_way_to_the_tables_is_waited_for(database: str) -> None:
    history = random_history(Random(20), 150)
    write(database, history)
    with _SlowProjector(database, batch=5) as projector:
        projector.catch_up()
    slow = contents(database)
    rebuild(database)
    assert contents(database) == slow


def test_only_records_known_in_part_have_to_be_waited_for() -> None:
    asked_for: list[object] = []

    def load(row: type[Row], firsts: Sequence[object] | None) -> tuple[Row, ...]:
        asked_for.extend(firsts or ())
        return ()

    views = Views(load)
    views.expect_none(InstructionRow, ["opened"])
    for record in ("opened", "known", "half"):
        if record == "known":
            views.peruse(InstructionRow, record)
        views.put(InstructionRow(complaint=record, official="official-1", offices=()))
    views.written(lately=True)
    assert views.half_known(InstructionRow) == {"half"}
    assert [len(views.peruse(InstructionRow, record)) for record in ("opened", "known", "half")] == [1, 1, 0]
    assert asked_for == ["known", "half"]
    views.written()
    assert views.peruse(InstructionRow, "opened") == []
    assert asked_for == ["known", "half", "opened"]


def test_a_row_refused_behind_the_back_of_the_next_batch_parks_its_record_alone(database: str) -> None:
    events = happened(database, under_examination(), under_examination(OTHER))
    with AheadProjector(database, batch=4, catalogue=_with(_nothing_into_a_column)) as projector:
        assert projector.catch_up() == len(events)
    assert asked(database, "select array_agg(distinct stream) from views.parked") == [COMPLAINT]
    assert asked(database, "select count(*) from views.audit") == len(events)
    assert asked(database, "select status from views.complaint where id = %s", OTHER) == "under_examination"


def test_an_event_that_a_handler_cannot_show_parks_its_record_while_others_are_stored(database: str) -> None:
    events = happened(database, under_examination(), under_examination(OTHER))
    with AheadProjector(database, batch=4, catalogue=_with(_division)) as projector:
        assert projector.catch_up() == len(events)
    assert asked(database, "select array_agg(distinct stream) from views.parked") == [COMPLAINT]
    assert asked(database, "select count(*) from views.audit") == len(events)


def test_whoever_interrupts_finds_the_position_that_is_stored(database: str) -> None:
    history = random_history(Random(4), 200)
    write(database, history)

    def interrupt(position: int) -> None:
        raise InterruptedError

    with AheadProjector(database, batch=10) as projector:
        with pytest.raises(InterruptedError):
            projector.catch_up(interrupt)
        stored = asked(database, "select notification_id from views.tracking")
        assert 0 < stored < len(history)
        assert asked(database, "select max(position) from views.audit") == stored == projector.position
        assert projector.catch_up() == len(history)
    assert asked(database, "select count(*) from views.audit") == len(history)


def test_a_connection_lost_while_a_batch_is_stored_is_told_and_nothing_is_shown_in_part(database: str) -> None:
    history = random_history(Random(4), 200)
    write(database, history)

    def lose(position: int) -> None:
        with psycopg.connect(database, autocommit=True) as conn:
            conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = %s and datname = current_database()",
                (PROJECTOR,),
            )

    with AheadProjector(database, batch=10) as projector, pytest.raises(psycopg.OperationalError):
        projector.catch_up(lose)
    stored = asked(database, "select notification_id from views.tracking")
    assert asked(database, "select max(position) from views.audit") == stored
    assert catch_up(database) == len(history)
    assert asked(database, "select count(*) from views.audit") == len(history)


class _SlowProjector(AheadProjector):
    def _store_changes(self, changes: Sequence[Statement], position: int) -> int:
        time.sleep(0.02)
        return super()._store_changes(changes, position)


Handler = Callable[[Event, Recorded, Views], None]


def _with(handler: Handler) -> Catalogue:
    broken = Projection("broken")
    broken.on(course.ComplaintAccepted)(handler)
    return Catalogue((*CATALOGUE.projections, broken), CATALOGUE.tallies)


def _nothing_into_a_column(_: Event, recorded: Recorded, views: Views) -> None:
    if recorded.stream == COMPLAINT:
        views.get(ComplaintHeadRow, recorded.stream, "1").category = None  # type: ignore[assignment]  # on purpose


def _division(_: Event, recorded: Recorded, views: Views) -> None:
    if recorded.stream == COMPLAINT:
        raise ZeroDivisionError
