"""Appointments and dismissals by the right authority, and what ends with a dismissal."""

from datetime import date

import pytest

from domain.capacity import Capacity
from domain.message import Command
from domain.officials.state import OFFICIALS, ActingLeft, PostLeft, PostTaken
from domain.posts import commands as c
from domain.posts import events as e
from domain.posts.state import POSTS
from domain.refusal import RefusalCode
from tests.domain.scenario import (
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_DELEGATE,
    POST_DEPUTY_71,
    POST_DEPUTY_HEAD,
    POST_EMPLOYEE_71,
    POST_EMPLOYEE_75,
    POST_HEAD,
    POST_OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    STRANGER,
    Given,
    at,
    given,
    head_is_absent,
    representative_is_absent,
    representative_post,
)

POST_71 = representative_post("71")


def appointment(command: type[c.Appointment], post: str, official: str = STRANGER) -> c.Appointment:
    return command(post=post, official=official, reference="Order 8")


def dismissal(command: type[c.Dismissal], post: str) -> c.Dismissal:
    return command(post=post, reference="Order 9", ground="own wish")


def without(command: type[c.Dismissal], post: str, by: str = OMBUDSMAN) -> Given:
    return given().when(dismissal(command, post), by=by).done()


def test_the_ombudsman_appoints_a_representative() -> None:
    story = without(c.DismissRepresentative, POST_71).when(appointment(c.AppointRepresentative, POST_71), by=OMBUDSMAN)
    after = story.then(e.HolderAppointed(official=STRANGER, reference="Order 8"), (STRANGER, PostTaken(post=POST_71)))
    assert after.act.basis == "20.1" and after.act.office == "71"
    assert after.state(OFFICIALS, STRANGER).posts == (POST_71,)


@pytest.mark.parametrize("command", [c.AppointRepresentative, c.AppointHead, c.AppointDeputyHead])
def test_the_head_cannot_appoint_whom_the_ombudsman_appoints(command: type[c.Appointment]) -> None:
    refusal = given().when(appointment(command, POST_71), by=HEAD).refused(RefusalCode.NO_AUTHORITY)
    assert refusal.who_could == (Capacity.OMBUDSMAN,)


@pytest.mark.parametrize("official", [OMBUDSMAN, REPRESENTATIVE_71, EMPLOYEE_71, DEPUTY_HEAD])
def test_employees_are_appointed_by_the_head_alone(official: str) -> None:
    command = appointment(c.AppointEmployee, POST_VACANT_71)
    given().when(command, by=official).refused(RefusalCode.NO_AUTHORITY, paragraph="19.4")
    given().when(command, by=HEAD).done()


def test_a_deputy_of_a_representative_is_appointed_like_an_employee() -> None:
    story = without(c.DismissEmployee, POST_DEPUTY_71, by=HEAD)
    story.when(appointment(c.AppointEmployee, POST_DEPUTY_71), by=HEAD).done()


@pytest.mark.parametrize(
    ("command", "post"),
    [
        (c.AppointEmployee, POST_71),
        (c.AppointHead, POST_DEPUTY_HEAD),
        (c.AppointDeputyHead, POST_HEAD),
        (c.AppointRepresentative, POST_VACANT_71),
    ],
)
def test_each_kind_of_post_is_filled_under_its_own_paragraph(command: type[c.Appointment], post: str) -> None:
    by = HEAD if command is c.AppointEmployee else OMBUDSMAN
    given().when(appointment(command, post), by=by).refused(RefusalCode.INVALID, path=("post",))


def test_nobody_appoints_or_dismisses_himself() -> None:
    appoint = appointment(c.AppointHead, POST_HEAD, OMBUDSMAN)
    given().when(appoint, by=OMBUDSMAN).refused(RefusalCode.OWN_CASE, paragraph="17", path=("official",))
    dismiss = dismissal(c.DismissEmployee, POST_HEAD)
    given().when(dismiss, by=HEAD).refused(RefusalCode.OWN_CASE, paragraph="17", path=("post",))
    elect = c.RecordElection(post=POST_OMBUDSMAN, official=HEAD, reference="Act")
    given().when(elect, by=HEAD).refused(RefusalCode.OWN_CASE, paragraph="1")


