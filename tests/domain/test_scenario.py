"""The test vocabulary itself: the small register is founded consistently and a scenario can fail."""

import pytest

from domain.capacity import Capacity
from domain.decider import Decision
from domain.message import Act
from domain.officials.state import OFFICIALS
from domain.posts.state import POSTS, STAFFING
from domain.record import World
from domain.refusal import RefusalCode
from tests.domain.scenario import (
    DEPUTY_HEAD,
    OMBUDSMAN,
    POST_HEAD,
    TODAY,
    When,
    given,
    head_is_absent,
    small_register,
    uuid,
)


def test_every_official_of_the_small_register_holds_the_posts_that_name_the_official() -> None:
    register = small_register()
    held = {s: register.state(POSTS, s).holder for s in register.streams if s.startswith("post-")}
    for official in (s for s in register.streams if s.startswith("official-")):
        assert set(register.state(OFFICIALS, official).posts) == {p for p, holder in held.items() if holder == official}


def test_no_office_of_the_small_register_has_more_posts_than_its_limit() -> None:
    register = small_register()
    for stream in (s for s in register.streams if s.startswith("staffing-")):
        staffing = register.state(STAFFING, stream)
        assert 0 < len(staffing.posts) <= staffing.limit


def test_an_absent_head_has_an_acting_deputy() -> None:
    post = given(head_is_absent()).register.state(POSTS, POST_HEAD)
    assert post.absent and post.acting == DEPUTY_HEAD


def test_a_scenario_that_expects_a_refusal_fails_when_the_act_was_done() -> None:
    act = Act(actor=OMBUDSMAN, capacity=Capacity.OMBUDSMAN, basis="17", command=uuid("x"), command_name="X")
    when = When(small_register(), Decision(act, POST_HEAD, ()), TODAY, World())
    with pytest.raises(AssertionError):
        when.refused(RefusalCode.NOT_FOUND)
