"""What follows a measure: awards granted or forwarded (¶19(7)), appeals, lifting and expiry of penalties."""

from collections.abc import Iterator

from domain.context import Context
from domain.decider import Answer, decides
from domain.measures import commands as c
from domain.measures import events as e
from domain.measures import rules as r
from domain.measures.decide import DECIDE_AWARD, PROPOSE_AWARD, RECORD, concerned, office_of
from domain.measures.events import MeasureKind, Nature
from domain.measures.state import MEASURES, Measure, MeasureStatus
from domain.refusal import Refusal, RefusalCode, refuse

_PENALTIES = "LabourCode/penalties"
_COUNTS = (MeasureStatus.IN_FORCE, MeasureStatus.APPEALED)
_is_penalty = r.stands_as_a(Nature.PENALTY, paragraph=_PENALTIES)
_is_proposed = r.stands(MeasureStatus.PROPOSED, paragraph="19.7")


def is_of_the_centre(_: c.GrantAward, measure: Measure, __: Context) -> Refusal | None:
    """The Ombudsman grants awards of the Centre; state awards are conferred by the President (¶19(7))."""
    return None if measure.measure_kind is MeasureKind.CENTRE_AWARD else _other_award()


def is_a_state_award(_: c.ForwardForStateAward, measure: Measure, __: Context) -> Refusal | None:
    """Only state awards need somebody else to confer them (¶19(7))."""
    return None if measure.measure_kind is MeasureKind.STATE_AWARD else _other_award()


def _other_award() -> Refusal:
    return refuse(
        RefusalCode.INVALID,
        "19.7",
        "measure",
        kk="Орталықтың марапатын Уәкіл береді, мемлекеттік награда ұсынылып, жолданады.",
        ru="Награду Центра даёт Уполномоченный, представление к государственной награде направляется.",
        en="The Ombudsman grants awards of the Centre; the proposal of a state award is forwarded.",
    )


@decides(c.GrantAward, MEASURES, power=DECIDE_AWARD, office_of=office_of, rules=(is_of_the_centre, _is_proposed))
def grant_award(command: c.GrantAward, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.MeasureAccepted(reference=command.reference)


@decides(
    c.ForwardForStateAward,
    MEASURES,
    power=DECIDE_AWARD,
    office_of=office_of,
    rules=(is_a_state_award, _is_proposed),
)
def forward(command: c.ForwardForStateAward, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.AwardForwarded(addressee=command.addressee, reference=command.reference)


@decides(
    c.RecordAward,
    MEASURES,
    power=PROPOSE_AWARD,
    office_of=office_of,
    rules=(r.stands(MeasureStatus.FORWARDED, paragraph="19.7"),),
)
def record_award(command: c.RecordAward, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.AwardConferred(reference=command.reference)


@decides(
    c.RecordAppeal,
    MEASURES,
    power=RECORD,
    office_of=office_of,
    rules=(_is_penalty, r.stands(MeasureStatus.IN_FORCE, paragraph=_PENALTIES)),
    himself=concerned,
)
def record_appeal(command: c.RecordAppeal, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.AppealRecorded(body=command.body, reference=command.reference)


@decides(
    c.RecordAppealOutcome,
    MEASURES,
    power=RECORD,
    office_of=office_of,
    rules=(r.stands(MeasureStatus.APPEALED, paragraph=_PENALTIES), r.concerns_somebody_else),
)
def record_outcome(command: c.RecordAppealOutcome, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.AppealDecided(outcome=command.outcome, reference=command.reference)


@decides(
    c.LiftPenalty,
    MEASURES,
    power=RECORD,
    office_of=office_of,
    rules=(
        _is_penalty,
        r.stands(*_COUNTS, paragraph=_PENALTIES),
        r.concerns_somebody_else,
        r.is_lifted_by_whom_it_came_from,
    ),
)
def lift(command: c.LiftPenalty, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.PenaltyLifted(person=measure.person, reference=command.reference, reason=command.reason)


@decides(
    c.ExpirePenalty,
    MEASURES,
    power=RECORD,
    office_of=office_of,
    rules=(r.stands(*_COUNTS, paragraph=_PENALTIES), r.has_run_out, r.concerns_somebody_else),
)
def expire(command: c.ExpirePenalty, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.PenaltyExpired()
