"""What happens in a measure: proposed, imposed or granted, appealed, lifted, expired."""

from datetime import date
from enum import StrEnum

from domain.identifiers import OfficeCode, OfficialId, PostId
from domain.message import Event, Line, PersonalProse
from domain.text import Text


class Nature(StrEnum):
    """What a measure is: a sanction, an encouragement, or a distinction."""

    PENALTY = "penalty"
    INCENTIVE = "incentive"
    AWARD = "award"

    @property
    def words(self) -> Text:
        return _NATURE_WORDS[self]


_NATURE_WORDS = {
    Nature.PENALTY: Text(kk="тәртіптік жаза", ru="дисциплинарное взыскание", en="penalty"),
    Nature.INCENTIVE: Text(kk="көтермелеу", ru="поощрение", en="incentive"),
    Nature.AWARD: Text(kk="марапат", ru="награда", en="award"),
}


class MeasureKind(StrEnum):
    """The measures that the register knows; each has one nature."""

    REMARK = "remark"
    REPRIMAND = "reprimand"
    SEVERE_REPRIMAND = "severe_reprimand"
    UNFITNESS_WARNING = "unfitness_warning"
    GRATITUDE = "gratitude"
    BONUS = "bonus"
    VALUABLE_GIFT = "valuable_gift"
    CERTIFICATE = "certificate"
    CENTRE_AWARD = "centre_award"
    STATE_AWARD = "state_award"

    @property
    def nature(self) -> Nature:
        if self in _PENALTIES:
            return Nature.PENALTY
        return Nature.AWARD if self in _AWARDS else Nature.INCENTIVE

    @property
    def words(self) -> Text:
        return _MEASURE_KIND_WORDS[self]


_MEASURE_KIND_WORDS = {
    MeasureKind.REMARK: Text(kk="ескерту", ru="замечание", en="remark"),
    MeasureKind.REPRIMAND: Text(kk="сөгіс", ru="выговор", en="reprimand"),
    MeasureKind.SEVERE_REPRIMAND: Text(kk="қатаң сөгіс", ru="строгий выговор", en="severe reprimand"),
    MeasureKind.UNFITNESS_WARNING: Text(
        kk="қызметке толық сәйкес еместігі туралы ескерту",
        ru="предупреждение о неполном служебном соответствии",
        en="warning of unfitness for the post",
    ),
    MeasureKind.GRATITUDE: Text(kk="алғыс", ru="благодарность", en="gratitude"),
    MeasureKind.BONUS: Text(kk="сыйақы", ru="премия", en="bonus"),
    MeasureKind.VALUABLE_GIFT: Text(kk="бағалы сыйлық", ru="ценный подарок", en="valuable gift"),
    MeasureKind.CERTIFICATE: Text(kk="құрмет грамотасы", ru="почётная грамота", en="certificate of honour"),
    MeasureKind.CENTRE_AWARD: Text(kk="Орталықтың наградасы", ru="награда Центра", en="award of the Centre"),
    MeasureKind.STATE_AWARD: Text(kk="мемлекеттік награда", ru="государственная награда", en="state award"),
}


_PENALTIES = (
    MeasureKind.REMARK,
    MeasureKind.REPRIMAND,
    MeasureKind.SEVERE_REPRIMAND,
    MeasureKind.UNFITNESS_WARNING,
)
_AWARDS = (MeasureKind.CENTRE_AWARD, MeasureKind.STATE_AWARD)


class AppealOutcome(StrEnum):
    """What became of an appeal against a penalty."""

    UPHELD = "upheld"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Text:
        return _APPEAL_OUTCOME_WORDS[self]


_APPEAL_OUTCOME_WORDS = {
    AppealOutcome.UPHELD: Text(kk="жаза күшінде қалды", ru="взыскание оставлено в силе", en="penalty upheld"),
    AppealOutcome.ANNULLED: Text(kk="жазаның күші жойылды", ru="взыскание отменено", en="penalty annulled"),
    AppealOutcome.WITHDRAWN: Text(kk="шағым қайтарып алынды", ru="обжалование отозвано", en="appeal withdrawn"),
}


