"""Complaints under way: hands, admissibility, explanation, suspension, proposal, decision, closing, reopening."""

from datetime import date, timedelta

import pytest

from domain.capacity import Capacity
from domain.complaints.admissibility import AcceptComplaint, ExplainRemedies, ForwardComplaint, RefuseComplaint
from domain.complaints.assignment import (
    AcceptTransfer,
    AssignComplaint,
    GiveInstruction,
    OfferTransfer,
    ReassignComplaint,
    ReturnTransfer,
    WithdrawInstruction,
)
from domain.complaints.closing import CloseComplaint, NotifyApplicant, ReopenComplaint, WithdrawComplaint
from domain.complaints.decision import DecideHead, RecordRestoration
from domain.complaints.events import course, intake, outcome
from domain.complaints.examination import (
    AcceptProposal,
    ExtendExamination,
    RecordExplanation,
    RequestExplanation,
    ResumeExamination,
    ReturnProposal,
    SubmitProposal,
    SuspendExamination,
)
from domain.complaints.intake import ClassifyComplaint
from domain.complaints.links import LinkComplaints, MergeComplaint, UnlinkComplaints, UnmergeComplaint
from domain.complaints.protection import LiftIdentityProtection, ProtectIdentity, SetConfidentiality
from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import Channel, Confidentiality, Finding, Status
from domain.identifiers import MIGRATION
from domain.message import Command
from domain.refusal import RefusalCode as No
from tests.domain.complaint_facts import (
    AKIMAT,
    ANSWER_BY,
    COMPLAINT,
    OTHER,
    PERSON,
    WATER,
    accepted,
    answered,
    asked,
    communication,
    registered,
    under_examination,
)
from tests.domain.scenario import (
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    TODAY,
    Facts,
    at,
    given,
    head_is_absent,
    representative_is_absent,
)

ACCEPT = AcceptComplaint(complaint=COMPLAINT)
FOUND = DecideHead(complaint=COMPLAINT, head="1", finding=Finding.VIOLATION_FOUND)
SECOND = DecideHead(complaint=COMPLAINT, head="2", finding=Finding.VIOLATION_NOT_FOUND)


def decided() -> Facts:
    return [
        under_examination(heads=(WATER,)),
        at(COMPLAINT, outcome.HeadDecided(head="1", finding=Finding.VIOLATION_FOUND), outcome.ComplaintDecided()),
    ]


def closed() -> Facts:
    return [decided(), at(COMPLAINT, course.ApplicantNotified(channel=Channel.POST), outcome.ComplaintClosed())]


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (ACCEPT, Status.UNDER_EXAMINATION),
        (ExplainRemedies(complaint=COMPLAINT, remedies="Appeal to the court"), Status.REMEDIES_EXPLAINED),
        (ForwardComplaint(complaint=COMPLAINT, body="Prosecutor", reason="Competent"), Status.FORWARDED),
        (RefuseComplaint(complaint=COMPLAINT, ground="Anonymous", reason="No name"), Status.REFUSED),
    ],
)
def test_admissibility_has_four_answers_and_each_is_given_once(command: Command, status: Status) -> None:
    after = given(registered()).when(command, by=REPRESENTATIVE_71).done()
    assert after.state(COMPLAINTS).status is status
    after.when(command, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)


def test_a_representative_decides_on_behalf_of_the_ombudsman_only_in_the_own_territory() -> None:
    given(registered()).when(ACCEPT, by=REPRESENTATIVE_75).refused(No.OUTSIDE_TERRITORY, paragraph="20.2")
    assert given(registered()).when(ACCEPT, by=REPRESENTATIVE_71).done().act.capacity is Capacity.REPRESENTATIVE


@pytest.mark.parametrize("who", [HEAD, DELEGATE, DEPUTY_HEAD, EMPLOYEE_71, DEPUTY_REPRESENTATIVE_71, STRANGER])
def test_neither_the_head_nor_deputies_nor_employees_decide_a_complaint(who: str) -> None:
    refusal = given(registered()).when(ACCEPT, by=who).refused(No.NO_AUTHORITY, paragraph="20.2")
    assert refusal.who_could[:1] == (Capacity.REPRESENTATIVE,) and Capacity.OMBUDSMAN in refusal.who_could


def test_a_deputy_head_acting_for_the_head_still_does_not_decide_a_complaint() -> None:
    given(registered(), head_is_absent()).when(ACCEPT, by=DEPUTY_HEAD).refused(No.NO_AUTHORITY)


