"""The counters of any position equal those that are counted anew from the rows that stood there."""

import os
from collections import Counter
from datetime import date
from random import Random, SystemRandom
from typing import Any

import psycopg
import pytest

from domain.calendar.state import CalendarOpened, DaysAmended
from domain.message import Recorded
from infra.past import counters
from infra.past.events import Events
from infra.past.moments import Cut
from infra.past.organisation import Organisation
from infra.sealing import Keyring
from infra.store.codec import Codec
from projections.boards.counters import OfficeDueRow
from projections.boards.tallies import BOARD_TALLIES
from tests.domain.complaint_facts import under_examination
from tests.domain.scenario import at
from tests.projections.histories import random_history
from tests.projections.shown import Shown
from tests.projections.written import add, catch_up, shown_in, write

POSITIONS = 16
TODAY = date(2026, 6, 1)


def counted(history: list[Recorded], hidden: frozenset[str]) -> dict[str, Counter[Any]]:
    """The figures by table, from the rows that a history leaves, without those of hidden records."""
    shown, found = Shown().show(history), {tally.row.TABLE.name: Counter[Any]() for tally in BOARD_TALLIES}
    for tally in BOARD_TALLIES:
        for row, contributions in tally.counted.items():
            for each in shown.all(row):
                if getattr(each, row.TABLE.key[0]) not in hidden:
                    for key, amounts in contributions(each):
                        found[tally.row.TABLE.name].update({(key, name): amount for name, amount in amounts.items()})
    return {table: +figures for table, figures in found.items()}


@pytest.mark.parametrize("every", [40, 10_000], ids=["kept often", "kept nowhere"])
def test_counters_of_a_position_are_those_of_the_rows_that_stood_there(
    database: str, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setattr(counters, "EVERY", every)
    seed = int(os.environ.get("PAST_SEED") or SystemRandom().getrandbits(32))
    random = Random(seed)
    history = random_history(random, 130)
    write(database, history)
    catch_up(database, batch=random.choice((7, 60)))
    with psycopg.connect(database) as conn:
        kept = conn.execute("select count(*) from past.counters").fetchone()
        hidden = frozenset(id for (id,) in conn.execute(counters._WALLED.encode()))
        source, organisation = Events(conn, Codec(), Keyring()), Organisation()
        for position in random.sample(range(len(history) + 1), POSITIONS):
            rows = counters.rows(Cut(position, TODAY), organisation, source)
            told = {tally.row.TABLE.name: Counter[Any]() for tally in BOARD_TALLIES}
            for table, of_table in rows.items():
                for row in of_table:
                    key = tuple(getattr(row, name) for name in table.TABLE.key)
                    names = [name for name in row.__struct_fields__ if name not in table.TABLE.key]
                    told[table.TABLE.name].update({(key, name): getattr(row, name) for name in names})
            expected = counted(history[:position], hidden)
            assert {table: +figures for table, figures in told.items()} == expected, (seed, position)
    assert kept is not None
    assert (kept[0] > 0) == (every < len(history))


def test_days_declared_in_between_move_no_terms_of_before(database: str) -> None:
    happened = shown_in(database, at("calendar-kz", CalendarOpened()), under_examination())
    add(database, at("calendar-kz", DaysAmended(days_off=(date(2026, 2, 19), date(2026, 2, 20)), reference="Decree")))
    with psycopg.connect(database) as conn:
        source, organisation = Events(conn, Codec(), Keyring()), Organisation()
        before, after = (
            counters.rows(Cut(len(happened) + more, TODAY), organisation, source)[OfficeDueRow] for more in (0, 1)
        )
    (due,) = before
    (moved,) = after
    assert moved.due_on > due.due_on
