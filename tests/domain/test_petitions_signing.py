"""Who signs which act of response, to whom, when, and under which paragraph."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.capacity import Capacity
from domain.message import Command
from domain.officials.state import PostLeft, PostTaken
from domain.petitions.commands import signing as c
from domain.petitions.events import signing as e
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import PetitionKind, PetitionStatus
from domain.posts.events import HolderDismissed
from domain.refusal import RefusalCode
from tests.domain.petition_facts import AKIMAT, AKIMAT_75, MINISTRY, PETITION, POLICE, SUBMITTED, drafted, submitted
from tests.domain.scenario import (
    AUDITOR,
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_75,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    TODAY,
    Facts,
    at,
    given,
    head_is_absent,
    representative_is_absent,
    representative_post,
)

KIND = PetitionKind
SIGN = c.SignPetition(petition=PETITION)
SIGN_SYSTEMIC = c.SignSystemicRecommendation(petition=PETITION)
SIGN_LEGISLATION = c.SignLegislativeProposal(petition=PETITION)
SIGN_APPLICATION = c.SignApplication(petition=PETITION)

WAYS: list[tuple[PetitionKind, bool, Command, str]] = [
    (KIND.RECOMMENDATION, False, SIGN, "14.2.a"),
    (KIND.PETITION, False, SIGN, "14.2.a"),
    (KIND.PROPOSAL, False, SIGN, "14.2.a"),
    (KIND.RECOMMENDATION, True, SIGN_SYSTEMIC, "15.4"),
    (KIND.PROPOSAL, True, SIGN_SYSTEMIC, "15.4"),
    (KIND.LEGISLATIVE_PROPOSAL, False, SIGN_LEGISLATION, "15.1"),
    (KIND.DISCIPLINARY_APPLICATION, False, SIGN_APPLICATION, "15.5"),
    (KIND.ADMINISTRATIVE_APPLICATION, False, SIGN_APPLICATION, "15.5"),
    (KIND.CRIMINAL_APPLICATION, False, SIGN_APPLICATION, "15.5"),
]
WITHOUT_A_SIGNATURE = [HEAD, DEPUTY_HEAD, DELEGATE, EMPLOYEE_71, DEPUTY_REPRESENTATIVE_71, AUDITOR, STRANGER]


@pytest.mark.parametrize(("kind", "systemic", "command", "paragraph"), WAYS)
def test_the_ombudsman_signs_every_kind_under_its_own_paragraph(
    kind: PetitionKind, systemic: bool, command: Command, paragraph: str
) -> None:
    after = given(submitted(kind, systemic=systemic)).when(command, by=OMBUDSMAN).then(e.PetitionSigned())
    assert (after.act.basis, after.act.capacity, after.act.office) == (paragraph, Capacity.OMBUDSMAN, "71")
    state = after.state(PETITIONS)
    assert (state.status, state.signed_on) == (PetitionStatus.SIGNED, TODAY)


@pytest.mark.parametrize(("kind", "systemic", "right", "paragraph"), WAYS)
def test_a_kind_signed_by_the_wrong_command_is_refused_with_the_name_of_the_right_one(
    kind: PetitionKind, systemic: bool, right: Command, paragraph: str
) -> None:
    for wrong in {SIGN, SIGN_SYSTEMIC, SIGN_LEGISLATION, SIGN_APPLICATION} - {right}:
        refusal = given(submitted(kind, systemic=systemic)).when(wrong, by=OMBUDSMAN).refused(RefusalCode.INVALID)
        for words in (refusal.text.kk, refusal.text.ru, refusal.text.en):
            assert type(right).__name__ in words


@pytest.mark.parametrize("official", WITHOUT_A_SIGNATURE)
@pytest.mark.parametrize(("kind", "systemic", "command", "paragraph"), WAYS)
def test_the_head_the_deputies_and_the_clerks_never_sign(
    official: str, kind: PetitionKind, systemic: bool, command: Command, paragraph: str
) -> None:
    refusal = (
        given(submitted(kind, systemic=systemic))
        .when(command, by=official)
        .refused(RefusalCode.NO_AUTHORITY, paragraph=paragraph)
    )
    assert refusal.who_could[0] is Capacity.OMBUDSMAN
    assert not {Capacity.HEAD, Capacity.DEPUTY_HEAD_ACTING, Capacity.EMPLOYEE} & set(refusal.who_could)


def test_a_deputy_acting_for_the_head_signs_nothing_either() -> None:
    for kind, systemic, command, _ in WAYS:
        given(submitted(kind, systemic=systemic), head_is_absent()).when(command, by=DEPUTY_HEAD).refused(
            RefusalCode.NO_AUTHORITY
        )


@pytest.mark.parametrize("kind", [KIND.RECOMMENDATION, KIND.PETITION, KIND.PROPOSAL])
def test_a_representative_signs_acts_of_the_own_office_to_bodies_of_its_territory(kind: PetitionKind) -> None:
    facts = submitted(kind, AKIMAT, POLICE)
    after = given(facts).when(SIGN, by=REPRESENTATIVE_71).then(e.PetitionSigned())
    assert after.act.capacity is Capacity.REPRESENTATIVE


def test_the_deputy_acting_for_the_representative_signs_in_that_capacity() -> None:
    after = given(submitted(), representative_is_absent()).when(SIGN, by=DEPUTY_REPRESENTATIVE_71).done()
    assert after.act.capacity is Capacity.DEPUTY_REPRESENTATIVE_ACTING
    assert after.act.acting_for == representative_post("71")


def test_an_absent_representative_does_not_sign() -> None:
    given(submitted(), representative_is_absent()).when(SIGN, by=REPRESENTATIVE_71).refused(RefusalCode.ABSENT)


def test_a_representative_cannot_sign_an_act_of_another_office() -> None:
    given(submitted()).when(SIGN, by=REPRESENTATIVE_75).refused(RefusalCode.OUTSIDE_TERRITORY, paragraph="14.2.a")


@pytest.mark.parametrize("place", [(MINISTRY,), (AKIMAT, MINISTRY), (MINISTRY, AKIMAT_75)])
@pytest.mark.parametrize("signer", [REPRESENTATIVE_71, DEPUTY_REPRESENTATIVE_71])
def test_a_representative_cannot_sign_to_a_central_body(place: Any, signer: str) -> None:
    facts = [submitted(KIND.PETITION, *place)]
    if signer == DEPUTY_REPRESENTATIVE_71:
        facts.append(representative_is_absent())
    refusal = given(*facts).when(SIGN, by=signer).refused(RefusalCode.NO_AUTHORITY, paragraph="14.2.a")
    assert refusal.who_could == (Capacity.OMBUDSMAN, Capacity.REPRESENTATIVE_INSTRUCTED)
    given(*facts).when(SIGN, by=OMBUDSMAN).then(e.PetitionSigned())


def test_a_representative_cannot_sign_to_a_body_of_another_territory() -> None:
    facts = submitted(KIND.PETITION, AKIMAT, AKIMAT_75)
    refusal = given(facts).when(SIGN, by=REPRESENTATIVE_71).refused(RefusalCode.OUTSIDE_TERRITORY)
    assert refusal.who_could == (Capacity.OMBUDSMAN, Capacity.REPRESENTATIVE_INSTRUCTED)


@pytest.mark.parametrize(("kind", "systemic", "command", "paragraph"), WAYS[3:])
def test_a_representative_does_not_sign_what_paragraph_15_gives_to_the_ombudsman(
    kind: PetitionKind, systemic: bool, command: Command, paragraph: str
) -> None:
    refusal = (
        given(submitted(kind, systemic=systemic))
        .when(command, by=REPRESENTATIVE_71)
        .refused(RefusalCode.NO_AUTHORITY, paragraph=paragraph)
    )
    assert refusal.who_could == (Capacity.OMBUDSMAN,)


def instructed(official: str = REPRESENTATIVE_75, until: date | None = None) -> Facts:
    return at(PETITION, e.PetitionSigningInstructed(official=official, until=until), on=SUBMITTED, by=OMBUDSMAN)


def test_an_instructed_representative_signs_an_act_of_another_office_to_a_central_body() -> None:
    facts = [submitted(KIND.PETITION, MINISTRY), instructed()]
    after = given(*facts).when(SIGN, by=REPRESENTATIVE_75).then(e.PetitionSigned())
    assert after.act.capacity is Capacity.REPRESENTATIVE_INSTRUCTED


def test_an_instruction_lets_the_own_representative_sign_to_a_central_body() -> None:
    given(submitted(KIND.PETITION, MINISTRY), instructed(REPRESENTATIVE_71)).when(SIGN, by=REPRESENTATIVE_71).done()


@pytest.mark.parametrize(("until", "signs"), [(TODAY, True), (TODAY - timedelta(days=1), False), (None, True)])
def test_an_instruction_counts_until_the_end_of_its_last_day(until: date | None, signs: bool) -> None:
    when = given(submitted(), instructed(until=until)).when(SIGN, by=REPRESENTATIVE_75)
    if signs:
        when.then(e.PetitionSigned())
    else:
        when.refused(RefusalCode.OUTSIDE_TERRITORY)


def test_an_instruction_taken_back_counts_no_more() -> None:
    withdrawn = c.WithdrawPetitionInstruction(petition=PETITION, official=REPRESENTATIVE_75)
    after = given(submitted(), instructed()).when(withdrawn, by=OMBUDSMAN)
    after.then(e.PetitionInstructionWithdrawn(official=REPRESENTATIVE_75)).when(SIGN, by=REPRESENTATIVE_75).refused(
        RefusalCode.OUTSIDE_TERRITORY
    )
    given(submitted()).when(withdrawn, by=OMBUDSMAN).refused(RefusalCode.UNKNOWN_PART, path=("official",))


def test_an_instructed_representative_who_became_a_clerk_neither_signs_nor_returns() -> None:
    moved = [
        at(representative_post("75"), HolderDismissed(official=REPRESENTATIVE_75, reference="Order 9", ground="Moved")),
        at(REPRESENTATIVE_75, PostLeft(post=representative_post("75")), PostTaken(post=POST_EMPLOYEE_75)),
    ]
    for command in (SIGN, c.ReturnDraft(petition=PETITION, reason="Cite the law.")):
        given(submitted(), instructed()).when(command, by=REPRESENTATIVE_75).done()
        given(submitted(), instructed(), *moved).when(command, by=REPRESENTATIVE_75).refused(
            RefusalCode.NO_AUTHORITY, paragraph="15.8"
        )


@pytest.mark.parametrize("kind", list(KIND))
def test_only_what_a_representative_may_sign_can_be_left_to_one(kind: PetitionKind) -> None:
    when = given(submitted(kind)).when(instruct(), by=OMBUDSMAN)
    if kind in (KIND.RECOMMENDATION, KIND.PETITION, KIND.PROPOSAL):
        when.then(e.PetitionSigningInstructed(official=REPRESENTATIVE_75))
    else:
        when.refused(RefusalCode.INVALID, paragraph="15.8")


def instruct(official: str = REPRESENTATIVE_75, until: date | None = None) -> c.InstructPetitionSigning:
    return c.InstructPetitionSigning(petition=PETITION, official=official, until=until)


def test_a_systemic_recommendation_cannot_be_left_to_a_representative() -> None:
    facts = submitted(KIND.RECOMMENDATION, systemic=True)
    given(facts).when(instruct(), by=OMBUDSMAN).refused(RefusalCode.INVALID, paragraph="15.8")


@pytest.mark.parametrize("official", [HEAD, DELEGATE, EMPLOYEE_71, DEPUTY_REPRESENTATIVE_71, STRANGER])
def test_nobody_but_a_representative_is_instructed_to_sign(official: str) -> None:
    given(submitted()).when(instruct(official), by=OMBUDSMAN).refused(RefusalCode.NO_AUTHORITY, path=("official",))


def test_the_deputy_acting_for_a_representative_can_be_instructed() -> None:
    given(submitted(), representative_is_absent()).when(instruct(DEPUTY_REPRESENTATIVE_71), by=OMBUDSMAN).done()


@pytest.mark.parametrize("official", [HEAD, REPRESENTATIVE_71, EMPLOYEE_71])
def test_only_the_ombudsman_instructs_and_takes_back(official: str) -> None:
    back = c.WithdrawPetitionInstruction(petition=PETITION, official=REPRESENTATIVE_75)
    for command in (instruct(), back):
        given(submitted(), instructed()).when(command, by=official).refused(RefusalCode.NO_AUTHORITY, paragraph="15.8")


def test_an_instruction_does_not_end_before_it_begins() -> None:
    yesterday = TODAY - timedelta(days=1)
    given(submitted()).when(instruct(until=yesterday), by=OMBUDSMAN).refused(RefusalCode.INVALID, path=("until",))
    given(submitted()).when(instruct(until=TODAY), by=OMBUDSMAN).done()


def test_an_instruction_is_not_taken_back_once_the_act_is_signed() -> None:
    back = c.WithdrawPetitionInstruction(petition=PETITION, official=REPRESENTATIVE_75)
    after = given(submitted(), instructed()).when(SIGN, by=REPRESENTATIVE_75).done()
    after.when(back, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE)


def test_a_second_instruction_replaces_the_first() -> None:
    after = given(submitted(), instructed(until=TODAY)).when(instruct(), by=OMBUDSMAN).done()
    assert [i.until for i in after.state(PETITIONS).instructions] == [None]


@pytest.mark.parametrize("official", [OMBUDSMAN, REPRESENTATIVE_71])
def test_those_who_sign_may_send_a_draft_back_and_it_may_be_submitted_again(official: str) -> None:
    back = c.ReturnDraft(petition=PETITION, reason="Cite the law.")
    after = given(submitted()).when(back, by=official).then(e.PetitionReturned(reason="Cite the law."))
    assert after.state(PETITIONS).status is PetitionStatus.RETURNED
    after.when(SIGN, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE)


@pytest.mark.parametrize(
    ("official", "code"),
    [
        (EMPLOYEE_71, RefusalCode.NO_AUTHORITY),
        (HEAD, RefusalCode.NO_AUTHORITY),
        (REPRESENTATIVE_75, RefusalCode.OUTSIDE_TERRITORY),
    ],
)
def test_nobody_else_sends_a_draft_back(official: str, code: RefusalCode) -> None:
    given(submitted()).when(c.ReturnDraft(petition=PETITION, reason="No."), by=official).refused(code)


@pytest.mark.parametrize(("kind", "systemic", "command", "paragraph"), WAYS)
def test_an_act_is_signed_once_it_is_submitted_and_not_before(
    kind: PetitionKind, systemic: bool, command: Command, paragraph: str
) -> None:
    given(drafted(kind, systemic=systemic)).when(command, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE)
    facts = submitted(kind, systemic=systemic)
    before = SUBMITTED - timedelta(days=1)
    given(facts).when(command, by=OMBUDSMAN, effective=before).refused(RefusalCode.BEFORE_PREVIOUS_STEP)
    given(facts).when(command, by=OMBUDSMAN, effective=SUBMITTED).done()


def test_a_draft_is_not_returned_before_it_was_submitted() -> None:
    command = c.ReturnDraft(petition=PETITION, reason="Cite the law.")
    before = SUBMITTED - timedelta(days=1)
    given(submitted()).when(command, by=OMBUDSMAN, effective=before).refused(RefusalCode.BEFORE_PREVIOUS_STEP)
    given(submitted()).when(command, by=OMBUDSMAN, effective=SUBMITTED).done()
