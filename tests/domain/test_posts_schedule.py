"""The staff schedule: posts exist within the staffing limit, each where it belongs."""

import pytest

from domain.identifiers import MIGRATION, StreamId
from domain.numbers import NumberIssued
from domain.posts import events as e
from domain.posts.commands import AbolishPost, DismissHead, EstablishPost, RecordStaffingLimit
from domain.posts.events import PostKind
from domain.posts.state import STAFFING
from domain.refusal import RefusalCode
from tests.domain.scenario import (
    DELEGATE,
    DEPUTY_HEAD,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_71,
    POST_HEAD,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    TODAY,
    given,
    uuid,
)

CLERK_71 = EstablishPost(office="71", post_kind=PostKind.EMPLOYEE, title="Clerk")


def test_a_post_is_taken_into_the_schedule_with_the_next_number_of_its_office() -> None:
    post = f"post-{uuid('new')}"
    given().when(CLERK_71, by=HEAD, command_id=uuid("new")).then(
        e.PostEstablished(number="S-71-2026-00001", post_kind=PostKind.EMPLOYEE, office="71", title="Clerk"),
        ("staffing-71", e.PostAdded(post=post, post_kind=PostKind.EMPLOYEE)),
        ("numbers-S-71-2026", NumberIssued(number="S-71-2026-00001", record=StreamId(post))),
    )


@pytest.mark.parametrize("office", ["75", "10"])
def test_no_post_exceeds_the_staffing_limit(office: str) -> None:
    command = EstablishPost(office=office, post_kind=PostKind.EMPLOYEE, title="Clerk")
    given().when(command, by=HEAD).refused(RefusalCode.STAFFING_LIMIT_EXCEEDED, paragraph="19.9")


def test_the_last_free_place_under_a_limit_can_be_filled_and_no_more() -> None:
    raised = given().when(RecordStaffingLimit(staffing="staffing-10", limit=2, reference="Act 1"), by=HEAD)
    story = raised.then(e.StaffingLimitSet(limit=2, reference="Act 1"))
    command = EstablishPost(office="10", post_kind=PostKind.EMPLOYEE, title="Clerk")
    story.when(command, by=HEAD).done().when(command, by=HEAD).refused(RefusalCode.STAFFING_LIMIT_EXCEEDED)


def test_the_schedule_joins_the_read_set_so_that_two_cannot_take_the_last_place() -> None:
    assert "staffing-71" in given().when(CLERK_71, by=HEAD).world.read


def test_a_limit_below_the_posts_that_exist_is_refused() -> None:
    command = RecordStaffingLimit(staffing="staffing-75", limit=1, reference="Act 1")
    given().when(command, by=HEAD).refused(RefusalCode.STAFFING_LIMIT_EXCEEDED, paragraph="8", path=("limit",))


def test_the_same_limit_again_changes_nothing() -> None:
    command = RecordStaffingLimit(staffing="staffing-75", limit=2, reference="Act 1")
    given().when(command, by=HEAD).refused(RefusalCode.NOTHING_TO_DO)


def test_the_staff_of_an_office_that_does_not_exist_is_unknown() -> None:
    given().when(RecordStaffingLimit(staffing="staffing-99", limit=2, reference="A"), by=HEAD).refused(
        RefusalCode.NOT_FOUND
    )


@pytest.mark.parametrize(
    ("kind", "office", "post", "path"),
    [
        (PostKind.DEPUTY_HEAD, "71", None, "office"),
        (PostKind.REPRESENTATIVE, "00", "post-representative-00", "office"),
        (PostKind.DEPUTY_REPRESENTATIVE, "00", None, "office"),
        (PostKind.EMPLOYEE, "71", "post-representative-79", "post"),
        (PostKind.REPRESENTATIVE, "71", None, "post"),
        (PostKind.REPRESENTATIVE, "71", "post-representative-79", "post"),
    ],
)
def test_a_post_stands_where_the_regulation_puts_it(kind: PostKind, office: str, post: str | None, path: str) -> None:
    command = EstablishPost(post=post, office=office, post_kind=kind, title="Post")
    given().when(command, by=HEAD).refused(RefusalCode.INVALID, path=(path,))


def test_a_post_that_exists_once_is_established_once() -> None:
    command = EstablishPost(post=POST_HEAD, office="00", post_kind=PostKind.HEAD, title="Head")
    given().when(command, by=HEAD).refused(RefusalCode.ALREADY_EXISTS)


@pytest.mark.parametrize("official", [OMBUDSMAN, REPRESENTATIVE_71, EMPLOYEE_71, DEPUTY_HEAD])
def test_the_schedule_is_the_heads(official: str) -> None:
    given().when(CLERK_71, by=official).refused(RefusalCode.NO_AUTHORITY, paragraph="19.9")


def test_a_deputy_head_confirms_the_schedule_under_a_delegation() -> None:
    assert given().when(CLERK_71, by=DELEGATE).done().act.capacity == "deputy_head_delegated"


def test_a_vacant_post_is_abolished_and_makes_room() -> None:
    story = given().when(AbolishPost(post=POST_VACANT_71), by=HEAD)
    after = story.then(e.PostAbolished(), ("staffing-71", e.PostRemoved(post=POST_VACANT_71)))
    assert POST_VACANT_71 not in after.state(STAFFING, "staffing-71").posts
    after.when(AbolishPost(post=POST_VACANT_71), by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="19.9")


def test_a_held_post_is_not_abolished() -> None:
    given().when(AbolishPost(post=POST_EMPLOYEE_71), by=HEAD).refused(RefusalCode.POST_OCCUPIED)


def test_the_schedule_cannot_abolish_the_posts_of_the_regulation() -> None:
    story = given().when(DismissHead(post=POST_HEAD, reference="O 1", ground="end"), by=OMBUDSMAN).done()
    story.when(AbolishPost(post=POST_HEAD), by=MIGRATION, migration=True, on=TODAY).refused(
        RefusalCode.INVALID, paragraph="16.1"
    )