def test_the_deputy_decides_while_the_representative_is_absent_and_the_absent_one_does_not() -> None:
    story = given(registered(), representative_is_absent())
    assert story.when(ACCEPT, by=DEPUTY_REPRESENTATIVE_71).done().act.acting_for == "post-representative-71"
    given(registered(), representative_is_absent()).when(ACCEPT, by=REPRESENTATIVE_71).refused(No.ABSENT)


def test_an_instruction_opens_one_case_of_another_office_until_its_last_day() -> None:
    instruct = GiveInstruction(complaint=COMPLAINT, official=REPRESENTATIVE_75, task="Examine", until=TODAY)
    story = given(registered(), registered(OTHER)).when(instruct, by=OMBUDSMAN).done()
    act = story.when(ACCEPT, by=REPRESENTATIVE_75).done().act
    assert act.capacity is Capacity.REPRESENTATIVE_INSTRUCTED
    story.when(AcceptComplaint(complaint=OTHER), by=REPRESENTATIVE_75).refused(No.OUTSIDE_TERRITORY)
    late = given(registered()).when(instruct, by=OMBUDSMAN).done()
    late.when(ACCEPT, by=REPRESENTATIVE_75, on=TODAY + timedelta(days=1)).refused(No.OUTSIDE_TERRITORY)


def test_a_withdrawn_instruction_opens_nothing() -> None:
    story = given(registered(), at(COMPLAINT, intake.InstructionGiven(official=REPRESENTATIVE_75, task="Examine")))
    withdrawn = story.when(WithdrawInstruction(complaint=COMPLAINT, official=REPRESENTATIVE_75), by=OMBUDSMAN).done()
    withdrawn.when(ACCEPT, by=REPRESENTATIVE_75).refused(No.OUTSIDE_TERRITORY)
    withdrawn.when(WithdrawInstruction(complaint=COMPLAINT, official=REPRESENTATIVE_75)).refused(No.UNKNOWN_PART)


def test_only_the_ombudsman_gives_instructions() -> None:
    command = GiveInstruction(complaint=COMPLAINT, official=REPRESENTATIVE_75, task="Examine")
    given(registered()).when(command, by=REPRESENTATIVE_71).refused(No.NO_AUTHORITY, paragraph="15.8")


def test_a_complaint_is_assigned_once_and_then_reassigned_with_a_reason() -> None:
    assign = AssignComplaint(complaint=COMPLAINT, official=EMPLOYEE_71)
    story = given(registered()).when(assign, by=REPRESENTATIVE_71).then(intake.ComplaintAssigned(official=EMPLOYEE_71))
    story.when(assign, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)
    again = ReassignComplaint(complaint=COMPLAINT, official=DEPUTY_REPRESENTATIVE_71, reason="Leave")
    story.when(again, by=REPRESENTATIVE_71).then(
        intake.ComplaintReassigned(official=DEPUTY_REPRESENTATIVE_71, previously=EMPLOYEE_71, reason="Leave")
    )
    same = ReassignComplaint(complaint=COMPLAINT, official=DEPUTY_REPRESENTATIVE_71, reason="Again")
    story.when(same, by=REPRESENTATIVE_71).refused(No.NOTHING_TO_DO)


def test_a_complaint_is_not_assigned_to_somebody_without_a_post() -> None:
    command = AssignComplaint(complaint=COMPLAINT, official=STRANGER)
    given(registered()).when(command, by=REPRESENTATIVE_71).refused(No.NO_AUTHORITY, path=("official",))


def test_the_head_assigns_in_the_centre_and_only_supervises_the_offices() -> None:
    command = AssignComplaint(complaint=COMPLAINT, official=EMPLOYEE_00)
    given(registered(office="00")).when(command, by=HEAD).then(intake.ComplaintAssigned)
    given(registered()).when(command, by=HEAD).refused(No.OUTSIDE_TERRITORY, paragraph="19.1")


def test_the_head_keeps_the_file_of_communications_everywhere_but_of_complaints_only_in_the_centre() -> None:
    command = ClassifyComplaint(complaint=COMPLAINT, category="Utilities")
    given(communication()).when(command, by=HEAD).then(intake.ComplaintClassified)
    given(registered(office="00")).when(command, by=HEAD).then(intake.ComplaintClassified)
    given(registered()).when(command, by=HEAD).refused(No.OUTSIDE_TERRITORY, paragraph="19.1")


