"""Absence, acting and delegation: whose authority it is while the holder is away, and by whose leave."""

from datetime import date

import pytest

from domain.capacity import Capacity
from domain.officials.commands import GrantAccess
from domain.officials.state import Access, ActingLeft, ActingTaken
from domain.posts import commands as c
from domain.posts import events as e
from domain.posts.events import AbsenceReason
from domain.posts.state import POSTS
from domain.refusal import RefusalCode
from tests.domain.scenario import (
    DELEGATE,
    DELEGATED,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_DELEGATE,
    POST_DEPUTY_71,
    POST_DEPUTY_HEAD,
    POST_EMPLOYEE_71,
    POST_HEAD,
    POST_OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    TODAY,
    at,
    given,
    head_is_absent,
    representative_is_absent,
    representative_post,
)

POST_71, POST_75 = representative_post("71"), representative_post("75")
APPOINT = c.AppointEmployee(post=POST_VACANT_71, official=STRANGER, reference="Order 8")


def away(post: str) -> c.StartAbsence:
    return c.StartAbsence(post=post, reason=AbsenceReason.LEAVE, expected_until=date(2026, 3, 20))


@pytest.mark.parametrize(
    ("post", "holder", "capacity"),
    [
        (POST_OMBUDSMAN, OMBUDSMAN, Capacity.OMBUDSMAN),
        (POST_HEAD, HEAD, Capacity.HEAD),
        (POST_DEPUTY_HEAD, DEPUTY_HEAD, Capacity.EMPLOYEE),
        (POST_71, REPRESENTATIVE_71, Capacity.REPRESENTATIVE),
        (POST_EMPLOYEE_71, EMPLOYEE_71, Capacity.EMPLOYEE),
    ],
)
def test_everybody_notes_the_own_absence_and_return(post: str, holder: str, capacity: Capacity) -> None:
    absent = e.AbsenceStarted(official=holder, reason=AbsenceReason.LEAVE, expected_until=date(2026, 3, 20))
    gone = given().when(away(post), by=holder).then(absent)
    assert gone.act.capacity is capacity
    back = gone.when(c.EndAbsence(post=post), by=holder).then(e.AbsenceEnded(official=holder))
    assert back.act.capacity is capacity and not back.state(POSTS).absent


@pytest.mark.parametrize(
    ("post", "superiors"),
    [
        (POST_OMBUDSMAN, ()),
        (POST_HEAD, (OMBUDSMAN,)),
        (POST_DEPUTY_HEAD, (OMBUDSMAN, HEAD)),
        (POST_71, (OMBUDSMAN,)),
        (POST_DEPUTY_71, (OMBUDSMAN, HEAD, REPRESENTATIVE_71)),
        (POST_EMPLOYEE_71, (OMBUDSMAN, HEAD, REPRESENTATIVE_71)),
    ],
)
def test_the_absence_of_another_is_noted_by_the_superiors_alone(post: str, superiors: tuple[str, ...]) -> None:
    others = {OMBUDSMAN, HEAD, DEPUTY_HEAD, REPRESENTATIVE_71, REPRESENTATIVE_75, EMPLOYEE_00, EMPLOYEE_75}
    for official in others - {given().register.state(POSTS, post).holder}:
        answer = given().when(away(post), by=official)
        if official in superiors:
            answer.done()
        else:
            code = getattr(answer.answer, "code", None)
            assert code in (RefusalCode.NO_AUTHORITY, RefusalCode.OUTSIDE_TERRITORY), official


def test_an_absence_begins_once_and_only_a_recorded_one_ends() -> None:
    given(head_is_absent()).when(away(POST_HEAD), by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="16.3")
    given().when(c.EndAbsence(post=POST_HEAD), by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="16.3")


def test_nobody_is_absent_from_a_vacant_post() -> None:
    given().when(away(POST_VACANT_71), by=HEAD).refused(RefusalCode.POST_VACANT)


def test_the_authority_of_the_absent_rests() -> None:
    refusal = given(head_is_absent()).when(APPOINT, by=HEAD).refused(RefusalCode.ABSENT, paragraph="19.4")
    assert Capacity.DEPUTY_HEAD_ACTING in refusal.who_could


def test_the_absent_learn_that_they_lack_a_power_they_never_had() -> None:
    grant = GrantAccess(official=STRANGER, access=Access.AUDITOR)
    given(head_is_absent()).when(grant, by=HEAD).refused(RefusalCode.NO_AUTHORITY)


def test_an_acting_deputy_exercises_the_authority_and_the_act_says_for_whom() -> None:
    act = given(head_is_absent()).when(APPOINT, by=DEPUTY_HEAD).done().act
    assert (act.capacity, act.acting_for) == (Capacity.DEPUTY_HEAD_ACTING, POST_HEAD)


def test_a_deputy_who_does_not_act_has_no_authority_of_the_head() -> None:
    given().when(APPOINT, by=DEPUTY_HEAD).refused(RefusalCode.NO_AUTHORITY)
    given(head_is_absent(acting=None)).when(APPOINT, by=DEPUTY_HEAD).refused(RefusalCode.NO_AUTHORITY)


