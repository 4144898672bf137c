"""Measures on officials as tables: penalties, incentives and awards (¶19(5)–(7)), open to few."""

from datetime import date, datetime

from msgspec.structs import replace

from domain.measures import events as e
from domain.measures.events import AppealOutcome, MeasureKind, Nature
from domain.measures.state import Measure, MeasureStatus, evolve
from domain.message import Event, Recorded
from projections.projection import Projection, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class MeasureRow(
    Row,
    table="measure",
    key=("id",),
    visible=Visibility.PERSONNEL,
    indexes=("number", ("official", "status"), ("status", "id"), ("nature", "status"), "position"),
):
    """A penalty, incentive or award, from the proposal to its end.

    id: its record
    number: registration number
    measure_kind: which measure
    nature: whether it is a penalty, an incentive or an award
    status: where it stands
    official: the official concerned
    post: the post held at the time
    office: the office of that post
    proposed_by: the official who proposed it, if it had to be proposed
    proposed_on: the day of the proposal
    decided_by: the official who imposed, granted, accepted or declined it
    decided_on: the day of that decision
    by_ombudsman: whether the Ombudsman decided, so that only the Ombudsman may lift it
    since: the day from which it counts
    expires_on: the day on which a penalty ceases to count
    ended_on: the day on which it was lifted, annulled, or noted as expired
    reference: number of the order or act that decided on it last
    appeal_body: where an appeal was lodged
    appealed_on: the day of the appeal
    appeal_outcome: what became of the appeal
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    number: str
    measure_kind: MeasureKind
    nature: Nature
    status: MeasureStatus
    official: str
    post: str
    office: str
    proposed_by: str | None = None
    proposed_on: date | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    by_ombudsman: bool = False
    since: date | None = None
    expires_on: date | None = None
    ended_on: date | None = None
    reference: str | None = None
    appeal_body: str | None = None
    appealed_on: date | None = None
    appeal_outcome: AppealOutcome | None = None
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class MeasureTextRow(Row, table="measure_text", key=("measure",), visible=Visibility.PERSONNEL_CONTENTS):
    """The grounds of a measure.

    measure: the measure
    official: the official concerned
    ground: what it is for
    decline_reason: why it was declined
    lift_reason: why it was lifted
    """

    measure: str
    official: str
    ground: str
    decline_reason: str | None = None
    lift_reason: str | None = None


MEASURES = Projection("measures", MeasureRow, MeasureTextRow, kinds=("measure",), main=MeasureRow)

_OPENINGS = (e.MeasureProposed, e.AwardProposed, e.PenaltyImposed, e.IncentiveGranted)


@MEASURES.on(*_OPENINGS)
def opened(event: e.Opening, recorded: Recorded, views: Views) -> None:
    folded = evolve(Measure(), recorded)
    act, proposed = recorded.act, folded.status is MeasureStatus.PROPOSED
    views.put(
        MeasureRow(
            id=recorded.stream,
            number=event.number,
            measure_kind=event.measure_kind,
            nature=event.measure_kind.nature,
            status=folded.status,
            official=event.person,
            post=event.post,
            office=event.office,
            proposed_by=act.actor if proposed else None,
            proposed_on=act.effective if proposed else None,
            decided_by=None if proposed else act.actor,
            decided_on=None if proposed else act.effective,
            by_ombudsman=folded.by_ombudsman,
            since=folded.since,
            expires_on=folded.expires_on,
            reference=getattr(event, "reference", None),
            **stamp(recorded),
        )
    )
    views.put(MeasureTextRow(measure=recorded.stream, official=event.person, ground=event.ground))


@MEASURES.on(
    e.MeasureAccepted,
    e.MeasureDeclined,
    e.AwardForwarded,
    e.AwardConferred,
    e.AppealRecorded,
    e.AppealDecided,
    e.PenaltyLifted,
    e.PenaltyExpired,
)
def followed(event: Event, recorded: Recorded, views: Views) -> None:
    """Where the measure stands is what the domain's own fold says."""
    row, on = views.get(MeasureRow, recorded.stream), recorded.act.effective
    folded = evolve(_fold_of(row), recorded)
    row.status, row.by_ombudsman = folded.status, folded.by_ombudsman
    row.since, row.expires_on = folded.since, folded.expires_on
    if not isinstance(event, e.AppealRecorded):
        row.reference = getattr(event, "reference", None) or row.reference
    match event:
        case e.MeasureAccepted():
            row.decided_by, row.decided_on = recorded.act.actor, on
        case e.MeasureDeclined(reason=reason):
            row.decided_by, row.decided_on = recorded.act.actor, on
            views.get(MeasureTextRow, row.id).decline_reason = reason
        case e.AppealRecorded(body=body):
            row.appeal_body, row.appealed_on = body, on
        case e.AppealDecided(outcome=outcome):
            row.appeal_outcome = outcome
        case e.PenaltyLifted(reason=reason):
            views.get(MeasureTextRow, row.id).lift_reason = reason
    if row.status in _ENDED:
        row.ended_on = on


_ENDED = frozenset({MeasureStatus.LIFTED, MeasureStatus.ANNULLED, MeasureStatus.EXPIRED})


def _fold_of(row: MeasureRow) -> Measure:
    return replace(
        Measure(),
        status=row.status,
        person=row.official,
        post=row.post,
        office=row.office,
        measure_kind=row.measure_kind,
        by_ombudsman=row.by_ombudsman,
        since=row.since,
        expires_on=row.expires_on,
    )