def test_an_offered_transfer_changes_nothing_until_the_other_office_accepts() -> None:
    offer = OfferTransfer(complaint=COMPLAINT, to_office="75", reason="The body sits in Almaty")
    offered = given(registered()).when(offer, by=REPRESENTATIVE_71).then(intake.TransferOffered)
    assert offered.state(COMPLAINTS).office == "71"
    offered.when(AcceptTransfer(complaint=COMPLAINT), by=REPRESENTATIVE_71).refused(No.OUTSIDE_TERRITORY)
    moved = offered.when(AcceptTransfer(complaint=COMPLAINT), by=REPRESENTATIVE_75).then(
        intake.TransferAccepted(from_office="71", to_office="75")
    )
    state = moved.state(COMPLAINTS)
    assert state.office == "75" and state.assignee is None
    moved.when(ACCEPT, by=REPRESENTATIVE_71).refused(No.OUTSIDE_TERRITORY)
    moved.when(ACCEPT, by=REPRESENTATIVE_75).done()


def test_a_returned_transfer_leaves_the_complaint_where_it_was_and_may_be_offered_again() -> None:
    story = given(registered(), at(COMPLAINT, intake.TransferOffered(to_office="75", reason="x")))
    story.when(OfferTransfer(complaint=COMPLAINT, to_office="10", reason="x")).refused(No.WRONG_STATE)
    returned = story.when(ReturnTransfer(complaint=COMPLAINT, reason="Not ours"), by=REPRESENTATIVE_75).done()
    assert returned.state(COMPLAINTS).office == "71" and returned.state(COMPLAINTS).offered_to is None
    returned.when(AcceptTransfer(complaint=COMPLAINT), by=OMBUDSMAN).refused(No.WRONG_STATE)


@pytest.mark.parametrize(("to", "code"), [("71", No.NOTHING_TO_DO), ("99", No.OFFICE_NOT_OPEN)])
def test_a_transfer_goes_to_another_office_that_exists(to: str, code: No) -> None:
    command = OfferTransfer(complaint=COMPLAINT, to_office=to, reason="x")
    given(registered()).when(command, by=REPRESENTATIVE_71).refused(code, path=("toOffice",))


@pytest.mark.parametrize(
    ("facts", "finding", "allowed"),
    [
        ([], Finding.VIOLATION_FOUND, False),
        ([], Finding.VIOLATION_NOT_FOUND, False),
        ([asked()], Finding.VIOLATION_FOUND, True),
        ([asked(answer_by=TODAY)], Finding.VIOLATION_FOUND, False),
        ([asked(answer_by=TODAY), answered()], Finding.VIOLATION_FOUND, True),
        ([], Finding.SETTLED, True),
        ([], Finding.WITHDRAWN, True),
        ([], Finding.DISCONTINUED, True),
    ],
)
def test_no_decision_on_the_merits_before_the_respondent_had_the_chance_to_explain(
    facts: list[Facts], finding: Finding, allowed: bool
) -> None:
    command = DecideHead(complaint=COMPLAINT, head="1", finding=finding)
    when = given(registered(), accepted(), *facts).when(command, by=REPRESENTATIVE_71)
    if allowed:
        when.then(outcome.HeadDecided(head="1", finding=finding))
    else:
        when.refused(No.RESPONDENT_NOT_HEARD, paragraph="154-VII/15.1")


def test_an_explanation_answers_a_request_that_was_made_and_is_unanswered() -> None:
    record = RecordExplanation(complaint=COMPLAINT, request="1", summary="Repairs are planned")
    given(registered(), accepted()).when(record, by=EMPLOYEE_71).refused(No.UNKNOWN_PART, path=("request",))
    story = given(registered(), accepted(), asked()).when(record, by=EMPLOYEE_71).then(course.ExplanationReceived)
    story.when(record, by=EMPLOYEE_71).refused(No.UNKNOWN_PART)


def test_the_respondent_is_given_time_to_answer() -> None:
    def ask(answer_by: date) -> RequestExplanation:
        return RequestExplanation(complaint=COMPLAINT, body=AKIMAT.name, answer_by=answer_by)

    given(registered()).when(ask(TODAY), by=EMPLOYEE_71).refused(No.INVALID, path=("answerBy",))
    given(registered()).when(ask(TODAY + timedelta(days=1)), by=EMPLOYEE_71).then(
        course.ExplanationRequested(request="1", body=AKIMAT.name, answer_by=TODAY + timedelta(days=1))
    )