def test_the_ombudsman_designates_who_acts() -> None:
    command = c.DesignateActing(post=POST_71, official=DEPUTY_REPRESENTATIVE_71, reference="Act 5")
    story = given(representative_is_absent(acting=None)).when(command, by=OMBUDSMAN)
    story.then(
        e.ActingDesignated(official=DEPUTY_REPRESENTATIVE_71, reference="Act 5"),
        (DEPUTY_REPRESENTATIVE_71, ActingTaken(post=POST_71)),
    )


@pytest.mark.parametrize("official", [HEAD, REPRESENTATIVE_75, DEPUTY_HEAD])
def test_nobody_but_the_ombudsman_designates_who_acts(official: str) -> None:
    command = c.DesignateActing(post=POST_71, official=DEPUTY_REPRESENTATIVE_71, reference="Act 5")
    given(representative_is_absent(acting=None)).when(command, by=official).refused(RefusalCode.NO_AUTHORITY)


@pytest.mark.parametrize("official", [EMPLOYEE_71, REPRESENTATIVE_75, DEPUTY_HEAD, STRANGER])
def test_only_the_deputy_of_the_very_post_acts_for_it(official: str) -> None:
    command = c.DesignateActing(post=POST_71, official=official, reference="Act 5")
    story = given(representative_is_absent(acting=None)).when(command, by=OMBUDSMAN)
    story.refused(RefusalCode.INVALID, paragraph="16.3", path=("official",))


def test_the_deputy_of_one_office_does_not_act_for_another() -> None:
    absent = e.AbsenceStarted(official=REPRESENTATIVE_75, reason=AbsenceReason.LEAVE)
    command = c.DesignateActing(post=POST_75, official=DEPUTY_REPRESENTATIVE_71, reference="Act 5")
    given(at(POST_75, absent)).when(command, by=OMBUDSMAN).refused(RefusalCode.INVALID, path=("official",))


def test_an_absent_deputy_does_not_act() -> None:
    absent = e.AbsenceStarted(official=DEPUTY_HEAD, reason=AbsenceReason.LEAVE)
    command = c.DesignateActing(post=POST_HEAD, official=DEPUTY_HEAD, reference="Act 5")
    story = given(head_is_absent(acting=None), at(POST_DEPUTY_HEAD, absent)).when(command, by=OMBUDSMAN)
    story.refused(RefusalCode.INVALID, path=("official",))


def test_two_deputies_never_act_for_the_same_post() -> None:
    command = c.DesignateActing(post=POST_HEAD, official=DELEGATE, reference="Act 6")
    given(head_is_absent()).when(command, by=OMBUDSMAN).refused(RefusalCode.OVERLAP, path=("post",))


def test_nobody_acts_for_a_holder_who_is_present() -> None:
    command = c.DesignateActing(post=POST_HEAD, official=DEPUTY_HEAD, reference="Act 5")
    given().when(command, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE, paragraph="16.3")


def test_a_deputy_may_act_while_the_post_is_vacant_until_somebody_is_appointed() -> None:
    dismiss = c.DismissRepresentative(post=POST_71, reference="Order 9", ground="end")
    designate = c.DesignateActing(post=POST_71, official=DEPUTY_REPRESENTATIVE_71, reference="Act 5")
    story = given().when(dismiss, by=OMBUDSMAN).done().when(designate, by=OMBUDSMAN).done()
    appoint = c.AppointRepresentative(post=POST_71, official=STRANGER, reference="Order 10")
    story.when(appoint, by=OMBUDSMAN).then(
        e.ActingEnded(official=DEPUTY_REPRESENTATIVE_71),
        e.HolderAppointed(official=STRANGER, reference="Order 10"),
    )


def test_nobody_acts_for_a_mere_employee() -> None:
    command = c.DesignateActing(post=POST_EMPLOYEE_71, official=DEPUTY_REPRESENTATIVE_71, reference="Act 5")
    given().when(command, by=OMBUDSMAN).refused(RefusalCode.INVALID, path=("post",))


def test_the_return_of_the_holder_ends_the_acting() -> None:
    back = given(head_is_absent()).when(c.EndAbsence(post=POST_HEAD), by=HEAD)
    after = back.then(
        e.ActingEnded(official=DEPUTY_HEAD),
        e.AbsenceEnded(official=HEAD),
        (DEPUTY_HEAD, ActingLeft(post=POST_HEAD)),
    )
    after.when(APPOINT, by=DEPUTY_HEAD).refused(RefusalCode.NO_AUTHORITY)
    after.when(APPOINT, by=HEAD).done()


def test_the_absence_of_an_acting_deputy_ends_the_acting() -> None:
    gone = given(head_is_absent()).when(away(POST_DEPUTY_HEAD), by=DEPUTY_HEAD).done()
    assert gone.state(POSTS, POST_HEAD).acting is None


def test_the_ombudsman_ends_the_acting_before_the_return() -> None:
    ended = given(head_is_absent()).when(c.EndActing(post=POST_HEAD), by=OMBUDSMAN)
    after = ended.then(e.ActingEnded(official=DEPUTY_HEAD), (DEPUTY_HEAD, ActingLeft(post=POST_HEAD)))
    after.when(c.EndActing(post=POST_HEAD), by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE)


