"""The authority matrix: every command × every capacity × own and foreign office, against a table written by hand.

The table restates the Regulation and knows nothing of the powers that the commands declare. Each row has one letter
for each case of CASES: `+` the capacity suffices, `-` nobody in it may do this (NO_AUTHORITY), `o` only within another
territory (OUTSIDE_TERRITORY). Whether the matter itself allows the act is told elsewhere.
"""

import pytest

from domain.capacity import Capacity
from domain.decider import Decision, deciders
from domain.identifiers import MIGRATION
from domain.refusal import Refusal, RefusalCode
from domain.regulation import PROVISIONS
from tests.domain.authority_cases import CASES, NOBODY, answer, imported

ROWS = {
    # OHAD d Rri Pp q Ee ais
    "ombudsman": "+--- - --- -- - -- ---",
    "head": "-+++ - --- -- - -- ---",
    "head or ombudsman": "++++ - --- -- - -- ---",
    "examine": "+--- - +o+ +o - -- ---",
    "direct the office": "+--- - +oo +o - -- ---",
    "assign": "+ooo - +oo +o - -- ---",
    "supervise staff": "++++ - +oo +o - -- ---",
    "keep the file": "+ooo o +o+ +o + +o ---",
    "answer": "++++ o +oo +o + +o ---",
    "register": "++++ o +oo +o + +o ---",
    "everybody": "++++ + +++ ++ + ++ ---",
}

EXPECTED = (
    ("register", "14.1.c", "RegisterComplaint"),
    ("keep the file", "14.1.c", "ClassifyComplaint AddHead LinkComplaints UnlinkComplaints RecordExplanation"),
    ("keep the file", "14.1.c", "NotifyApplicant CloseComplaint WithdrawComplaint RecordStep"),
    ("keep the file", "14.1.c", "IssueApplicantAccess WithdrawApplicantAccess"),
    ("keep the file", "14.1.a", "RequestExplanation"),
    ("keep the file", "15.9", "SubmitProposal"),
    ("answer", "14.1.d", "AnswerCommunication RedirectToOmbudsman"),
    ("everybody", "14.1.c", "RegisterPerson CorrectPerson"),
    ("head or ombudsman", "14.1.c", "PlaceLegalHold LiftLegalHold ErasePerson"),
    ("examine", "20.2", "AcceptComplaint ExplainRemedies ForwardComplaint RefuseComplaint SuspendExamination"),
    ("examine", "20.2", "ResumeExamination ExtendExamination DecideHead RecordRestoration ReopenComplaint"),
    ("examine", "20.2", "MergeComplaint UnmergeComplaint"),
    ("examine", "15.9", "AcceptProposal ReturnProposal"),
    ("examine", "Rules/examination", "SetConfidentiality ProtectIdentity"),
    ("direct the office", "Rules/examination", "LiftIdentityProtection"),
    ("direct the office", "16.2", "OfferTransfer AcceptTransfer ReturnTransfer"),
    ("assign", "16.2", "AssignComplaint ReassignComplaint"),
    ("ombudsman", "15.8", "GiveInstruction WithdrawInstruction InstructPetitionSigning WithdrawPetitionInstruction"),
    ("register", "14.2.a", "DraftPetition ReviseDraft SubmitForSignature TransmitPetition ConfirmReceipt RecordReply"),
    ("register", "14.2.a", "AssessReply RecordImplementation WithdrawPetition"),
    ("register", "15.1", "DraftLegislativeProposal"),
    ("register", "15.4", "DraftSystemicRecommendation"),
    ("register", "15.5", "DraftApplication RecordProceedings RecordSanction"),
    ("examine", "14.2.a", "SignPetition ReturnDraft"),
    ("direct the office", "14.2.a", "ClosePetition PublishPetition WithdrawPublication"),
    ("ombudsman", "15.1", "SignLegislativeProposal"),
    ("ombudsman", "15.4", "SignSystemicRecommendation"),
    ("ombudsman", "15.5", "SignApplication"),
    ("head", "2", "OpenOffice RenameOffice"),
    ("head", "24", "CloseOffice"),
    ("head", "8", "RecordStaffingLimit"),
    ("head", "19.9", "EstablishPost AbolishPost"),
    ("head", "1", "RecordElection RecordEndOfTerm"),
    ("head", "19.4", "AppointEmployee TransferEmployee DismissEmployee"),
    ("head or ombudsman", "19.4", "RegisterOfficial PlaceHoldOnOfficial LiftHoldOnOfficial EraseOfficial"),
    ("ombudsman", "15.10", "GrantAccess RevokeAccess OpenCompartment GrantCrossing WithdrawCrossing"),
    ("ombudsman", "15.10", "PutComplaintBehindWall TakeComplaintFromBehindWall"),
    ("ombudsman", "15.10", "PutPetitionBehindWall TakePetitionFromBehindWall"),
    ("ombudsman", "17", "AppointHead DismissHead AppointDeputyHead DismissDeputyHead"),
    ("ombudsman", "20.1", "AppointRepresentative DismissRepresentative"),
    ("supervise staff", "16.3", "StartAbsence EndAbsence"),
    ("ombudsman", "16.3", "DesignateActing EndActing"),
    ("head", "18", "ProposeDelegation"),
    ("ombudsman", "18", "AgreeDelegation DeclineDelegation"),
    ("head or ombudsman", "18", "RevokeDelegation"),
    ("head", "19.5", "ImposePenalty GrantIncentive"),
    ("ombudsman", "17", "ImposePenaltyOnLeadership GrantIncentiveToLeadership"),
    ("head", "19.6", "ProposeMeasure"),
    ("ombudsman", "19.6", "AcceptMeasure DeclineMeasure"),
    ("head", "19.7", "ProposeAward RecordAward"),
    ("ombudsman", "19.7", "GrantAward ForwardForStateAward DeclineAward"),
    ("head or ombudsman", "LabourCode/penalties", "RecordAppeal RecordAppealOutcome ExpirePenalty"),
    ("head", "LabourCode/penalties", "LiftPenalty"),
    ("head", "LabourCode/days", "OpenCalendar DeclareDays AmendDays"),
)