def test_a_held_post_is_not_filled_again() -> None:
    given().when(appointment(c.AppointRepresentative, POST_71), by=OMBUDSMAN).refused(RefusalCode.POST_OCCUPIED)


def test_nobody_holds_two_posts() -> None:
    command = appointment(c.AppointEmployee, POST_VACANT_71, EMPLOYEE_71)
    given().when(command, by=HEAD).refused(RefusalCode.OVERLAP, path=("official",))


def test_only_registered_officials_are_appointed() -> None:
    command = appointment(c.AppointEmployee, POST_VACANT_71, "official-nobody")
    given().when(command, by=HEAD).refused(RefusalCode.NOT_FOUND, path=("official",))


def test_nobody_is_appointed_before_the_office_opened() -> None:
    command = appointment(c.AppointEmployee, POST_VACANT_71)
    given().when(command, by=HEAD, effective=date(2022, 6, 30)).refused(RefusalCode.BEFORE_OFFICE_OPENED)


def test_an_abolished_post_is_not_filled() -> None:
    story = given(at(POST_VACANT_71, e.PostAbolished()))
    story.when(appointment(c.AppointEmployee, POST_VACANT_71), by=HEAD).refused(RefusalCode.WRONG_STATE)


@pytest.mark.parametrize(
    ("command", "post", "by"),
    [
        (c.DismissHead, POST_HEAD, OMBUDSMAN),
        (c.DismissDeputyHead, POST_DEPUTY_HEAD, OMBUDSMAN),
        (c.DismissRepresentative, POST_71, OMBUDSMAN),
        (c.DismissEmployee, POST_EMPLOYEE_71, HEAD),
    ],
)
def test_whoever_appoints_dismisses_and_nobody_else(command: type[c.Dismissal], post: str, by: str) -> None:
    other = HEAD if by == OMBUDSMAN else OMBUDSMAN
    given().when(dismissal(command, post), by=other).refused(RefusalCode.NO_AUTHORITY)
    after = given().when(dismissal(command, post), by=by).done()
    assert after.state(POSTS).holder is None
    after.when(dismissal(command, post), by=by).refused(RefusalCode.POST_VACANT)


def test_a_dismissed_representative_can_do_nothing_any_more() -> None:
    after = without(c.DismissRepresentative, POST_71)
    command = c.StartAbsence(post=POST_EMPLOYEE_71, reason=e.AbsenceReason.LEAVE)
    after.when(command, by=REPRESENTATIVE_71).refused(RefusalCode.NO_AUTHORITY)


def test_nobody_leaves_a_post_before_having_taken_it_up() -> None:
    command = dismissal(c.DismissRepresentative, POST_71)
    given().when(command, by=OMBUDSMAN, effective=date(2022, 6, 30)).refused(RefusalCode.BEFORE_PREVIOUS_STEP)
    given().when(command, by=OMBUDSMAN, effective=date(2022, 7, 1)).done()


def test_the_dismissal_of_an_absent_head_ends_absence_acting_and_delegations() -> None:
    given(head_is_absent()).when(dismissal(c.DismissHead, POST_HEAD), by=OMBUDSMAN).then(
        e.AbsenceEnded(official=HEAD),
        e.ActingEnded(official=DEPUTY_HEAD),
        e.HolderDismissed(official=HEAD, reference="Order 9", ground="own wish"),
        (DEPUTY_HEAD, ActingLeft(post=POST_HEAD)),
        (POST_DELEGATE, e.DelegationEnded()),
        (HEAD, PostLeft(post=POST_HEAD)),
    )


def test_the_dismissal_of_an_acting_deputy_ends_the_acting() -> None:
    given(head_is_absent()).when(dismissal(c.DismissDeputyHead, POST_DEPUTY_HEAD), by=OMBUDSMAN).then(
        e.HolderDismissed(official=DEPUTY_HEAD, reference="Order 9", ground="own wish"),
        (POST_HEAD, e.ActingEnded(official=DEPUTY_HEAD)),
        (DEPUTY_HEAD, ActingLeft(post=POST_HEAD)),
        (DEPUTY_HEAD, PostLeft(post=POST_DEPUTY_HEAD)),
    )