def test_the_last_head_completes_the_decision() -> None:
    one = given(under_examination()).when(FOUND, by=REPRESENTATIVE_71)
    story = one.then(outcome.HeadDecided(head="1", finding=Finding.VIOLATION_FOUND))
    assert story.state(COMPLAINTS).status is Status.UNDER_EXAMINATION
    story.when(FOUND, by=REPRESENTATIVE_71).refused(No.WRONG_STATE, path=("head",))
    done = story.when(SECOND, by=REPRESENTATIVE_71).then(outcome.HeadDecided, outcome.ComplaintDecided())
    assert done.state(COMPLAINTS).status is Status.DECIDED
    done.when(SECOND, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)


def test_a_finding_belongs_to_a_head_that_exists() -> None:
    command = DecideHead(complaint=COMPLAINT, head="3", finding=Finding.SETTLED)
    given(under_examination()).when(command, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART, path=("head",))
    zero = DecideHead(complaint=COMPLAINT, head="0", finding=Finding.SETTLED)
    given(under_examination()).when(zero, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART, path=("head",))


def test_reasoning_about_a_person_is_kept_apart_under_that_person() -> None:
    command = DecideHead(complaint=COMPLAINT, head="1", finding=Finding.SETTLED, reasoning="She was told in May")
    given(under_examination()).when(command, by=REPRESENTATIVE_71).then(
        outcome.HeadDecided,
        outcome.ReasoningRecorded(person=PERSON, head="1", reasoning="She was told in May"),
    )


def test_imported_decisions_keep_the_words_of_the_source_and_others_have_none() -> None:
    command = DecideHead(
        complaint=COMPLAINT, head="1", finding=Finding.VIOLATION_FOUND, source_finding="Severe Maladministration"
    )
    story = given(registered(applicants=(), on=None))
    story.when(command, by=MIGRATION, migration=True, effective=date(2020, 1, 21)).then(outcome.HeadDecided)
    given(under_examination()).when(command, by=REPRESENTATIVE_71).refused(No.INVALID, path=("sourceFinding",))


def test_a_suspended_case_rests_until_it_is_resumed() -> None:
    suspend = SuspendExamination(complaint=COMPLAINT, ground="Court proceedings")
    story = given(under_examination()).when(suspend, by=REPRESENTATIVE_71).then(course.ExaminationSuspended)
    story.when(FOUND, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)
    story.when(suspend, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)
    resumed = story.when(ResumeExamination(complaint=COMPLAINT), by=REPRESENTATIVE_71).done()
    assert resumed.state(COMPLAINTS).status is Status.UNDER_EXAMINATION
    resumed.when(ResumeExamination(complaint=COMPLAINT), by=REPRESENTATIVE_71).refused(No.WRONG_STATE)


def test_a_case_suspended_before_admissibility_goes_back_there() -> None:
    story = given(registered()).when(SuspendExamination(complaint=COMPLAINT, ground="x"), by=REPRESENTATIVE_71).done()
    assert story.when(ResumeExamination(complaint=COMPLAINT)).done().state(COMPLAINTS).status is Status.REGISTERED


def test_the_term_is_extended_by_those_who_examine() -> None:
    command = ExtendExamination(complaint=COMPLAINT, days=10, ground="Expert opinion")
    given(under_examination()).when(command, by=REPRESENTATIVE_71).then(
        course.ExaminationExtended(days=10, ground="Expert opinion")
    )
    given(under_examination()).when(command, by=EMPLOYEE_71).refused(No.NO_AUTHORITY)


def test_an_employee_proposes_and_the_representative_answers() -> None:
    submit = SubmitProposal(complaint=COMPLAINT, proposal="Find a violation")
    story = (
        given(under_examination())
        .when(submit, by=EMPLOYEE_71)
        .then(course.ProposalSubmitted(person=PERSON, proposal="Find a violation"))
    )
    story.when(submit, by=EMPLOYEE_71).refused(No.WRONG_STATE, paragraph="15.9")
    story.when(AcceptProposal(complaint=COMPLAINT), by=EMPLOYEE_71).refused(No.NO_AUTHORITY)
    returned = story.when(ReturnProposal(complaint=COMPLAINT, reason="Cite the law"), by=REPRESENTATIVE_71).done()
    returned.when(AcceptProposal(complaint=COMPLAINT), by=REPRESENTATIVE_71).refused(No.WRONG_STATE)
    twice = ReturnProposal(complaint=COMPLAINT, reason="Again")
    returned.when(twice, by=REPRESENTATIVE_71).refused(No.WRONG_STATE, paragraph="15.9")
    again = returned.when(submit, by=EMPLOYEE_71).done()
    again.when(AcceptProposal(complaint=COMPLAINT), by=REPRESENTATIVE_71).then(course.ProposalAccepted())