class Opening(Event):
    """The first event of a measure.

    number: registration number
    person: whom it concerns, also the person to whom the ground belongs
    post: the post held at the time
    office: the office of that post
    measure_kind: which measure
    ground: what it is for
    """

    number: str
    person: OfficialId
    post: PostId
    office: OfficeCode
    measure_kind: MeasureKind
    ground: PersonalProse


class MeasureProposed(Opening):
    """The Head proposed a penalty or an incentive to the Ombudsman (¶19(6))."""

    words = Text(kk="шара қолдануды ұсынды", ru="предложил применить меру", en="proposed a measure to the Ombudsman")


class AwardProposed(Opening):
    """The Head proposed an award to the Ombudsman (¶19(7))."""

    words = Text(kk="марапаттауды ұсынды", ru="предложил награждение", en="proposed an award to the Ombudsman")


class PenaltyImposed(Opening):
    """A penalty was imposed (¶19(5), ¶17).

    reference: number of the order
    expires_on: the day on which it ceases to count
    """

    words = Text(
        kk="тәртіптік жаза қолданды",
        ru="наложил дисциплинарное взыскание",
        en="imposed a disciplinary penalty",
    )
    reference: Line
    expires_on: date


class IncentiveGranted(Opening):
    """An incentive was granted (¶19(5), ¶17).

    reference: number of the order
    """

    words = Text(kk="көтермелеу қолданды", ru="применил поощрение", en="granted an incentive")
    reference: Line


class MeasureAccepted(Event):
    """The Ombudsman decided as proposed: the penalty, incentive or award is in force (¶19(6), ¶19(7)).

    reference: number of the order
    expires_on: for a penalty, the day on which it ceases to count
    """

    words = Text(
        kk="ұсынылған шараны қолдану туралы шешім қабылдады",
        ru="принял решение о применении предложенной меры",
        en="decided on the measure as proposed",
    )
    reference: Line
    expires_on: date | None = None


class MeasureDeclined(Event):
    """The Ombudsman declined the proposal (¶19(6), ¶19(7)).

    person: whom it concerns
    reason: why
    """

    words = Text(kk="ұсынысты қабылдамады", ru="отклонил предложение", en="declined the proposal")
    person: OfficialId
    reason: PersonalProse


class AwardForwarded(Event):
    """The Ombudsman forwarded the proposal of a state award to those who confer it (¶19(7)).

    addressee: to whom
    reference: number of the letter
    """

    words = Text(
        kk="мемлекеттік наградамен марапаттау туралы ұсынымды жолдады",
        ru="направил представление к государственной награде",
        en="forwarded the proposal of a state award",
    )
    addressee: Line
    reference: Line


class AwardConferred(Event):
    """A state award was conferred: an external act, recorded here (¶19(7)).

    reference: the act that confers it
    """

    words = Text(
        kk="марапаттау туралы актіні тіркеді",
        ru="зафиксировал акт о награждении",
        en="recorded the act that confers the award",
    )
    reference: Line


class AppealRecorded(Event):
    """An appeal against a penalty was recorded; the penalty counts until it is decided.

    body: where the appeal was lodged
    reference: its number there
    """

    words = Text(
        kk="жазаға шағым берілгенін тіркеді",
        ru="зафиксировал обжалование взыскания",
        en="recorded an appeal against the penalty",
    )
    body: Line
    reference: Line | None = None


class AppealDecided(Event):
    """The outcome of an appeal was recorded.

    outcome: what became of it
    reference: the decision
    """

    words = Text(
        kk="жазаға берілген шағымның нәтижесін тіркеді",
        ru="зафиксировал результат обжалования взыскания",
        en="recorded the outcome of the appeal",
    )
    outcome: AppealOutcome
    reference: Line


class PenaltyLifted(Event):
    """A penalty was lifted before its term by the one who imposed it (¶19(5), ¶19(6)).

    person: whom it concerns
    reference: number of the order
    reason: why
    """

    words = Text(
        kk="тәртіптік жазаны мерзімінен бұрын алып тастады",
        ru="досрочно снял дисциплинарное взыскание",
        en="lifted the penalty before its term",
    )
    person: OfficialId
    reference: Line
    reason: PersonalProse


class PenaltyExpired(Event):
    """A penalty's term ran out."""

    words = Text(
        kk="жазаның мерзімі өткенін белгіледі",
        ru="отметил истечение срока взыскания",
        en="noted that the penalty expired",
    )
