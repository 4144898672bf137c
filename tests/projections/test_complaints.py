"""What the tables tell about complaints and terms."""

from datetime import date

import pytest

from domain.calendar.state import CalendarOpened, DaysAmended, DaysDeclared
from domain.complaints.events import course, intake, outcome
from domain.complaints.vocabulary import Confidentiality, Finding, Status
from projections.audit import Audience, AuditContentRow, AuditRow
from projections.calendar import RunningClockRow
from projections.complaints.parts import LinkKind, LinkRow, TransferRow
from projections.complaints.rows import (
    ComplaintHeadRow,
    ComplaintPartyRow,
    ComplaintRow,
    ComplaintTextRow,
    TextKind,
)
from projections.petitions.rows import PetitionAddresseeRow, PetitionRow
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import COMPLAINT, OTHER, PERSON, REGISTERED, registered, under_examination
from tests.domain.scenario import EMPLOYEE_71, Facts, at
from tests.projections.shown import Shown, shown


def calendar() -> Facts:
    return at("calendar-kz", CalendarOpened())


def complaint(after: Shown, record: str = COMPLAINT) -> ComplaintRow:
    return after.one(ComplaintRow, record)


def test_a_registered_complaint_is_due_at_the_end_of_the_fifteenth_working_day() -> None:
    assert complaint(shown(registered())).due_on == date(2026, 2, 23)


def test_a_complaint_whose_day_of_registration_no_source_gives_is_never_due() -> None:
    after = shown(registered(on=None))
    assert complaint(after).due_on is None
    assert complaint(after).registered_on is None
    assert after.all(RunningClockRow) == []


def test_a_suspended_complaint_has_no_last_day_and_gets_a_later_one_when_resumed() -> None:
    suspended = [under_examination(), at(COMPLAINT, course.ExaminationSuspended(ground="Court"), on=date(2026, 2, 9))]
    assert complaint(shown(suspended)).due_on is None
    assert complaint(shown(suspended)).status is Status.SUSPENDED
    resumed = complaint(shown(suspended, at(COMPLAINT, course.ExaminationResumed(), on=date(2026, 2, 16))))
    assert resumed.status is Status.UNDER_EXAMINATION
    assert resumed.due_on == date(2026, 3, 2)


def test_an_extension_moves_the_last_day_by_its_working_days() -> None:
    extended = complaint(shown(under_examination(), at(COMPLAINT, course.ExaminationExtended(days=5, ground="Expert"))))
    assert (extended.extended_days, extended.due_on) == (5, date(2026, 3, 2))


def test_a_day_declared_off_moves_the_terms_that_run_and_only_those() -> None:
    decided = [
        under_examination(OTHER),
        at(OTHER, outcome.HeadDecided(head="1", finding=Finding.SETTLED), outcome.ComplaintDecided(), on=REGISTERED),
    ]
    amended = DaysAmended(days_off=(date(2026, 2, 23),), reference="Decree 7")
    after = shown(calendar(), under_examination(), decided, at("calendar-kz", amended, on=REGISTERED))
    assert complaint(after).due_on == date(2026, 2, 24)
    assert complaint(after, OTHER).due_on == date(2026, 2, 23)


def test_a_day_declared_off_after_the_last_day_moves_nothing() -> None:
    amended = at("calendar-kz", DaysAmended(days_off=(date(2026, 2, 12),), reference="Decree 7"), on=date(2026, 3, 2))
    assert complaint(shown(under_examination(), amended)).due_on == date(2026, 2, 23)


def test_a_declared_year_moves_the_terms_that_run_into_it() -> None:
    year = DaysDeclared(year=2026, days_off=(date(2026, 2, 23),), working_days=(date(2026, 2, 28),), reference="Decree")
    assert complaint(shown(registered(), at("calendar-kz", year, on=REGISTERED))).due_on == date(2026, 2, 24)


def test_a_reply_is_due_fifteen_working_days_after_its_receipt_and_no_longer_after_it_came() -> None:
    received = shown(petition.signed(), petition.sent(), petition.received())
    addressee = received.one(PetitionAddresseeRow, petition.PETITION, "a")
    assert addressee.due_on == date(2026, 2, 5)
    assert received.one(PetitionRow, petition.PETITION).awaiting == 1
    replied = shown(petition.signed(), petition.sent(), petition.received(), petition.replied())
    assert replied.one(PetitionRow, petition.PETITION).awaiting == 0
    assert replied.all(RunningClockRow) == []


