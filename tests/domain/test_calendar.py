"""Working days: the algebra of calendars and clocks, and the days that legal acts declare."""

from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.calendar.clock import Clock, Suspension
from domain.calendar.commands import AmendDays, DeclareDays, OpenCalendar
from domain.calendar.state import CALENDARS, CalendarOpened, DaysAmended, DaysDeclared
from domain.calendar.workdays import WorkingCalendar
from domain.refusal import RefusalCode
from infra.calendar_seed import declarations
from tests.domain.scenario import DEPUTY_HEAD, EMPLOYEE_00, HEAD, OMBUDSMAN, Given, at, given, head_is_absent

CALENDAR = "calendar-kz"
MARCH_9, MARCH_14 = date(2026, 3, 9), date(2026, 3, 14)
DECLARED = DaysDeclared(year=2026, days_off=(MARCH_9,), working_days=(MARCH_14,), reference="Act 1")

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    WorkingCalendar,
    days_off=st.frozensets(days, max_size=60),
    working_days=st.frozensets(days.filter(lambda d: d.weekday() >= 5), max_size=20),
)
terms = st.integers(1, 40)


@pytest.fixture(scope="module")
def seeded() -> WorkingCalendar:
    """The calendar of 2022-2027 as a new register is seeded with it."""
    story = given()
    for command in declarations(range(2022, 2028)):
        story = story.when(command, by=HEAD).done()
    return story.register.state(CALENDARS, CALENDAR).workdays


@pytest.mark.parametrize(
    ("registered", "due", "by_weekdays"),
    [
        ("2022-08-22", "2022-09-13", "2022-09-12"),
        ("2024-03-15", "2024-04-10", "2024-04-05"),
        ("2024-12-23", "2025-01-16", "2025-01-13"),
        ("2025-04-25", "2025-05-21", "2025-05-16"),
        ("2026-03-06", "2026-04-02", "2026-03-27"),
    ],
)
def test_a_complaint_is_due_at_the_end_of_the_fifteenth_working_day(
    seeded: WorkingCalendar, registered: str, due: str, by_weekdays: str
) -> None:
    day = date.fromisoformat(registered)
    assert seeded.due(day, 15) == date.fromisoformat(due)
    assert WorkingCalendar().due(day, 15) == date.fromisoformat(by_weekdays)


def test_the_seed_knows_the_saturdays_that_are_worked(seeded: WorkingCalendar) -> None:
    assert seeded.is_working(date(2024, 5, 4))
    assert not seeded.is_working(date(2024, 5, 11))


@for_all(calendars, days, terms)
def test_a_due_day_is_worked_and_lies_exactly_its_term_away(c: WorkingCalendar, start: date, n: int) -> None:
    due = c.due(start, n)
    assert c.is_working(due) and due > start
    assert c.working_days_between(start, due) == n


@for_all(calendars, days, terms, terms)
def test_terms_add_up(c: WorkingCalendar, start: date, n: int, m: int) -> None:
    assert c.due(c.due(start, n), m) == c.due(start, n + m)


@for_all(calendars, days, days, days)
def test_working_days_between_days_add_up(c: WorkingCalendar, a: date, b: date, d: date) -> None:
    assert c.working_days_between(a, b) + c.working_days_between(b, d) == c.working_days_between(a, d)


@for_all(calendars, days, days, terms)
def test_a_later_start_is_never_due_earlier(c: WorkingCalendar, a: date, b: date, n: int) -> None:
    assert c.due(min(a, b), n) <= c.due(max(a, b), n)


@for_all(calendars, days, days, terms)
def test_a_day_declared_off_moves_only_terms_that_run_over_it(
    c: WorkingCalendar, start: date, off: date, n: int
) -> None:
    before, after = c.due(start, n), c.amended(days_off=frozenset({off})).due(start, n)
    moved = c.is_working(off) and start < off <= before
    assert (after > before) if moved else (after == before)


@for_all(calendars, days)
def test_declaring_a_day_off_and_ordinary_again_follows_the_week(c: WorkingCalendar, day: date) -> None:
    named = frozenset({day})
    assert c.amended(days_off=named).amended(ordinary=named).is_working(day) == (day.weekday() < 5)


