"""What may be asked about disciplinary measures, incentives and awards."""

from datetime import date

from domain.identifiers import MeasureId, PostId
from domain.measures.events import AppealOutcome, MeasureKind
from domain.message import Command, Line, PersonalProse
from domain.text import Text


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

    words = Text(
        kk="қызметкерге тәртіптік жаза қолдану",
        ru="наложить дисциплинарное взыскание на сотрудника",
        en="impose a disciplinary penalty on an employee",
    )
    reference: Line
    expires_on: date


class GrantIncentive(OnHolder):
    """Grant an incentive to an employee of the Centre or of an office (¶19(5)).

    reference: number of the order
    """

    words = Text(
        kk="қызметкерге көтермелеу қолдану",
        ru="применить поощрение к сотруднику",
        en="grant an incentive to an employee",
    )
    reference: Line


class ImposePenaltyOnLeadership(OnHolder):
    """Impose a disciplinary penalty on the Head or a deputy head, whom the Ombudsman appoints (¶17).

    reference: number of the order
    expires_on: the day on which it ceases to count
    """

    words = Text(
        kk="Орталық басшылығына тәртіптік жаза қолдану",
        ru="наложить дисциплинарное взыскание на руководство Центра",
        en="impose a disciplinary penalty on the leadership of the Centre",
    )
    reference: Line
    expires_on: date


class GrantIncentiveToLeadership(OnHolder):
    """Grant an incentive to the Head or a deputy head, whom the Ombudsman appoints (¶17).

    reference: number of the order
    """

    words = Text(
        kk="Орталық басшылығына көтермелеу қолдану",
        ru="применить поощрение к руководству Центра",
        en="grant an incentive to the leadership of the Centre",
    )
    reference: Line


class ProposeMeasure(OnHolder):
    """Propose to the Ombudsman a penalty or an incentive for a Representative (¶19(6))."""

    words = Text(
        kk="өкілге шара қолдануды ұсыну",
        ru="предложить применить меру к представителю",
        en="propose a measure on a Representative",
    )


class ProposeAward(OnHolder):
    """Propose to the Ombudsman an award for an employee or a Representative (¶19(7))."""

    words = Text(kk="марапаттауды ұсыну", ru="предложить награждение", en="propose an award")


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

    words = Text(
        kk="ұсынылған шараны қолдану туралы шешім қабылдау",
        ru="принять решение о применении предложенной меры",
        en="decide on the measure as proposed",
    )
    reference: Line
    expires_on: date | None = None


class DeclineMeasure(OnMeasure):
    """Decline a proposed penalty or incentive (¶19(6)).

    reason: why
    """

    words = Text(
        kk="шара қолдану туралы ұсынысты қабылдамау",
        ru="отклонить предложение о применении меры",
        en="decline the proposed measure",
    )
    reason: PersonalProse


class GrantAward(OnMeasure):
    """Grant an award of the Centre as proposed (¶19(7)).

    reference: number of the order
    """

    words = Text(kk="Орталықтың марапатын беру", ru="наградить от имени Центра", en="grant an award of the Centre")
    reference: Line


class DeclineAward(OnMeasure):
    """Decline a proposed award (¶19(7)).

    reason: why
    """

    words = Text(
        kk="марапаттау туралы ұсынысты қабылдамау",
        ru="отклонить предложение о награждении",
        en="decline the proposed award",
    )
    reason: PersonalProse


class ForwardForStateAward(OnMeasure):
    """Forward the proposal of a state award to those who confer it (¶19(7)).

    addressee: to whom
    reference: number of the letter
    """

    words = Text(
        kk="мемлекеттік наградамен марапаттау туралы ұсынымды жолдау",
        ru="направить представление к государственной награде",
        en="forward the proposal of a state award",
    )
    addressee: Line
    reference: Line


class RecordAward(OnMeasure):
    """Enter that a forwarded state award was conferred, an external act (¶19(7)).

    reference: the act that confers it
    """

    words = Text(
        kk="марапаттау туралы актіні тіркеу",
        ru="зафиксировать акт о награждении",
        en="record the act that confers the award",
    )
    reference: Line


class RecordAppeal(OnMeasure):
    """Enter that a penalty was appealed; it counts until the appeal is decided.

    body: where the appeal was lodged
    reference: its number there
    """

    words = Text(
        kk="жазаға шағым берілгенін тіркеу",
        ru="зафиксировать обжалование взыскания",
        en="record an appeal against the penalty",
    )
    body: Line
    reference: Line | None = None


class RecordAppealOutcome(OnMeasure):
    """Enter what became of an appeal against a penalty.

    outcome: what became of it
    reference: the decision
    """

    words = Text(
        kk="жазаға берілген шағымның нәтижесін тіркеу",
        ru="зафиксировать результат обжалования взыскания",
        en="record the outcome of the appeal",
    )
    outcome: AppealOutcome
    reference: Line


class LiftPenalty(OnMeasure):
    """Lift a penalty before its term: by the Head, or by the Ombudsman where the Ombudsman decided.

    reference: number of the order
    reason: why
    """

    words = Text(
        kk="тәртіптік жазаны мерзімінен бұрын алып тастау",
        ru="досрочно снять дисциплинарное взыскание",
        en="lift the penalty before its term",
    )
    reference: Line
    reason: PersonalProse


class ExpirePenalty(OnMeasure):
    """Note that the term of a penalty has run out."""

    words = Text(
        kk="жазаның мерзімі өткенін белгілеу",
        ru="отметить истечение срока взыскания",
        en="note that the penalty expired",
    )
