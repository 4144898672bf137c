"""After any history, tables built in one go equal those that grew batch by batch, row by row."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.message import Recorded
from tests.projections.histories import random_history
from tests.projections.shown import Shown


def test_random_histories_reach_most_of_what_can_happen() -> None:
    """Guards the property below: a history of refusals would prove nothing."""
    seen = {type(recorded.event).__name__ for seed in range(12) for recorded in random_history(Random(seed), 250)}
    assert len(seen) > 80, sorted(seen)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), acts=st.integers(1, 150), batch=st.integers(1, 7))
def test_tables_grown_in_small_batches_equal_tables_built_at_once(seed: int, acts: int, batch: int) -> None:
    history: list[Recorded] = random_history(Random(seed), acts)
    at_once = Shown().show(history)
    grown = Shown().show(history, batch)
    forgetful = Shown().show(history, batch, forgetful=True)
    for row, built in at_once.tables.items():
        assert grown.tables[row] == built, row.TABLE.name
        assert forgetful.tables[row] == built, row.TABLE.name
