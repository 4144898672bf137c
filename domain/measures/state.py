"""A measure as it stands: whom it concerns, who may decide on it, and whether it counts."""

from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from domain.identifiers import OfficeCode, OfficialId, PostId
from domain.measures import events as e
from domain.message import Recorded
from domain.posts.events import PostKind
from domain.record import Kind
from domain.text import Text
from domain.value import Value


class MeasureStatus(StrEnum):
    """Where a measure stands."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    FORWARDED = "forwarded"
    IN_FORCE = "in_force"
    APPEALED = "appealed"
    LIFTED = "lifted"
    ANNULLED = "annulled"
    EXPIRED = "expired"

    @property
    def words(self) -> Text:
        return _MEASURE_STATUS_WORDS[self]


_MEASURE_STATUS_WORDS = {
    MeasureStatus.PROPOSED: Text(kk="ұсынылды", ru="предложено", en="proposed"),
    MeasureStatus.DECLINED: Text(kk="қабылданбады", ru="отклонено", en="declined"),
    MeasureStatus.FORWARDED: Text(kk="жолданды", ru="направлено", en="forwarded"),
    MeasureStatus.IN_FORCE: Text(kk="күшінде", ru="в силе", en="in force"),
    MeasureStatus.APPEALED: Text(kk="шағым жасалды", ru="обжалуется", en="appealed"),
    MeasureStatus.LIFTED: Text(kk="мерзімінен бұрын алынды", ru="снято досрочно", en="lifted"),
    MeasureStatus.ANNULLED: Text(kk="күші жойылды", ru="отменено", en="annulled"),
    MeasureStatus.EXPIRED: Text(kk="мерзімі өтті", ru="срок истёк", en="expired"),
}


class Measure(Value):
    """Folded state of one measure.

    by_ombudsman: whether the Ombudsman decided, so that only the Ombudsman may lift it
    since: the day from which it counts, if a source says
    """

    status: MeasureStatus = MeasureStatus.PROPOSED
    person: OfficialId = ""
    post: PostId = ""
    office: OfficeCode = ""
    measure_kind: e.MeasureKind = e.MeasureKind.REMARK
    by_ombudsman: bool = False
    since: date | None = None
    expires_on: date | None = None

    @property
    def nature(self) -> e.Nature:
        return self.measure_kind.nature


def evolve(measure: Measure, recorded: Recorded) -> Measure:
    event = recorded.event
    since = recorded.act.effective
    match event:
        case e.Opening():
            opened = Measure(person=event.person, post=event.post, office=event.office, measure_kind=event.measure_kind)
            if isinstance(event, e.MeasureProposed | e.AwardProposed):
                return opened
            return replace(
                opened,
                status=MeasureStatus.IN_FORCE,
                by_ombudsman=recorded.act.basis == LEADERSHIP_PARAGRAPH,
                since=since,
                expires_on=event.expires_on if isinstance(event, e.PenaltyImposed) else None,
            )
        case e.MeasureAccepted(expires_on=expires_on):
            return replace(
                measure, status=MeasureStatus.IN_FORCE, by_ombudsman=True, since=since, expires_on=expires_on
            )
        case e.MeasureDeclined():
            return replace(measure, status=MeasureStatus.DECLINED)
        case e.AwardForwarded():
            return replace(measure, status=MeasureStatus.FORWARDED)
        case e.AwardConferred():
            return replace(measure, status=MeasureStatus.IN_FORCE, since=since)
        case e.AppealRecorded():
            return replace(measure, status=MeasureStatus.APPEALED)
        case e.AppealDecided(outcome=outcome):
            annulled = outcome is e.AppealOutcome.ANNULLED
            return replace(measure, status=MeasureStatus.ANNULLED if annulled else MeasureStatus.IN_FORCE)
        case e.PenaltyLifted():
            return replace(measure, status=MeasureStatus.LIFTED)
        case e.PenaltyExpired():
            return replace(measure, status=MeasureStatus.EXPIRED)
    return measure


LEADERSHIP_PARAGRAPH = "17"
"""What the Ombudsman decides alone cites the power to appoint and dismiss."""
DECIDED_BY_HEAD = (PostKind.EMPLOYEE, PostKind.DEPUTY_REPRESENTATIVE)
DECIDED_ON_PROPOSAL = (PostKind.REPRESENTATIVE,)
DECIDED_BY_OMBUDSMAN = (PostKind.HEAD, PostKind.DEPUTY_HEAD)

MEASURES: Kind[Measure] = Kind("measure", Measure(), evolve)
