"""Offices: the list of the Regulation, opening, renaming and closing them by decree."""

from datetime import date

import pytest

from domain.capacity import Capacity
from domain.identifiers import MIGRATION
from domain.offices.commands import CloseOffice, OpenOffice, RenameOffice
from domain.offices.directory import DIRECTORY
from domain.offices.state import OFFICES, OfficeClosed, OfficeKind, OfficeNames, OfficeOpened, OfficeRenamed
from domain.posts.commands import EstablishPost
from domain.posts.events import PostKind, ScheduleOpened
from domain.refusal import RefusalCode
from tests.domain.scenario import EMPLOYEE_00, FOUNDED, HEAD, OMBUDSMAN, REPRESENTATIVE_71, TODAY, Register, at, given

NAMES = OfficeNames(kk="Шымкент", ru="Шымкент", en="Shymkent")
OPEN_79 = OpenOffice(office="office-79", office_kind=OfficeKind.CITY, names=NAMES, decree="Decree 1")
OPENED_79 = OfficeOpened(code="79", office_kind=OfficeKind.CITY, names=NAMES, decree="Decree 1")


def test_the_regulation_lists_the_centre_and_twenty_offices_with_names_in_three_languages() -> None:
    assert [o.code for o in DIRECTORY] == sorted({o.code for o in DIRECTORY})
    kinds = [o.office_kind for o in DIRECTORY]
    assert [kinds.count(k) for k in OfficeKind] == [1, 17, 2, 1]
    for language in ("kk", "ru", "en"):
        assert len({getattr(o.names, language) for o in DIRECTORY}) == 21


def test_almaty_region_and_the_city_of_almaty_are_two_offices() -> None:
    named = {o.code: o.names.en for o in DIRECTORY if "Almaty" in o.names.en}
    assert set(named) == {"19", "75"} and "city" in named["75"]


def test_a_register_is_founded_by_opening_the_offices_of_the_list() -> None:
    story = given(register=Register())
    for office in DIRECTORY:
        story = story.when(office.opening, by=MIGRATION, effective=office.since, migration=True).done()
    assert story.register.state(OFFICES, "office-62").opened_on == date(2022, 7, 1)


def test_the_head_enters_an_office_that_a_decree_established_and_its_staff_schedule_opens() -> None:
    story = given().when(OPEN_79, by=HEAD).then(OPENED_79, ("staffing-79", ScheduleOpened()))
    assert story.act.office == "79" and story.act.basis == "2"


def test_an_office_is_opened_once() -> None:
    given(at("office-79", OPENED_79)).when(OPEN_79, by=HEAD).refused(RefusalCode.ALREADY_EXISTS)


@pytest.mark.parametrize("official", [OMBUDSMAN, REPRESENTATIVE_71, EMPLOYEE_00])
def test_nobody_but_the_head_enters_an_office(official: str) -> None:
    refusal = given().when(OPEN_79, by=official).refused(RefusalCode.NO_AUTHORITY, paragraph="2")
    assert Capacity.HEAD in refusal.who_could


def test_an_office_is_not_opened_on_a_day_to_come() -> None:
    given().when(OPEN_79, by=HEAD, effective=date(2026, 3, 3)).refused(RefusalCode.EFFECTIVE_IN_FUTURE)


def test_an_office_receives_other_names_and_not_the_same_ones() -> None:
    rename = RenameOffice(office="office-71", names=NAMES, decree="Decree 2")
    story = given().when(rename, by=HEAD).then(OfficeRenamed(names=NAMES, decree="Decree 2"))
    story.when(rename, by=HEAD).refused(RefusalCode.NOTHING_TO_DO)


def test_an_office_whose_posts_are_held_is_not_closed() -> None:
    given().when(CloseOffice(office="office-10"), by=HEAD).refused(RefusalCode.POST_OCCUPIED, paragraph="24")


def test_an_empty_office_is_closed_in_favour_of_another_and_takes_no_posts_any_more() -> None:
    story = given(at("office-79", OPENED_79), at("staffing-79", ScheduleOpened()))
    closed = story.when(CloseOffice(office="office-79", successor="75"), by=HEAD).then(OfficeClosed(successor="75"))
    assert closed.state(OFFICES).closed_on == TODAY
    post = EstablishPost(post="post-representative-79", office="79", post_kind=PostKind.REPRESENTATIVE, title="R")
    closed.when(post, by=HEAD).refused(RefusalCode.OFFICE_NOT_OPEN, paragraph="2", path=("office",))
    closed.when(CloseOffice(office="office-79"), by=HEAD).refused(RefusalCode.OFFICE_NOT_OPEN)


@pytest.mark.parametrize(
    ("successor", "code"), [("79", RefusalCode.INVALID), ("99", RefusalCode.OFFICE_NOT_OPEN)], ids=["itself", "nowhere"]
)
def test_matters_pass_only_to_another_open_office(successor: str, code: RefusalCode) -> None:
    story = given(at("office-79", OPENED_79), at("staffing-79", ScheduleOpened()))
    story.when(CloseOffice(office="office-79", successor=successor), by=HEAD).refused(code, path=("successor",))


def test_the_centre_is_not_closed_like_an_office() -> None:
    given().when(CloseOffice(office="office-00"), by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="24")


@pytest.mark.parametrize(
    ("effective", "migration", "code"),
    [
        (FOUNDED, False, None),
        (date(2022, 6, 30), False, RefusalCode.BEFORE_OFFICE_OPENED),
        (date(2022, 6, 30), True, None),
    ],
)
def test_only_imported_history_is_older_than_its_office(
    effective: date, migration: bool, code: RefusalCode | None
) -> None:
    post = EstablishPost(office="71", post_kind=PostKind.EMPLOYEE, title="Clerk")
    when = given().when(post, by=MIGRATION if migration else HEAD, effective=effective, migration=migration)
    if code:
        when.refused(code, path=("effectiveOn",))
    else:
        when.done()


def test_a_closed_office_is_not_renamed() -> None:
    story = given(at("office-79", OPENED_79, OfficeClosed()))
    rename = RenameOffice(office="office-79", names=OfficeNames(kk="Ш", ru="Ш", en="S"))
    story.when(rename, by=HEAD).refused(RefusalCode.OFFICE_NOT_OPEN)
