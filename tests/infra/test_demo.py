"""The demonstration: the same seed tells the same story, every step is lawful, and all kinds of matters are in it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import pytest

from domain.calendar.clock import Clock
from domain.calendar.state import CALENDARS
from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import OPEN, Status
from domain.decider import deciders
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import PetitionStatus
from domain.posts.state import POSTS, STAFFING
from domain.standing import HEAD_POST, OMBUDSMAN_POST, representative_post
from infra.deciding import Request
from infra.demo import NotEmpty, fill
from infra.demo.casework import SHARES
from infra.demo.story import EARLIEST, tell
from infra.register import Register
from infra.store.recorder import Store
from tests.domain import scenario
from tests.infra.founded import found

UNTIL = date(2026, 6, 30)
OFFICES = 20


@pytest.fixture(scope="module")
def story() -> list[Request]:
    return list(tell(1, 300, UNTIL))


@pytest.fixture(scope="module")
def told(story: list[Request]) -> scenario.Register:
    """The story carried out by the rules alone; a refused step fails."""
    register = scenario.Register()
    for request in story:
        effective: Any = request.effective
        register.execute(
            request.command,
            by=request.actor,
            on=UNTIL,
            effective=effective,
            migration=request.migration,
            command_id=request.command_id,
        )
    return register


@pytest.fixture
def register(database: str) -> Iterator[Register]:
    with Store(database) as store:
        yield Register(store)


def test_the_same_seed_tells_the_same_story_with_the_same_ids(story: list[Request]) -> None:
    assert list(tell(1, 300, UNTIL)) == story


def test_another_seed_tells_another_story(story: list[Request]) -> None:
    assert {r.command_id for r in tell(2, 300, UNTIL)}.isdisjoint(r.command_id for r in story)


@pytest.mark.parametrize("seed", [2, 3, 5, 8])
@pytest.mark.parametrize("until", [EARLIEST, date(2025, 1, 1), date(2028, 2, 29)])
def test_every_step_is_lawful_whatever_the_seed_and_the_last_day(seed: int, until: date) -> None:
    register = scenario.Register()
    for request in tell(seed, 60, until):
        effective: Any = request.effective
        register.execute(
            request.command,
            by=request.actor,
            on=until,
            effective=effective,
            migration=request.migration,
            command_id=request.command_id,
        )


def test_no_story_ends_before_the_offices_have_been_open_for_two_years() -> None:
    with pytest.raises(ValueError, match=str(EARLIEST)):
        tell(1, 10, EARLIEST - timedelta(days=1))


def test_after_the_founding_only_officials_act(story: list[Request]) -> None:
    founding = [request for request in story if request.migration]
    assert story[: len(founding)] == founding
    assert len(founding) < 60
    assert {type(r.command).__name__ for r in founding} == {
        "OpenCalendar",
        "DeclareDays",
        "OpenOffice",
        "RecordStaffingLimit",
        "EstablishPost",
        "RegisterOfficial",
        "RecordElection",
    }


def test_the_story_uses_most_of_the_registers_commands(story: list[Request]) -> None:
    assert len({type(request.command) for request in story}) > 0.65 * len(deciders())


def test_complaints_stand_in_every_state_a_board_shows(told: scenario.Register) -> None:
    states = Counter(told.state(COMPLAINTS, s).status for s in told.streams if s.startswith("complaint-"))
    assert sum(states.values()) > 295
    assert {Status.REGISTERED, Status.UNDER_EXAMINATION, Status.DECIDED, Status.CLOSED, Status.MERGED} <= set(states)
    assert 30 <= sum(states[status] for status in OPEN) <= 90


def test_some_complaints_are_overdue_on_the_last_day(told: scenario.Register) -> None:
    calendar = told.state(CALENDARS, "calendar-kz").workdays
    complaints = [told.state(COMPLAINTS, s) for s in told.streams if s.startswith("complaint-")]
    examined = [c for c in complaints if c.status in (Status.REGISTERED, Status.UNDER_EXAMINATION)]
    overdue = [c for c in examined if Clock(started_on=c.registered_on).is_overdue(UNTIL, calendar)]
    assert 1 <= len(overdue) < len(examined) / 2


def test_the_offices_have_their_known_shares_of_complaints(story: list[Request]) -> None:
    received = Counter(r.command.office for r in story if type(r.command).__name__ == "RegisterComplaint")  # type: ignore[attr-defined]
    total = sum(received.values())
    assert len(received) == OFFICES + 1
    for office, percent in SHARES.items():
        assert abs(100 * received[office] / total - percent) < 6


def test_acts_of_response_await_signature_and_reply(told: scenario.Register) -> None:
    petitions = [told.state(PETITIONS, s) for s in told.streams if s.startswith("petition-")]
    states = Counter(petition.status for petition in petitions)
    assert states[PetitionStatus.CLOSED] > 10
    assert any(a.received_on and not a.replied_on for p in petitions for a in p.addressees)
    assert {p.petition_kind.value for p in petitions} >= {
        "recommendation",
        "petition",
        "legislative_proposal",
        "disciplinary_application",
    }


def test_the_posts_are_filled_as_the_staff_schedule_says(told: scenario.Register) -> None:
    offices = [s.removeprefix("staffing-") for s in told.streams if s.startswith("staffing-")]
    assert len(offices) == OFFICES + 1
    vacant = [post for o in offices for post in told.state(STAFFING, f"staffing-{o}").posts if not _holder(told, post)]
    assert 3 <= len(vacant) <= 10
    assert _holder(told, HEAD_POST)
    assert len(told.streams[OMBUDSMAN_POST]) == 4  # established, elected, term ended, elected
    representatives = [told.state(POSTS, representative_post(o)) for o in offices if o != "00"]
    assert all(post.holder for post in representatives)
    (absent,) = (post for post in representatives if post.absent)
    assert absent.acting is not None


def test_a_delegation_is_in_force_and_another_awaits_agreement(told: scenario.Register) -> None:
    deputies = [told.state(POSTS, p) for p in told.state(STAFFING, "staffing-00").deputy_heads]
    assert [bool(post.delegation) for post in deputies] == [False, True]
    assert [bool(post.proposed) for post in deputies] == [True, False]


def test_filling_writes_the_whole_story_once(register: Register) -> None:
    first = fill(register, seed=1, complaints=40, until=UNTIL)
    assert first.commands > 500
    assert register.head() == first.events
    again = fill(register, seed=1, complaints=40, until=UNTIL + timedelta(days=3))
    assert (again.commands, again.events, again.until) == (0, 0, UNTIL)
    assert register.head() == first.events


def test_an_interrupted_filling_goes_on_where_it_stopped_even_days_later(register: Register, database: str) -> None:
    story = list(tell(1, 40, UNTIL))
    list(register.execute_batch(islice(story, 700)))
    partly = register.head()
    with Store(database) as store:
        rest = fill(Register(store), seed=1, complaints=40, until=UNTIL + timedelta(days=3))
    assert rest.until == UNTIL
    assert register.head() == partly + rest.events
    known = [recorded.act.command for recorded in register.tail(0, 100_000)]
    assert list(dict.fromkeys(known)) == [request.command_id for request in story]


def test_a_register_that_holds_anything_else_is_left_as_it_is(database: str) -> None:
    with Store(database) as store:
        found(store)
        register = Register(store)
        before = register.head()
        with pytest.raises(NotEmpty):
            fill(register, seed=1, complaints=10, until=UNTIL)
        assert register.head() == before


def test_progress_is_told_to_the_end(register: Register) -> None:
    told: list[tuple[int, int]] = []
    filled = fill(register, seed=4, complaints=5, until=UNTIL, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (filled.commands, filled.commands)


def test_no_two_steps_share_an_id(story: list[Request]) -> None:
    assert len({request.command_id for request in story}) == len(story)


def _holder(register: scenario.Register, post: str) -> str | None:
    return register.state(POSTS, post).holder