@pytest.mark.parametrize("days", [0, -1])
def test_a_term_has_at_least_one_working_day(days: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        WorkingCalendar().due(MARCH_9, days)


@for_all(calendars, days, terms)
def test_a_clock_that_never_stood_still_is_due_as_the_calendar_says(c: WorkingCalendar, start: date, n: int) -> None:
    assert Clock(start, n).due_on(c) == c.due(start, n)
    assert Clock(start).extended(n).due_on(c) == c.due(start, 15 + n)


@for_all(calendars, days, terms, st.integers(0, 30), st.integers(0, 30))
def test_a_suspension_moves_the_due_day_by_the_working_days_it_covers(
    c: WorkingCalendar, start: date, n: int, after: int, length: int
) -> None:
    stopped = start + timedelta(days=1 + after)
    resumed = stopped + timedelta(days=length)
    due = Clock(start, n, (Suspension(stopped, resumed),)).due_on(c)
    if c.due(start, n) < stopped:
        assert due == c.due(start, n)
    else:
        covered = sum(c.is_working(stopped + timedelta(days=d)) for d in range(length))
        assert due == c.due(start, n + covered)


@for_all(calendars, days, st.integers(1, 20), st.integers(0, 20), st.integers(0, 20))
def test_suspensions_that_meet_are_one_and_their_order_does_not_matter(
    c: WorkingCalendar, start: date, after: int, first: int, second: int
) -> None:
    a = start + timedelta(days=after)
    b, d = a + timedelta(days=first), a + timedelta(days=first + second)
    joined = Clock(start, suspensions=(Suspension(a, d),)).due_on(c)
    assert Clock(start, suspensions=(Suspension(a, b), Suspension(b, d))).due_on(c) == joined
    assert Clock(start, suspensions=(Suspension(b, d), Suspension(a, b))).due_on(c) == joined


@for_all(calendars, days, st.integers(1, 60))
def test_a_clock_that_stands_still_has_no_due_day_unless_it_ran_out_before(
    c: WorkingCalendar, start: date, after: int
) -> None:
    stopped = start + timedelta(days=after)
    due = Clock(start).suspended(stopped).due_on(c)
    assert due == (c.due(start, 15) if c.due(start, 15) < stopped else None)


def test_resuming_on_the_day_of_suspension_changes_nothing() -> None:
    clock = Clock(date(2026, 3, 2))
    assert clock.suspended(MARCH_9).resumed(MARCH_9).due_on(WorkingCalendar()) == clock.due_on(WorkingCalendar())


def test_the_day_of_suspension_does_not_count_and_the_day_of_resumption_does() -> None:
    clock = Clock(date(2026, 3, 2), days=2).suspended(date(2026, 3, 4)).resumed(date(2026, 3, 5))
    assert clock.due_on(WorkingCalendar()) == date(2026, 3, 5)


def test_what_started_on_an_unknown_day_is_never_overdue() -> None:
    clock = Clock(None)
    assert clock.due_on(WorkingCalendar()) is None
    assert not clock.is_overdue(date(2100, 1, 1), WorkingCalendar())


def test_a_term_is_overdue_on_the_day_after_its_due_day() -> None:
    clock = Clock(date(2026, 3, 2), days=1)
    assert not clock.is_overdue(date(2026, 3, 3), WorkingCalendar())
    assert clock.is_overdue(date(2026, 3, 4), WorkingCalendar())


def opened() -> Given:
    return given(at(CALENDAR, CalendarOpened()))


def test_the_head_declares_the_days_of_a_year() -> None:
    command = DeclareDays(
        calendar=CALENDAR, year=2026, days_off=(MARCH_9,), working_days=(MARCH_14,), reference="Act 1"
    )
    story = opened().when(command, by=HEAD).then(DECLARED)
    assert story.state(CALENDARS).workdays.due(date(2026, 3, 6), 5) == MARCH_14


@pytest.mark.parametrize("official", [OMBUDSMAN, EMPLOYEE_00, DEPUTY_HEAD])
def test_nobody_but_the_head_enters_days(official: str) -> None:
    command = OpenCalendar(calendar=CALENDAR)
    given().when(command, by=official).refused(RefusalCode.NO_AUTHORITY, paragraph="LabourCode/days")


def test_a_deputy_acting_for_the_head_enters_days() -> None:
    given(head_is_absent()).when(OpenCalendar(calendar=CALENDAR), by=DEPUTY_HEAD).then(CalendarOpened())


def test_a_year_is_declared_once_and_amended_afterwards() -> None:
    again = DeclareDays(calendar=CALENDAR, year=2026, days_off=(), reference="Act 2")
    story = given(at(CALENDAR, CalendarOpened(), DECLARED))
    story.when(again, by=HEAD).refused(RefusalCode.WRONG_STATE, path=("year",))
    amend = AmendDays(calendar=CALENDAR, ordinary=(MARCH_9,), reference="Act 2")
    after = story.when(amend, by=HEAD).then(DaysAmended(ordinary=(MARCH_9,), reference="Act 2"))
    assert after.state(CALENDARS).workdays.is_working(MARCH_9)


def test_an_amendment_that_changes_nothing_is_refused() -> None:
    amend = AmendDays(calendar=CALENDAR, days_off=(MARCH_9,), reference="Act 2")
    given(at(CALENDAR, CalendarOpened(), DECLARED)).when(amend, by=HEAD).refused(RefusalCode.NOTHING_TO_DO)


@pytest.mark.parametrize(
    ("off", "working", "path"),
    [
        ((date(2025, 3, 10),), (), "daysOff"),
        ((), (date(2027, 3, 13),), "workingDays"),
        ((MARCH_9, MARCH_9), (), "daysOff"),
        ((MARCH_14,), (MARCH_14,), "daysOff"),
        ((), (MARCH_9,), "workingDays"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(
    off: tuple[date, ...], working: tuple[date, ...], path: str
) -> None:
    command = DeclareDays(calendar=CALENDAR, year=2026, days_off=off, working_days=working, reference="Act 1")
    opened().when(command, by=HEAD).refused(RefusalCode.INVALID, path=(path,))


@pytest.mark.parametrize(
    ("off", "working", "ordinary", "path"),
    [
        ((MARCH_9,), (), (MARCH_9,), "daysOff"),
        ((MARCH_14,), (MARCH_14,), (), "daysOff"),
        ((), (MARCH_9,), (), "workingDays"),
    ],
)
def test_an_amendment_that_contradicts_itself_is_refused(
    off: tuple[date, ...], working: tuple[date, ...], ordinary: tuple[date, ...], path: str
) -> None:
    command = AmendDays(calendar=CALENDAR, days_off=off, working_days=working, ordinary=ordinary, reference="Act 2")
    opened().when(command, by=HEAD).refused(RefusalCode.INVALID, path=(path,))