NOT_HISTORICAL = {"GiveInstruction", "WithdrawInstruction", "LiftIdentityProtection"} | {
    *("OpenCompartment", "GrantCrossing", "WithdrawCrossing", "PutComplaintBehindWall", "PutPetitionBehindWall"),
    *("TakeComplaintFromBehindWall", "TakePetitionFromBehindWall"),
    *("PlaceLegalHold", "LiftLegalHold", "ErasePerson"),
    *("PlaceHoldOnOfficial", "LiftHoldOnOfficial", "EraseOfficial"),
}
"""What no earlier record can contain, and what would lift a protection without anybody answering for it."""

ALSO_CITED = {"19.1": "the Head only supervises the offices' complaints", "19.5": "the Head lifts the Head's penalties"}

TABLE = {name: (row, paragraph) for row, paragraph, names in EXPECTED for name in names.split()}
DECIDERS = {command.__name__: decider for command, decider in deciders().items()}
AUTHORITY = {RefusalCode.NO_AUTHORITY: "-", RefusalCode.OUTSIDE_TERRITORY: "o", RefusalCode.ABSENT: "a"}

DEPENDS_ON_THE_MATTER = {name for name, (row, _) in TABLE.items() if row in ("assign", "keep the file")} | {
    "LiftPenalty"
}
"""Commands that the Head may give, but not in the matter that the table looks at."""

COLUMNS = {
    "Ombudsman": Capacity.OMBUDSMAN,
    "Head": Capacity.HEAD,
    "deputy head acting": Capacity.DEPUTY_HEAD_ACTING,
    "deputy head, paragraph delegated": Capacity.DEPUTY_HEAD_DELEGATED,
    "Representative, own office": Capacity.REPRESENTATIVE,
    "Representative, foreign office, instructed": Capacity.REPRESENTATIVE_INSTRUCTED,
    "deputy Representative acting, own office": Capacity.DEPUTY_REPRESENTATIVE_ACTING,
    "employee, own office": Capacity.EMPLOYEE,
}


def letter(found: Decision | Refusal) -> str:
    return AUTHORITY.get(found.code, "+") if isinstance(found, Refusal) else "+"


def expected(name: str) -> dict[str, str]:
    return dict(zip((case.name for case in CASES), ROWS[TABLE[name][0]].replace(" ", ""), strict=True))


def test_the_table_names_every_command_once_and_no_other() -> None:
    named = [name for _, _, names in EXPECTED for name in names.split()]
    assert sorted(named) == sorted(DECIDERS)


@pytest.mark.parametrize("name", sorted(DECIDERS))
def test_a_command_is_given_by_those_whom_the_regulation_names(name: str) -> None:
    assert {case.name: letter(answer(DECIDERS[name], case)) for case in CASES} == expected(name)


@pytest.mark.parametrize("name", sorted(DECIDERS))
def test_whoever_may_not_learns_why_under_which_paragraph_and_who_could(name: str) -> None:
    for case in CASES:
        found = answer(DECIDERS[name], case)
        if isinstance(found, Refusal) and found.code in AUTHORITY:
            assert found.paragraph == TABLE[name][1] or found.paragraph in ALSO_CITED
            assert found.paragraph in PROVISIONS
            assert len({found.text.kk, found.text.ru, found.text.en}) == 3
            assert found.who_could


@pytest.mark.parametrize("name", sorted(DECIDERS))
def test_the_act_names_the_paragraph_and_the_most_modest_capacity_that_suffices(name: str) -> None:
    for case in CASES:
        found = answer(DECIDERS[name], case)
        if isinstance(found, Decision):
            assert found.act.basis == TABLE[name][1]
            modest = {Capacity.EMPLOYEE} if expected(name)["employee, own office"] == "+" else set()
            if TABLE[name][0] == "everybody":
                modest.add(Capacity.REPRESENTATIVE)
            assert found.act.capacity in {COLUMNS.get(case.name, Capacity.EMPLOYEE)} | modest


@pytest.mark.parametrize("name", sorted(set(DECIDERS) - DEPENDS_ON_THE_MATTER))
def test_those_who_could_are_those_who_can(name: str) -> None:
    refusal = answer(DECIDERS[name], NOBODY)
    assert isinstance(refusal, Refusal)
    can = {capacity for case, capacity in COLUMNS.items() if expected(name)[case] == "+"}
    assert set(refusal.who_could) - {Capacity.REPRESENTATIVE_INSTRUCTED} == can - {Capacity.REPRESENTATIVE_INSTRUCTED}
    assert all(capacity.words.en in refusal.text.en for capacity in refusal.who_could)


@pytest.mark.parametrize("name", sorted(DECIDERS))
def test_only_history_that_can_exist_is_imported(name: str) -> None:
    assert letter(imported(DECIDERS[name], MIGRATION)) == ("-" if name in NOT_HISTORICAL else "+")
