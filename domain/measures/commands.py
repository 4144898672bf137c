"""What may be asked about disciplinary measures, incentives and awards."""

from datetime import date

from domain.identifiers import MeasureId, PostId
from domain.measures.events import AppealOutcome, MeasureKind
from domain.message import Command, Line, PersonalProse


class OnHolder(Command):
    """A measure on whoever holds a post now.

    post: the post held by the person concerned
    measure_kind: which measure
    ground: what it is for
    """

    post: PostId
    measure_kind: MeasureKind
    ground: PersonalProse


class ImposePenalty(OnHolder):
    """Impose a disciplinary penalty on an employee of the Centre or of an office (¶19(5)).

    reference: number of the order
    expires_on: the day on which it ceases to count
    """

    reference: Line
    expires_on: date


class GrantIncentive(OnHolder):
    """Grant an incentive to an employee of the Centre or of an office (¶19(5)).

    reference: number of the order
    """

    reference: Line


class ImposePenaltyOnLeadership(OnHolder):
    """Impose a disciplinary penalty on the Head or a deputy head, whom the Ombudsman appoints (¶17).

    reference: number of the order
    expires_on: the day on which it ceases to count
    """

    reference: Line
    expires_on: date


class GrantIncentiveToLeadership(OnHolder):
    """Grant an incentive to the Head or a deputy head, whom the Ombudsman appoints (¶17).

    reference: number of the order
    """

    reference: Line


class ProposeMeasure(OnHolder):
    """Propose to the Ombudsman a penalty or an incentive for a Representative (¶19(6))."""


class ProposeAward(OnHolder):
    """Propose to the Ombudsman an award for an employee or a Representative (¶19(7))."""


class OnMeasure(Command):
    """A command on one measure.

    measure: the measure
    """

    measure: MeasureId


class AcceptMeasure(OnMeasure):
    """Decide on a Representative's penalty or incentive as the Head proposed (¶19(6)).

    reference: number of the order
    expires_on: for a penalty, the day on which it ceases to count
    """

    reference: Line
    expires_on: date | None = None


class DeclineMeasure(OnMeasure):
    """Decline a proposed penalty or incentive (¶19(6)).

    reason: why
    """

    reason: PersonalProse


class GrantAward(OnMeasure):
    """Grant an award of the Centre as proposed (¶19(7)).

    reference: number of the order
    """

    reference: Line


class DeclineAward(OnMeasure):
    """Decline a proposed award (¶19(7)).

    reason: why
    """

    reason: PersonalProse


class ForwardForStateAward(OnMeasure):
    """Forward the proposal of a state award to those who confer it (¶19(7)).

    addressee: to whom
    reference: number of the letter
    """

    addressee: Line
    reference: Line


class RecordAward(OnMeasure):
    """Enter that a forwarded state award was conferred, an external act (¶19(7)).

    reference: the act that confers it
    """

    reference: Line


class RecordAppeal(OnMeasure):
    """Enter that a penalty was appealed; it counts until the appeal is decided.

    body: where the appeal was lodged
    reference: its number there
    """

    body: Line
    reference: Line | None = None


class RecordAppealOutcome(OnMeasure):
    """Enter what became of an appeal against a penalty.

    outcome: what became of it
    reference: the decision
    """

    outcome: AppealOutcome
    reference: Line


class LiftPenalty(OnMeasure):
    """Lift a penalty before its term: by the Head, or by the Ombudsman where the Ombudsman decided.

    reference: number of the order
    reason: why
    """

    reference: Line
    reason: PersonalProse


class ExpirePenalty(OnMeasure):
    """Note that the term of a penalty has run out."""