def test_a_case_is_closed_once_the_applicant_knows_the_outcome() -> None:
    close = CloseComplaint(complaint=COMPLAINT)
    given(under_examination()).when(close, by=EMPLOYEE_71).refused(No.WRONG_STATE)
    given(decided()).when(close, by=EMPLOYEE_71).refused(No.WRONG_STATE, paragraph="Rules/examination")
    told = given(decided()).when(NotifyApplicant(complaint=COMPLAINT, channel=Channel.POST), by=EMPLOYEE_71).done()
    after = told.when(close, by=EMPLOYEE_71).then(outcome.ComplaintClosed())
    assert after.state(COMPLAINTS).status is Status.CLOSED


def test_only_a_source_may_tell_that_a_case_ended_without_telling_how() -> None:
    close = CloseComplaint(complaint=COMPLAINT)
    given(communication()).when(close, by=MIGRATION, migration=True).then(outcome.ComplaintClosed())
    given(communication()).when(close, by=EMPLOYEE_71).refused(No.WRONG_STATE)
    given(closed()).when(close, by=MIGRATION, migration=True).refused(No.WRONG_STATE)


def test_a_closed_complaint_is_not_decided_again() -> None:
    given(closed()).when(FOUND, by=OMBUDSMAN).refused(No.WRONG_STATE)


def test_a_reopened_case_examines_the_named_heads_anew_and_keeps_the_others() -> None:
    facts = [
        under_examination(),
        at(
            COMPLAINT,
            outcome.HeadDecided(head="1", finding=Finding.SETTLED),
            outcome.HeadDecided(head="2", finding=Finding.SETTLED),
            outcome.ComplaintDecided(),
            course.ApplicantNotified(channel=Channel.POST),
            outcome.ComplaintClosed(),
        ),
    ]
    command = ReopenComplaint(complaint=COMPLAINT, ground="New document", heads=("2",))
    reopened = given(*facts).when(command, by=REPRESENTATIVE_71).then(outcome.ComplaintReopened)
    assert reopened.state(COMPLAINTS).findings == (Finding.SETTLED, None)
    assert not reopened.state(COMPLAINTS).notified
    done = reopened.when(SECOND, by=REPRESENTATIVE_71).then(outcome.HeadDecided, outcome.ComplaintDecided)
    done.when(CloseComplaint(complaint=COMPLAINT), by=EMPLOYEE_71).refused(No.WRONG_STATE)


def test_only_a_closed_case_is_reopened_and_only_for_heads_it_has() -> None:
    def reopen(*heads: str) -> ReopenComplaint:
        return ReopenComplaint(complaint=COMPLAINT, ground="x", heads=heads)

    given(decided()).when(reopen("1"), by=REPRESENTATIVE_71).refused(No.WRONG_STATE)
    given(closed()).when(reopen("1", "7"), by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART, path=("heads",))


def test_rights_restored_count_persons_and_may_come_after_closing() -> None:
    command = RecordRestoration(complaint=COMPLAINT, persons=12, right="Housing", measure="Water restored")
    given(closed()).when(command, by=REPRESENTATIVE_71).then(
        outcome.RightsRestored(persons=12, right="Housing", measure="Water restored")
    )
    given(registered()).when(command, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)


def test_a_withdrawal_ends_an_open_case_only() -> None:
    withdraw = WithdrawComplaint(complaint=COMPLAINT)
    story = given(registered()).when(withdraw, by=EMPLOYEE_71).then(outcome.ComplaintWithdrawn)
    story.when(withdraw, by=EMPLOYEE_71).refused(No.WRONG_STATE)


def test_a_communication_to_the_centre_has_no_admissibility_and_no_finding() -> None:
    given(communication()).when(ACCEPT, by=REPRESENTATIVE_71).refused(No.WRONG_STATE, paragraph="14.1.d")
    given(communication()).when(FOUND, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)