PROPOSE = c.ProposeDelegation(post=POST_DEPUTY_HEAD, paragraphs=("19.4", "19.9"), until=date(2026, 3, 31))


def test_a_delegation_is_in_force_only_after_the_ombudsman_agreed() -> None:
    proposed = (
        given().when(PROPOSE, by=HEAD).then(e.DelegationProposed(paragraphs=("19.4", "19.9"), until=date(2026, 3, 31)))
    )
    proposed.when(APPOINT, by=DEPUTY_HEAD).refused(RefusalCode.NO_AUTHORITY)
    proposed.when(c.AgreeDelegation(post=POST_DEPUTY_HEAD), by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="18")
    agreed = proposed.when(c.AgreeDelegation(post=POST_DEPUTY_HEAD), by=OMBUDSMAN).then(e.DelegationAgreed())
    assert agreed.when(APPOINT, by=DEPUTY_HEAD).done().act.capacity is Capacity.DEPUTY_HEAD_DELEGATED


@pytest.mark.parametrize(("day", "allowed"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)])
def test_a_delegation_counts_up_to_and_including_its_last_day(day: date, allowed: bool) -> None:
    agreed = given().when(PROPOSE, by=HEAD).done().when(c.AgreeDelegation(post=POST_DEPUTY_HEAD), by=OMBUDSMAN).done()
    answer = agreed.when(APPOINT, by=DEPUTY_HEAD, on=day)
    if allowed:
        answer.done()
    else:
        answer.refused(RefusalCode.NO_AUTHORITY)


def test_a_delegation_hands_over_the_named_paragraphs_only() -> None:
    given().when(APPOINT, by=DELEGATE).done()
    away_71 = c.RecordStaffingLimit(staffing="staffing-71", limit=20, reference="Act 1")
    given().when(away_71, by=DELEGATE).refused(RefusalCode.NO_AUTHORITY, paragraph="8")


def test_a_new_proposal_leaves_the_delegation_in_force_until_it_is_agreed() -> None:
    command = c.ProposeDelegation(post=POST_DELEGATE, paragraphs=("8",))
    proposed = given().when(command, by=HEAD).done()
    proposed.when(APPOINT, by=DELEGATE).done()
    declined = proposed.when(c.DeclineDelegation(post=POST_DELEGATE, ground="too much"), by=OMBUDSMAN)
    delegation = declined.then(e.DelegationDeclined(ground="too much")).state(POSTS).delegation
    assert delegation is not None and delegation.paragraphs == DELEGATED


@pytest.mark.parametrize("official", [HEAD, OMBUDSMAN])
def test_delegated_powers_are_taken_back(official: str) -> None:
    after = given().when(c.RevokeDelegation(post=POST_DELEGATE, ground="order"), by=official).done()
    after.when(APPOINT, by=DELEGATE).refused(RefusalCode.NO_AUTHORITY)
    again = c.RevokeDelegation(post=POST_DELEGATE, ground="order")
    after.when(again, by=official).refused(RefusalCode.WRONG_STATE)


@pytest.mark.parametrize(
    "paragraphs",
    [("18",), ("20.1",), ("17",), ("99",), ("19.4", "19.4")],
    ids=["delegation itself", "the Ombudsman's", "the Ombudsman's too", "unknown", "twice"],
)
def test_only_powers_of_the_head_are_handed_over(paragraphs: tuple[str, ...]) -> None:
    command = c.ProposeDelegation(post=POST_DEPUTY_HEAD, paragraphs=paragraphs)
    given().when(command, by=HEAD).refused(RefusalCode.INVALID, paragraph="18", path=("paragraphs",))


def test_a_delegation_that_is_over_already_is_refused() -> None:
    command = c.ProposeDelegation(post=POST_DEPUTY_HEAD, paragraphs=("19.4",), until=date(2026, 3, 1))
    given().when(command, by=HEAD).refused(RefusalCode.INVALID, path=("until",))
    ends_today = c.ProposeDelegation(post=POST_DEPUTY_HEAD, paragraphs=("19.4",), until=TODAY)
    given().when(ends_today, by=HEAD).done()


def test_powers_are_delegated_to_deputies_of_the_head_only() -> None:
    command = c.ProposeDelegation(post=POST_71, paragraphs=("19.4",))
    given().when(command, by=HEAD).refused(RefusalCode.INVALID, path=("post",))


def test_an_acting_deputy_hands_nothing_to_himself() -> None:
    given(head_is_absent()).when(PROPOSE, by=DEPUTY_HEAD).refused(RefusalCode.OWN_CASE, paragraph="18")


def test_nothing_is_agreed_that_was_not_proposed() -> None:
    for command in (
        c.AgreeDelegation(post=POST_DEPUTY_HEAD),
        c.DeclineDelegation(post=POST_DEPUTY_HEAD, ground="no"),
    ):
        given().when(command, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE, paragraph="18")