def test_a_finding_stands_with_its_head_and_once_with_its_complaint() -> None:
    found = [outcome.HeadDecided(head=head, finding=Finding.VIOLATION_FOUND, grounds="Law") for head in ("1", "2")]
    after = shown(under_examination(), at(COMPLAINT, *found, outcome.ComplaintDecided(), on=date(2026, 2, 20)))
    assert complaint(after).findings == (Finding.VIOLATION_FOUND,)
    assert complaint(after).decision_year == 2026
    assert [h.decided_on for h in after.all(ComplaintHeadRow, COMPLAINT)] == [date(2026, 2, 20)] * 2
    assert after.one(ComplaintTextRow, COMPLAINT, TextKind.GROUNDS, "1").text == "Law"


def test_reopening_takes_the_findings_of_the_named_heads_back_and_starts_a_new_term() -> None:
    found = [outcome.HeadDecided(head=head, finding=Finding.SETTLED) for head in ("1", "2")]
    after = shown(
        under_examination(),
        at(COMPLAINT, *found, outcome.ComplaintDecided(), on=date(2026, 2, 20)),
        at(COMPLAINT, outcome.ComplaintReopened(ground="New evidence", heads=("2",)), on=date(2026, 3, 2)),
    )
    assert [h.finding for h in after.all(ComplaintHeadRow, COMPLAINT)] == [Finding.SETTLED, None]
    assert complaint(after).due_on == date(2026, 3, 23)
    assert complaint(after).decided_on is None


def test_contents_and_trail_go_with_the_complaint_when_another_office_accepts_it() -> None:
    statement = at(COMPLAINT, intake.StatementRecorded(person=PERSON, statement="My water"), by=EMPLOYEE_71)
    offered = at(COMPLAINT, intake.TransferOffered(to_office="75", reason="Lives there"))
    accepted = at(COMPLAINT, intake.TransferAccepted(from_office="71", to_office="75"))
    before, after = shown(registered(), statement, offered), shown(registered(), statement, offered, accepted)
    assert complaint(before).offices == ("71", "75")
    assert before.one(ComplaintTextRow, COMPLAINT, TextKind.STATEMENT, "").offices == ("71",)
    assert complaint(after).offices == ("75",)
    for row in (ComplaintHeadRow, TransferRow, ComplaintTextRow, ComplaintPartyRow):
        assert {part.offices for part in after.all(row, COMPLAINT)} == {("75",)}, row  # type: ignore[attr-defined]
    for line in (AuditRow, AuditContentRow):
        assert {told.offices for told in after.all(line, COMPLAINT)} == {("75",)}, line  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "guard",
    [course.ConfidentialitySet(level=Confidentiality.RESTRICTED, reason="Minor"), course.IdentityProtected()],
    ids=["restricted", "protected"],
)
def test_what_was_said_before_a_complaint_was_guarded_is_guarded_too(guard: object) -> None:
    statement = at(COMPLAINT, intake.StatementRecorded(person=PERSON, statement="My water"))
    after = shown(registered(), statement, at(COMPLAINT, guard))  # type: ignore[arg-type]
    for row in (ComplaintTextRow, ComplaintPartyRow, AuditContentRow):
        assert all(content.guarded for content in after.all(row, COMPLAINT)), row  # type: ignore[attr-defined]


def test_a_merged_complaint_rests_and_counts_again_when_it_is_separated() -> None:
    merged = at(COMPLAINT, course.ComplaintMerged(into=OTHER, reason="Same pipe"))
    absorbed = at(OTHER, course.ComplaintAbsorbed(other=COMPLAINT))
    after = shown(under_examination(), under_examination(OTHER), merged, absorbed)
    assert (complaint(after).status, complaint(after).due_on) == (Status.MERGED, None)
    assert {link.link_kind for link in after.all(LinkRow)} == {LinkKind.MERGED, LinkKind.ABSORBED}
    separated = shown(
        under_examination(),
        under_examination(OTHER),
        merged,
        absorbed,
        at(COMPLAINT, course.ComplaintUnmerged(out_of=OTHER, reason="Another pipe")),
        at(OTHER, course.ComplaintReleased(other=COMPLAINT)),
    )
    assert complaint(separated).status is Status.UNDER_EXAMINATION
    assert complaint(separated).due_on == date(2026, 2, 23)
    assert separated.all(LinkRow) == []


def test_the_trail_keeps_free_text_and_personal_values_apart_from_the_act() -> None:
    statement = at(COMPLAINT, intake.StatementRecorded(person=PERSON, statement="My water"), by=EMPLOYEE_71)
    after = shown(registered(), statement)
    line, contents = after.one(AuditRow, COMPLAINT, 2), after.one(AuditContentRow, COMPLAINT, 2)
    assert line.payload == {"person": PERSON}
    assert (line.actor, line.number, line.audience) == (EMPLOYEE_71, complaint(after).number, Audience.RECORD)
    assert (contents.payload, contents.person) == ({"statement": "My water"}, PERSON)
