"""The rules, each a small function over what the views showed right before the event.

A rule answers `KEPT`, or against which earlier event the breach is measured (None where there is none). It finds
only what the log shows: where a fact is missing, it is silent. Imported acts are not asked at all.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from domain.capacity import Capacity
from domain.complaints.decision import ON_THE_MERITS
from domain.complaints.events import course, intake, outcome
from domain.identifiers import MIGRATION
from domain.measures import events as measures
from domain.message import Event, Recorded
from domain.petitions.events.answering import PetitionReplied, PetitionReplyAssessed
from domain.petitions.events.signing import PetitionSigned
from domain.petitions.vocabulary import BodyLevel, PetitionStatus
from domain.posts.events import AbsenceEnded, PostAdded
from projections.audit import AuditRow
from projections.complaints.parts import ExplanationRow, InstructionRow
from projections.complaints.rows import ComplaintRow
from projections.conformance.rows import ConformanceRule
from projections.measures import MeasureRow
from projections.petitions.rows import PetitionAddresseeRow, PetitionInstructionRow, PetitionRow
from projections.posts import PostRow, TenureKind, TenureRow
from projections.staffing import StaffingRow
from projections.views import Views

KEPT: Final = 0
"""The rule was kept, or the log does not tell. No event has position 0."""

Judge = Callable[[Any, Recorded, Views], int | None]


class Judged(NamedTuple):
    """A rule: its name, the provision it comes from, and the function that judges an event."""

    rule: ConformanceRule
    paragraph: str
    judge: Judge


RULES: dict[type[Event] | None, list[Judged]] = {}
"""The rules by the event that they judge; under None those that judge every event."""


def judges(rule: ConformanceRule, paragraph: str, *events: type[Event]) -> Callable[[Judge], Judge]:
    """Register the judge of a rule for these events; for all when none is named."""

    def register(judge: Judge) -> Judge:
        for event in events or (None,):
            RULES.setdefault(event, []).append(Judged(rule, paragraph, judge))
        return judge

    return register


def is_told_by_a_source(recorded: Recorded) -> bool:
    """Imported acts lack what the rules would ask for, or follow rules of another time."""
    return recorded.act.actor == MIGRATION or recorded.act.capacity is Capacity.MIGRATION


@judges(ConformanceRule.DECIDED_UNHEARD, "154-VII/15.1", outcome.HeadDecided)
def decided_unheard(event: outcome.HeadDecided, recorded: Recorded, views: Views) -> int | None:
    """A decision on the merits follows an explanation, or the day set for it (154-VII, art. 15(1))."""
    day = recorded.act.effective
    if event.finding not in ON_THE_MERITS or day is None:
        return KEPT
    asked = views.peruse(ExplanationRow, recorded.stream)
    if any(request.complete is not None or request.answer_by < day for request in asked):
        return KEPT
    return _latest(recorded.stream, views, course.ExplanationRequested)


@judges(
    ConformanceRule.DECIDED_LATE,
    "Rules/examination",
    outcome.ComplaintDecided,
    outcome.CommunicationAnswered,
    course.RemediesExplained,
    course.ComplaintForwarded,
    course.ComplaintRefused,
)
def decided_late(event: Event, recorded: Recorded, views: Views) -> int | None:
    """The outcome comes within the term, extensions and suspensions counted (Rules for the examination)."""
    return _after_the_term(recorded, views)


@judges(ConformanceRule.EXTENDED_LATE, "Rules/extension", course.ExaminationExtended)
def extended_late(event: Event, recorded: Recorded, views: Views) -> int | None:
    """A term is extended while it runs (Rules for the examination)."""
    return _after_the_term(recorded, views)


def _after_the_term(recorded: Recorded, views: Views) -> int | None:
    complaint, day = views.look(ComplaintRow, recorded.stream), recorded.act.effective
    if complaint is None or complaint.due_on is None or day is None or day <= complaint.due_on:
        return KEPT
    return _latest(recorded.stream, views, intake.ComplaintRegistered, outcome.ComplaintReopened)


@judges(ConformanceRule.CLOSED_UNNOTIFIED, "Rules/examination", outcome.ComplaintClosed)
def closed_unnotified(event: Event, recorded: Recorded, views: Views) -> int | None:
    """A case is closed once the applicant was told the outcome (Rules for the examination)."""
    complaint = views.look(ComplaintRow, recorded.stream)
    if complaint is None or complaint.notified_on is not None:
        return KEPT
    told = _latest(recorded.stream, views, course.ApplicantNotified) or 0
    begun = _latest(recorded.stream, views, intake.ComplaintRegistered, outcome.ComplaintReopened) or 0
    return KEPT if told > begun else begun


@judges(ConformanceRule.DATED_BEFORE_REGISTRATION, "14.1.c")
def dated_before_registration(event: Event, recorded: Recorded, views: Views) -> int | None:
    """No step is dated before the registration, from which the term runs (¶14(1)c)."""
    day = recorded.act.effective
    if recorded.version == 1 or day is None or not recorded.stream.startswith("complaint-"):
        return KEPT
    complaint = views.look(ComplaintRow, recorded.stream)
    if complaint is None or complaint.registered_on is None or day >= complaint.registered_on:
        return KEPT
    return _latest(recorded.stream, views, intake.ComplaintRegistered)


@judges(ConformanceRule.SIGNED_UNSUBMITTED, "14.2.a", PetitionSigned)
def signed_unsubmitted(event: Event, recorded: Recorded, views: Views) -> int | None:
    """What is signed was put before the person who signs (¶14(2)a)."""
    petition = views.look(PetitionRow, recorded.stream)
    if petition is None or petition.status is PetitionStatus.SUBMITTED:
        return KEPT
    return _latest(recorded.stream, views)


@judges(ConformanceRule.SIGNED_OUTSIDE_TERRITORY, "14.2.a", PetitionSigned)
def signed_outside_territory(event: Event, recorded: Recorded, views: Views) -> int | None:
    """A Representative signs to bodies of the own territory, unless instructed to sign this act (¶14(2)a, ¶15(8))."""
    petition = views.look(PetitionRow, recorded.stream)
    if petition is None or recorded.act.capacity not in _OF_A_TERRITORY or _instructed(recorded, views):
        return KEPT
    addressed = views.peruse(PetitionAddresseeRow, recorded.stream)
    if all(a.level is not BodyLevel.CENTRAL and a.territory in (None, petition.office) for a in addressed):
        return KEPT
    return _latest(recorded.stream, views)


_OF_A_TERRITORY = frozenset({Capacity.REPRESENTATIVE, Capacity.DEPUTY_REPRESENTATIVE_ACTING})


@judges(ConformanceRule.ASSESSED_OWN_REPLY, "14.2.a", PetitionReplyAssessed)
def assessed_own_reply(event: PetitionReplyAssessed, recorded: Recorded, views: Views) -> int | None:
    """Recording a reply and weighing it are acts of two hands (¶14(2)a)."""
    replies = [
        line
        for line in views.peruse(AuditRow, recorded.stream)
        if line.event == PetitionReplied.__name__ and line.payload.get("addressee") == event.addressee
    ]
    last = max(replies, key=lambda line: line.position, default=None)
    return KEPT if last is None or last.actor != recorded.act.actor else last.position


@judges(ConformanceRule.ACTED_WITHOUT_ABSENCE, "16.3")
def acted_without_absence(event: Event, recorded: Recorded, views: Views) -> int | None:
    """Deputies exercise the authority of a holder who is absent (¶16). The day of return counts as absence."""
    post, day = recorded.act.acting_for, recorded.act.effective
    if post is None or day is None or views.look(PostRow, post) is None:
        return KEPT
    absences = [t for t in views.peruse(TenureRow, post) if t.tenure_kind is TenureKind.ABSENT]
    if any(_covers(absence.started_on, absence.ended_on, day) for absence in absences):
        return KEPT
    return _latest(post, views, AbsenceEnded)


@judges(ConformanceRule.ACTED_UNINSTRUCTED, "15.8")
def acted_uninstructed(event: Event, recorded: Recorded, views: Views) -> int | None:
    """Who acts on instruction has one in force on this very matter (¶15(8))."""
    by = recorded.act
    if by.capacity is not Capacity.REPRESENTATIVE_INSTRUCTED or by.effective is None:
        return KEPT
    if not recorded.stream.startswith(("complaint-", "petition-")) or _instructed(recorded, views):
        return KEPT
    return _latest(recorded.stream, views)


def _instructed(recorded: Recorded, views: Views) -> bool:
    actor, day = recorded.act.actor, recorded.act.effective
    row: type[InstructionRow | PetitionInstructionRow] = (
        PetitionInstructionRow if recorded.stream.startswith("petition-") else InstructionRow
    )
    given = views.look(row, recorded.stream, actor)
    if given is None or day is None:
        return False
    return (given.until is None or day <= given.until) and (given.withdrawn_on is None or day <= given.withdrawn_on)


@judges(
    ConformanceRule.MEASURED_IN_OWN_CASE,
    "19.5",
    measures.MeasureProposed,
    measures.AwardProposed,
    measures.PenaltyImposed,
    measures.IncentiveGranted,
    measures.MeasureAccepted,
    measures.MeasureDeclined,
    measures.PenaltyLifted,
)
def measured_in_own_case(event: Event, recorded: Recorded, views: Views) -> int | None:
    """Nobody punishes, praises, proposes or decides in the own case (¶19(5)–(7))."""
    measure = views.look(MeasureRow, recorded.stream)
    concerned = measure.official if measure is not None else getattr(event, "person", None)
    if concerned != recorded.act.actor:
        return KEPT
    return _latest(recorded.stream, views) if measure is not None else None


@judges(ConformanceRule.STAFFED_BEYOND_LIMIT, "19.9", PostAdded)
def staffed_beyond_limit(event: Event, recorded: Recorded, views: Views) -> int | None:
    """The staff schedule keeps to the limit of the office (¶8, ¶19(9))."""
    schedule = views.look(StaffingRow, recorded.stream)
    if schedule is None or schedule.staffing_limit is None or len(schedule.posts) < schedule.staffing_limit:
        return KEPT
    return _latest(recorded.stream, views)


def _covers(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _latest(stream: str, views: Views, *events: type[Event]) -> int | None:
    """Position of the record's last event so far, or of the last one with these names. Asked only for a breach."""
    names = {event.__name__ for event in events}
    lines = views.peruse(AuditRow, stream)
    return max((line.position for line in lines if not names or line.event in names), default=None)
