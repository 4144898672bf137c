"""After the signature: every addressee on its own way, and the state machines as a whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.message import Command
from domain.petitions.commands import answering as c
from domain.petitions.commands import drafting, signing
from domain.petitions.events import answering as e
from domain.petitions.events.drafting import PetitionWithdrawn
from domain.petitions.events.signing import PetitionReturned
from domain.petitions.state import PETITIONS, Addressed, Petition
from domain.petitions.vocabulary import (
    AddresseeStatus,
    PetitionKind,
    PetitionStatus,
    Proceedings,
    ProceedingsDecision,
    ReplyAssessment,
    TransmissionChannel,
)
from domain.refusal import Refusal, RefusalCode
from tests.domain.petition_facts import (
    AKIMAT,
    ASSESSED,
    DRAFTED,
    PETITION,
    POLICE,
    RECEIVED,
    REPLIED,
    SENT,
    SIGNED,
    WORDING,
    assessed,
    drafted,
    implemented,
    received,
    replied,
    sent,
    signed,
    submitted,
    then,
)
from tests.domain.scenario import (
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    TODAY,
    Facts,
    at,
    given,
)

TO = {"petition": PETITION, "addressee": "a"}
TRANSMIT = c.TransmitPetition(**TO, channel=TransmissionChannel.POST, reference="12-3/456")
CONFIRM = c.ConfirmReceipt(**TO)
REPLY = c.RecordReply(**TO, summary="The supply was restored.")
ASSESS = c.AssessReply(**TO, assessment=ReplyAssessment.ACCEPTED, reason="They agree.")
IMPLEMENT = c.RecordImplementation(**TO, measures="The pump was replaced.")
CLOSE = c.ClosePetition(petition=PETITION)
SANCTION = c.RecordSanction(**TO, sanction="Reprimand")
APPLICATION = PetitionKind.DISCIPLINARY_APPLICATION


def decided(decision: ProceedingsDecision) -> c.RecordProceedings:
    return c.RecordProceedings(**TO, decision=decision, reference="Case 5")


def addressed(petition: Petition, key: str = "a") -> Addressed:
    found = petition.addressed(key)
    assert found is not None
    return found


def test_an_act_goes_its_whole_way_to_one_addressee() -> None:
    story = given(signed()).when(TRANSMIT, by=EMPLOYEE_71)
    after = story.then(e.PetitionTransmitted(addressee="a", channel=TransmissionChannel.POST, reference="12-3/456"))
    after = after.when(CONFIRM, by=EMPLOYEE_71).then(e.PetitionReceived(addressee="a"))
    after = after.when(REPLY, by=EMPLOYEE_71).then(e.PetitionReplied(addressee="a", summary="The supply was restored."))
    after = after.when(ASSESS, by=REPRESENTATIVE_71).then(
        e.PetitionReplyAssessed(addressee="a", assessment=ReplyAssessment.ACCEPTED, reason="They agree.")
    )
    after = after.when(IMPLEMENT, by=EMPLOYEE_71).then(
        e.PetitionImplemented(addressee="a", measures="The pump was replaced.")
    )
    after = after.when(CLOSE, by=REPRESENTATIVE_71).then(e.PetitionClosed())
    assert after.state(PETITIONS).status is PetitionStatus.CLOSED


def test_each_addressee_goes_its_own_way() -> None:
    after = given(signed(PetitionKind.PETITION, AKIMAT, POLICE), sent("a"), received("a")).when(REPLY, by=EMPLOYEE_71)
    state = after.done().state(PETITIONS)
    assert [a.status for a in state.addressees] == [AddresseeStatus.REPLIED, AddresseeStatus.NAMED]


def test_the_term_of_the_reply_runs_from_the_day_of_receipt_not_from_its_recording() -> None:
    after = given(signed(), sent()).when(CONFIRM, by=EMPLOYEE_71, effective=RECEIVED).done()
    assert addressed(after.state(PETITIONS)).received_on == RECEIVED < TODAY


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_recommendations_petitions_and_proposals_are_answered_within_fifteen_working_days(kind: PetitionKind) -> None:
    ordinary = kind in (PetitionKind.RECOMMENDATION, PetitionKind.PETITION, PetitionKind.PROPOSAL)
    assert kind.reply_days == (15 if ordinary else None)


def test_a_reply_proves_the_receipt() -> None:
    given(signed(), sent()).when(REPLY, by=EMPLOYEE_71).then(e.PetitionReplied)


def test_an_act_that_did_not_arrive_is_transmitted_again() -> None:
    again = c.TransmitPetition(**TO, channel=TransmissionChannel.COURIER)
    after = given(signed(), sent()).when(again, by=EMPLOYEE_71, effective=RECEIVED).done()
    assert addressed(after.state(PETITIONS)).transmitted_on == RECEIVED


def test_a_further_reply_is_assessed_anew() -> None:
    facts = [signed(), sent(), received(), replied(), assessed(assessment=ReplyAssessment.REJECTED)]
    after = given(*facts).when(REPLY, by=EMPLOYEE_71).done()
    after.when(ASSESS, by=EMPLOYEE_71).refused(RefusalCode.OWN_CASE, path=("addressee",))
    after = after.when(ASSESS, by=REPRESENTATIVE_71).done()
    assert addressed(after.state(PETITIONS)).assessment is ReplyAssessment.ACCEPTED


@pytest.mark.parametrize("official", [EMPLOYEE_71, REPRESENTATIVE_71, OMBUDSMAN])
def test_nobody_assesses_a_reply_that_he_or_she_recorded(official: str) -> None:
    given(signed(), sent(), replied(by=official)).when(ASSESS, by=official).refused(RefusalCode.OWN_CASE)


def test_an_import_may_tell_that_one_hand_recorded_and_assessed_a_reply() -> None:
    facts = [signed(), sent(), replied(by="official-migration")]
    given(*facts).when(ASSESS, by="official-migration", migration=True).then(e.PetitionReplyAssessed)


def test_a_transmission_says_its_way_unless_an_earlier_record_does_not() -> None:
    silent = c.TransmitPetition(**TO)
    given(signed()).when(silent, by=EMPLOYEE_71).refused(RefusalCode.INVALID, path=("channel",))
    given(signed()).when(silent, by="official-migration", migration=True).then(e.PetitionTransmitted(addressee="a"))


@pytest.mark.parametrize("command", [TRANSMIT, CONFIRM, REPLY, ASSESS, IMPLEMENT])
def test_an_unknown_addressee_is_refused(command: Any) -> None:
    unknown = type(command)(**{**{f: getattr(command, f) for f in command.__struct_fields__}, "addressee": "z"})
    given(signed()).when(unknown, by=REPRESENTATIVE_71).refused(RefusalCode.UNKNOWN_PART, path=("addressee",))


@pytest.mark.parametrize("decision", list(ProceedingsDecision))
def test_an_unknown_addressee_decides_on_no_proceedings(decision: ProceedingsDecision) -> None:
    command = c.RecordProceedings(petition=PETITION, addressee="z", decision=decision)
    given(signed(APPLICATION)).when(command, by=EMPLOYEE_71).refused(RefusalCode.UNKNOWN_PART)


@pytest.mark.parametrize(
    ("assessment", "carries_out"),
    [(ReplyAssessment.ACCEPTED, True), (ReplyAssessment.PARTLY_ACCEPTED, True), (ReplyAssessment.REJECTED, False)],
)
def test_only_what_was_accepted_is_carried_out(assessment: ReplyAssessment, carries_out: bool) -> None:
    when = given(signed(), sent(), replied(), assessed(assessment=assessment)).when(IMPLEMENT, by=EMPLOYEE_71)
    if carries_out:
        when.then(e.PetitionImplemented)
    else:
        when.refused(RefusalCode.WRONG_STATE, paragraph="154-VII/15.2")


def test_a_part_carried_out_leaves_the_rest_open() -> None:
    facts = [signed(), sent(), replied(), assessed(), implemented(complete=False)]
    given(*facts).when(CLOSE, by=REPRESENTATIVE_71).refused(RefusalCode.INVALID, path=("reason",))
    after = given(*facts).when(IMPLEMENT, by=EMPLOYEE_71).done()
    assert addressed(after.state(PETITIONS)).status is AddresseeStatus.IMPLEMENTED


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_applications_lead_to_proceedings_and_all_other_acts_to_measures(kind: PetitionKind) -> None:
    application = kind.value.endswith("_application")
    facts = [signed(kind), sent(), received(), replied(), assessed()]
    for command in (decided(ProceedingsDecision.OPENED), SANCTION, IMPLEMENT):
        answer, _ = given(*facts).register.decide(command, by=EMPLOYEE_71)
        is_wrong = isinstance(answer, Refusal) and answer.paragraph == "15.5"
        assert is_wrong is (application == isinstance(command, c.RecordImplementation))


D = ProceedingsDecision
OUTCOMES = {
    (None, D.OPENED): Proceedings.OPENED,
    (None, D.REFUSED): Proceedings.REFUSED,
    (Proceedings.OPENED, D.DISCONTINUED): Proceedings.DISCONTINUED,
    (Proceedings.OPENED, "sanction"): Proceedings.SANCTIONED,
    (Proceedings.SANCTIONED, "sanction"): Proceedings.SANCTIONED,
    (Proceedings.REFUSED, D.OPENED): Proceedings.OPENED,
    (Proceedings.DISCONTINUED, D.OPENED): Proceedings.OPENED,
}
PROCEEDINGS_FACTS: dict[Proceedings | None, Facts] = {
    None: [],
    Proceedings.OPENED: then(e.ProceedingsOpened(addressee="a"), on=REPLIED),
    Proceedings.REFUSED: then(e.ProceedingsRefused(addressee="a"), on=REPLIED),
    Proceedings.DISCONTINUED: then(
        e.ProceedingsOpened(addressee="a"), e.ProceedingsDiscontinued(addressee="a"), on=REPLIED
    ),
    Proceedings.SANCTIONED: then(
        e.ProceedingsOpened(addressee="a"), e.SanctionImposed(addressee="a", sanction="Reprimand"), on=REPLIED
    ),
}


@pytest.mark.parametrize("before", list(PROCEEDINGS_FACTS))
@pytest.mark.parametrize("step", [*D, "sanction"])
def test_proceedings_are_opened_refused_discontinued_or_end_in_a_sanction(before: Any, step: Any) -> None:
    command = SANCTION if step == "sanction" else decided(step)
    when = given(signed(APPLICATION), sent(), PROCEEDINGS_FACTS[before]).when(command, by=EMPLOYEE_71)
    if (before, step) in OUTCOMES:
        assert addressed(when.done().state(PETITIONS)).proceedings is OUTCOMES[before, step]
    else:
        when.refused(RefusalCode.WRONG_STATE, path=("addressee",))


@pytest.mark.parametrize("before", list(PROCEEDINGS_FACTS))
def test_an_application_is_settled_when_its_proceedings_are_over(before: Proceedings | None) -> None:
    when = given(signed(APPLICATION), sent(), PROCEEDINGS_FACTS[before]).when(CLOSE, by=OMBUDSMAN)
    if before in (None, Proceedings.OPENED):
        when.refused(RefusalCode.INVALID)
    else:
        when.then(e.PetitionClosed())


@pytest.mark.parametrize(
    ("facts", "settled"),
    [
        ([], False),
        ([sent()], False),
        ([sent(), received()], False),
        ([sent(), replied()], False),
        ([sent(), replied(), assessed()], False),
        ([sent(), replied(), assessed(assessment=ReplyAssessment.PARTLY_ACCEPTED)], False),
        ([sent(), replied(), assessed(assessment=ReplyAssessment.REJECTED)], True),
        ([sent(), replied(), assessed(), implemented()], True),
        ([sent(), replied(), assessed(assessment=ReplyAssessment.REJECTED), replied()], False),
    ],
)
def test_a_matter_is_closed_when_it_is_settled_with_each_addressee_or_with_a_reason(
    facts: list[Facts], settled: bool
) -> None:
    when = given(signed(), *facts).when(CLOSE, by=REPRESENTATIVE_71)
    if settled:
        when.then(e.PetitionClosed())
    else:
        when.refused(RefusalCode.INVALID, path=("reason",))
        anyway = c.ClosePetition(petition=PETITION, reason="The body was abolished.")
        given(signed(), *facts).when(anyway, by=REPRESENTATIVE_71).done()


def test_one_unsettled_addressee_keeps_the_matter_open() -> None:
    facts = [signed(PetitionKind.PETITION, AKIMAT, POLICE), sent(), replied(), assessed(), implemented()]
    assert "b" in given(*facts).when(CLOSE, by=REPRESENTATIVE_71).refused(RefusalCode.INVALID).text.en


@pytest.mark.parametrize(
    ("official", "code"),
    [
        (EMPLOYEE_71, RefusalCode.NO_AUTHORITY),
        (HEAD, RefusalCode.NO_AUTHORITY),
        (REPRESENTATIVE_75, RefusalCode.OUTSIDE_TERRITORY),
    ],
)
def test_only_those_who_sign_close_a_matter(official: str, code: RefusalCode) -> None:
    given(signed()).when(c.ClosePetition(petition=PETITION, reason="Enough."), by=official).refused(code)


@pytest.mark.parametrize("official", [EMPLOYEE_75, EMPLOYEE_00])
@pytest.mark.parametrize("command", [TRANSMIT, CONFIRM, REPLY, ASSESS, IMPLEMENT, decided(D.OPENED), SANCTION])
def test_the_answers_are_kept_by_the_own_office_alone(official: str, command: Command) -> None:
    given(signed()).when(command, by=official).refused(RefusalCode.OUTSIDE_TERRITORY)


ORDER: list[tuple[list[Facts], Command, date]] = [
    ([signed()], TRANSMIT, SIGNED),
    ([signed(), sent()], CONFIRM, SENT),
    ([signed(), sent()], REPLY, SENT),
    ([signed(), sent(), received()], REPLY, RECEIVED),
    ([signed(), sent(), replied()], ASSESS, REPLIED),
    ([signed(), sent(), replied(), assessed()], IMPLEMENT, SENT),
    ([signed(APPLICATION), sent()], decided(D.OPENED), SENT),
    ([signed(APPLICATION), sent(), PROCEEDINGS_FACTS[Proceedings.OPENED]], SANCTION, SENT),
    ([signed()], c.ClosePetition(petition=PETITION, reason="Enough."), SIGNED),
]


@pytest.mark.parametrize(("facts", "command", "earliest"), ORDER)
def test_no_step_is_dated_before_the_one_it_follows(facts: list[Facts], command: Command, earliest: date) -> None:
    given(*facts).when(command, by=REPRESENTATIVE_71, effective=earliest - timedelta(days=1)).refused(
        RefusalCode.BEFORE_PREVIOUS_STEP, path=("effectiveOn",)
    )
    given(*facts).when(command, by=REPRESENTATIVE_71, effective=earliest).done()


def test_unknown_days_of_imported_acts_are_not_compared() -> None:
    unknown = at(PETITION, e.PetitionTransmitted(addressee="a"), on=SENT, effective=None)
    given(signed(), unknown).when(CONFIRM, by=EMPLOYEE_71, effective=DRAFTED).done()


P = PetitionStatus
STATUS_FACTS: dict[PetitionStatus, list[Facts]] = {
    P.DRAFT: [drafted()],
    P.SUBMITTED: [submitted()],
    P.RETURNED: [submitted(), then(PetitionReturned(reason="Cite the law."), on=ASSESSED)],
    P.SIGNED: [signed()],
    P.CLOSED: [signed(), then(e.PetitionClosed(reason="Enough."), on=ASSESSED)],
    P.WITHDRAWN: [drafted(), then(PetitionWithdrawn(reason="Settled."), on=ASSESSED)],
}
WHOLE: list[tuple[Command, set[PetitionStatus]]] = [
    (drafting.ReviseDraft(petition=PETITION, **WORDING), {P.DRAFT, P.RETURNED}),
    (drafting.SubmitForSignature(petition=PETITION), {P.DRAFT, P.RETURNED}),
    (drafting.WithdrawPetition(petition=PETITION, reason="Settled."), {P.DRAFT, P.RETURNED, P.SUBMITTED}),
    (
        signing.InstructPetitionSigning(petition=PETITION, official=REPRESENTATIVE_75),
        {P.DRAFT, P.RETURNED, P.SUBMITTED},
    ),
    (signing.ReturnDraft(petition=PETITION, reason="Cite the law."), {P.SUBMITTED}),
    (signing.SignPetition(petition=PETITION), {P.SUBMITTED}),
    (TRANSMIT, {P.SIGNED}),
    (c.ClosePetition(petition=PETITION, reason="Enough."), {P.SIGNED}),
]


@pytest.mark.parametrize("status", list(P))
@pytest.mark.parametrize(("command", "allowed"), WHOLE)
def test_every_step_of_the_act_as_a_whole_is_possible_in_its_states_only(
    status: PetitionStatus, command: Command, allowed: set[PetitionStatus]
) -> None:
    when = given(*STATUS_FACTS[status]).when(command, by=OMBUDSMAN)
    if status in allowed:
        when.done()
    else:
        when.refused(RefusalCode.WRONG_STATE)


A = AddresseeStatus
ADDRESSEE_FACTS: dict[AddresseeStatus, list[Facts]] = {
    A.NAMED: [],
    A.TRANSMITTED: [sent()],
    A.RECEIVED: [sent(), received()],
    A.REPLIED: [sent(), received(), replied()],
    A.ASSESSED: [sent(), received(), replied(), assessed()],
    A.IMPLEMENTED: [sent(), received(), replied(), assessed(), implemented()],
}
WITH_ADDRESSEE: list[tuple[Command, dict[AddresseeStatus, AddresseeStatus]]] = [
    (TRANSMIT, {A.NAMED: A.TRANSMITTED, A.TRANSMITTED: A.TRANSMITTED}),
    (CONFIRM, {A.TRANSMITTED: A.RECEIVED}),
    (REPLY, {A.TRANSMITTED: A.REPLIED, A.RECEIVED: A.REPLIED, A.ASSESSED: A.REPLIED}),
    (ASSESS, {A.REPLIED: A.ASSESSED}),
    (IMPLEMENT, {A.ASSESSED: A.IMPLEMENTED}),
]


@pytest.mark.parametrize("status", list(A))
@pytest.mark.parametrize(("command", "ways"), WITH_ADDRESSEE)
def test_every_step_with_an_addressee_is_possible_in_its_states_only(
    status: AddresseeStatus, command: Command, ways: dict[AddresseeStatus, AddresseeStatus]
) -> None:
    when = given(signed(), *ADDRESSEE_FACTS[status]).when(command, by=REPRESENTATIVE_71)
    if status in ways:
        assert addressed(when.done().state(PETITIONS)).status is ways[status]
    else:
        when.refused(RefusalCode.WRONG_STATE, path=("addressee",))


@pytest.mark.parametrize("status", [A.NAMED, A.IMPLEMENTED])
def test_nobody_decides_on_an_application_that_was_not_sent(status: AddresseeStatus) -> None:
    for command in (decided(D.OPENED), decided(D.REFUSED)):
        given(signed(APPLICATION), *ADDRESSEE_FACTS[status]).when(command, by=EMPLOYEE_71).refused(
            RefusalCode.WRONG_STATE
        )


@pytest.mark.parametrize(("command", "ways"), WITH_ADDRESSEE)
def test_nothing_happens_with_an_addressee_once_the_matter_is_closed(
    command: Command, ways: dict[AddresseeStatus, AddresseeStatus]
) -> None:
    closed = then(e.PetitionClosed(reason="Enough."), on=ASSESSED)
    for status in ways:
        given(signed(), *ADDRESSEE_FACTS[status], closed).when(command, by=REPRESENTATIVE_71).refused(
            RefusalCode.WRONG_STATE, path=()
        )


@pytest.mark.parametrize("command", [decided(D.DISCONTINUED), SANCTION])
def test_nothing_more_is_told_of_proceedings_once_the_matter_is_closed(command: Command) -> None:
    closed = then(e.PetitionClosed(reason="Enough."), on=ASSESSED)
    facts = [signed(APPLICATION), sent(), PROCEEDINGS_FACTS[Proceedings.OPENED]]
    given(*facts).when(command, by=EMPLOYEE_71).done()
    given(*facts, closed).when(command, by=EMPLOYEE_71).refused(RefusalCode.WRONG_STATE, path=())


STORY: list[Command] = [command for command, _ in (*WHOLE, *WITH_ADDRESSEE)]


@for_all(st.lists(st.tuples(st.sampled_from(STORY), st.sampled_from([OMBUDSMAN, REPRESENTATIVE_71])), max_size=25))
def test_whatever_is_tried_an_act_is_transmitted_only_signed_and_changes_no_more_once_it_is_over(
    tries: list[tuple[Command, str]],
) -> None:
    register = given(drafted()).register
    for command, official in tries:
        before = register.state(PETITIONS, PETITION)
        answer, _ = register.decide(command, by=official)
        if isinstance(answer, Refusal):
            continue
        register.append(answer, TODAY)
        after = register.state(PETITIONS, PETITION)
        assert before.status not in (P.CLOSED, P.WITHDRAWN)
        sent_out = [a for a in after.addressees if a.status is not A.NAMED]
        assert not sent_out or after.status in (P.SIGNED, P.CLOSED)
        assert (after.signed_on is not None) is (after.status in (P.SIGNED, P.CLOSED))
