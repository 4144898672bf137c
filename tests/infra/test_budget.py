"""The budget of each viewer: cost is paid before an operation runs, and comes back with time."""

import pytest

from infra.http.budget import Budget, Taken, address_key


def test_a_bucket_is_full_at_first_and_empties_by_the_price() -> None:
    budget = Budget(100, 10)
    assert budget.take("a", 30, now=0.0) == Taken(left=70)
    assert budget.take("a", 70, now=0.0) == Taken(left=0)


def test_what_is_not_there_is_not_taken_and_the_wait_is_told() -> None:
    budget = Budget(100, 10)
    budget.take("a", 90, now=5.0)
    refused = budget.take("a", 35, now=5.0)
    assert (refused.left, refused.wait, refused.retry_after) == (10, 2.5, 3)
    assert budget.take("a", 35, now=7.4).wait == pytest.approx(0.1)
    assert budget.take("a", 35, now=7.5) == Taken(left=0)


def test_points_come_back_with_time_up_to_a_full_bucket() -> None:
    budget = Budget(100, 10)
    budget.take("a", 100, now=0.0)
    assert budget.take("a", 0, now=3.0).left == 30
    assert budget.take("a", 0, now=1_000.0).left == 100


def test_many_small_questions_are_not_cheaper_than_one_large_one() -> None:
    budget = Budget(100, 10)
    paid = [budget.take("a", 1, now=0.001 * i) for i in range(200)]
    assert sum(taken.wait == 0 for taken in paid) == 101


def test_each_viewer_has_a_bucket_of_its_own() -> None:
    budget = Budget(100, 10)
    budget.take("a", 100, now=0.0)
    assert budget.take("b", 100, now=0.0).wait == 0.0


def test_only_so_many_viewers_are_remembered_those_seen_last() -> None:
    budget = Budget(100, 1, viewers=2)
    for viewer in ("a", "b", "a", "c"):
        budget.take(viewer, 50, now=0.0)
    assert len(budget) == 2
    assert budget.take("a", 0, now=0.0).left == 0
    assert budget.take("b", 0, now=0.0).left == 100


def test_a_clock_that_stands_still_gives_nothing_back() -> None:
    budget = Budget(100, 10)
    budget.take("a", 100, now=10.0)
    assert budget.take("a", 0, now=9.0).left == 0


def test_the_public_has_a_tenth() -> None:
    public = Budget(200_000, 10_000).public()
    assert (public.capacity, public.refill) == (20_000, 1_000)
    assert (Budget(5, 1).public().capacity, Budget(5, 1).public().refill) == (1, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        (None, "not an address", True),
    ],
)
def test_one_household_is_one_viewer(one: str | None, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same