def test_links_stand_on_both_sides_and_go_on_both_sides() -> None:
    link = LinkComplaints(complaint=COMPLAINT, other=OTHER, reason="Same house")
    story = given(registered(), registered(OTHER)).when(link, by=EMPLOYEE_71).done()
    assert story.state(COMPLAINTS, OTHER).links == {COMPLAINT} and story.state(COMPLAINTS).links == {OTHER}
    story.when(link, by=EMPLOYEE_71).refused(No.NOTHING_TO_DO)
    gone = story.when(UnlinkComplaints(complaint=OTHER, other=COMPLAINT), by=EMPLOYEE_71).done()
    assert not gone.state(COMPLAINTS, COMPLAINT).links and not gone.state(COMPLAINTS, OTHER).links
    gone.when(UnlinkComplaints(complaint=OTHER, other=COMPLAINT), by=EMPLOYEE_71).refused(No.UNKNOWN_PART)


@pytest.mark.parametrize("other", [COMPLAINT, OTHER])
def test_a_complaint_is_not_linked_with_itself_or_with_nothing(other: str) -> None:
    command = LinkComplaints(complaint=COMPLAINT, other=other)
    given(registered()).when(command, by=EMPLOYEE_71).refused(No.UNKNOWN_PART, path=("other",))


def test_a_merged_complaint_rests_and_unmerging_puts_it_back_where_it_stood() -> None:
    merge = MergeComplaint(complaint=COMPLAINT, into=OTHER, reason="Same facts")
    story = given(under_examination(), registered(OTHER)).when(merge, by=REPRESENTATIVE_71).done()
    assert story.state(COMPLAINTS).status is Status.MERGED
    assert story.state(COMPLAINTS, OTHER).absorbed == {COMPLAINT}
    story.when(FOUND, by=REPRESENTATIVE_71).refused(No.WRONG_STATE)
    back = story.when(UnmergeComplaint(complaint=COMPLAINT, reason="They differ"), by=REPRESENTATIVE_71).done()
    state = back.state(COMPLAINTS)
    assert state.status is Status.UNDER_EXAMINATION and state.merged_into is None
    assert back.state(COMPLAINTS, OTHER).absorbed == frozenset()


def test_a_complaint_is_merged_into_an_open_one_of_the_same_office() -> None:
    merge = MergeComplaint(complaint=COMPLAINT, into=OTHER, reason="x")
    elsewhere = given(registered(), registered(OTHER, office="75"))
    elsewhere.when(merge, by=OMBUDSMAN).refused(No.OUTSIDE_TERRITORY, path=("into",))
    ended = given(registered(), registered(OTHER), at(OTHER, outcome.ComplaintWithdrawn()))
    ended.when(merge, by=OMBUDSMAN).refused(No.WRONG_STATE)


def test_mergers_do_not_chain() -> None:
    facts = [registered(), registered(OTHER), at(COMPLAINT, course.ComplaintAbsorbed(other=OTHER))]
    given(*facts).when(MergeComplaint(complaint=COMPLAINT, into=OTHER, reason="x")).refused(No.WRONG_STATE)


def test_confidentiality_and_protected_identity_are_set_by_those_who_decide() -> None:
    restrict = SetConfidentiality(complaint=COMPLAINT, level=Confidentiality.RESTRICTED, reason="Torture alleged")
    given(registered()).when(restrict, by=EMPLOYEE_71).refused(No.NO_AUTHORITY)
    story = given(registered()).when(restrict, by=REPRESENTATIVE_71).then(course.ConfidentialitySet)
    story.when(restrict, by=REPRESENTATIVE_71).refused(No.NOTHING_TO_DO)
    protect = ProtectIdentity(complaint=COMPLAINT)
    protected = story.when(protect, by=REPRESENTATIVE_71).then(course.IdentityProtected())
    protected.when(protect, by=REPRESENTATIVE_71).refused(No.NOTHING_TO_DO)
    lift = LiftIdentityProtection(complaint=COMPLAINT, consent="Consent of 2 March, sheet 4")
    protected.when(lift, by=REPRESENTATIVE_71).then(course.IdentityProtectionLifted)


def test_an_employee_of_another_office_does_not_touch_the_file() -> None:
    command = NotifyApplicant(complaint=COMPLAINT, channel=Channel.POST)
    given(decided()).when(command, by=EMPLOYEE_75).refused(No.OUTSIDE_TERRITORY)


def test_the_chance_to_explain_has_passed_the_day_after_its_term() -> None:
    story = given(registered(), accepted(), asked())
    story.when(FOUND, by=REPRESENTATIVE_71, effective=ANSWER_BY).refused(No.RESPONDENT_NOT_HEARD)
    story.when(FOUND, by=REPRESENTATIVE_71, effective=ANSWER_BY + timedelta(days=1)).then(outcome.HeadDecided)