def test_the_dismissal_of_a_delegate_ends_the_delegation() -> None:
    after = given().when(dismissal(c.DismissDeputyHead, POST_DELEGATE), by=OMBUDSMAN).done()
    assert after.state(POSTS).delegation is None


def test_an_employee_moves_to_another_vacant_post() -> None:
    command = c.TransferEmployee(post=POST_EMPLOYEE_75, to=POST_VACANT_71, reference="Order 8")
    after = given().when(command, by=HEAD).done()
    assert after.state(POSTS).holder is None
    assert after.state(POSTS, POST_VACANT_71).holder == "official-almatyclerk"
    assert after.state(OFFICIALS, "official-almatyclerk").posts == (POST_VACANT_71,)


def test_the_transfer_of_an_acting_deputy_ends_the_acting() -> None:
    command = c.TransferEmployee(post=POST_DEPUTY_71, to=POST_VACANT_71, reference="Order 8")
    after = given(representative_is_absent()).when(command, by=HEAD).done()
    assert after.state(POSTS, POST_71).acting is None
    assert after.state(OFFICIALS, DEPUTY_REPRESENTATIVE_71).acting == ()


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (POST_EMPLOYEE_71, RefusalCode.POST_OCCUPIED),
        (POST_EMPLOYEE_75, RefusalCode.NOT_FOUND),
        ("post-00000000-0000-0000-0000-000000000000", RefusalCode.NOT_FOUND),
        (POST_71, RefusalCode.INVALID),
    ],
    ids=["held", "the same", "unknown", "a representative's"],
)
def test_a_transfer_leads_to_another_vacant_post_of_an_employee(to: str, code: RefusalCode) -> None:
    command = c.TransferEmployee(post=POST_EMPLOYEE_75, to=to, reference="Order 8")
    given().when(command, by=HEAD).refused(code, path=("to",))


def test_the_head_enters_the_end_of_a_term_and_the_election_of_the_next_ombudsman() -> None:
    ended = given().when(c.RecordEndOfTerm(post=POST_OMBUDSMAN, reference="Act"), by=HEAD)
    story = ended.then(e.TermEnded(official=OMBUDSMAN, reference="Act"), (OMBUDSMAN, PostLeft(post=POST_OMBUDSMAN)))
    election = c.RecordElection(post=POST_OMBUDSMAN, official=STRANGER, reference="Act", term_until=date(2031, 3, 1))
    story.when(election, by=HEAD).done()
    appoint: Command = dismissal(c.DismissRepresentative, POST_71)
    story.when(appoint, by=OMBUDSMAN).refused(RefusalCode.NO_AUTHORITY)
    story.when(appoint, by=STRANGER).done()


def test_there_is_one_ombudsman() -> None:
    election = c.RecordElection(post=POST_OMBUDSMAN, official=STRANGER, reference="Act")
    given().when(election, by=HEAD).refused(RefusalCode.POST_OCCUPIED)


@pytest.mark.parametrize("official", [OMBUDSMAN, REPRESENTATIVE_71, DEPUTY_HEAD])
def test_nobody_but_the_head_enters_the_election(official: str) -> None:
    election = c.RecordElection(post=POST_OMBUDSMAN, official=STRANGER, reference="Act")
    given().when(election, by=official).refused(RefusalCode.NO_AUTHORITY)


def test_without_a_head_and_deputies_the_ombudsman_exercises_the_heads_powers() -> None:
    command = appointment(c.AppointEmployee, POST_VACANT_71)
    story = without(c.DismissHead, POST_HEAD)
    story.when(command, by=OMBUDSMAN).refused(RefusalCode.NO_AUTHORITY)
    for deputy in (POST_DEPUTY_HEAD, POST_DELEGATE):
        story = story.when(dismissal(c.DismissDeputyHead, deputy), by=OMBUDSMAN).done()
    assert story.when(command, by=OMBUDSMAN).done().act.capacity is Capacity.OMBUDSMAN
