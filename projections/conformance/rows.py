"""Findings as a table: which rule, which event, and what it is measured against."""

from datetime import date, datetime
from enum import StrEnum

from domain.capacity import Capacity
from domain.text import Text
from projections.rows import Row, Visibility


class ConformanceRule(StrEnum):
    """A rule whose breach the log can show by itself."""

    DECIDED_UNHEARD = "decided_unheard"
    """No decision on the merits before the body complained of had the chance to explain."""
    DECIDED_LATE = "decided_late"
    """The outcome comes within the term, its extensions and suspensions counted."""
    EXTENDED_LATE = "extended_late"
    """A term is extended while it runs."""
    CLOSED_UNNOTIFIED = "closed_unnotified"
    """A case is closed once the applicant was told the outcome."""
    DATED_BEFORE_REGISTRATION = "dated_before_registration"
    """No step is dated before the registration."""
    SIGNED_UNSUBMITTED = "signed_unsubmitted"
    """What is signed was put before the person who signs."""
    SIGNED_OUTSIDE_TERRITORY = "signed_outside_territory"
    """A Representative signs to bodies of the own territory, unless instructed to sign the act."""
    ASSESSED_OWN_REPLY = "assessed_own_reply"
    """Recording a reply and weighing it are acts of two hands."""
    ACTED_WITHOUT_ABSENCE = "acted_without_absence"
    """Deputies exercise the authority of a holder who is absent."""
    ACTED_UNINSTRUCTED = "acted_uninstructed"
    """Who acts on instruction has one in force on this very matter."""
    MEASURED_IN_OWN_CASE = "measured_in_own_case"
    """Nobody punishes, praises, proposes or decides in the own case."""
    STAFFED_BEYOND_LIMIT = "staffed_beyond_limit"
    """The staff schedule keeps to the limit of the office."""

    @property
    def words(self) -> Text:
        """What happened against the rule."""
        return _WORDS[self]


_WORDS = {
    ConformanceRule.DECIDED_UNHEARD: Text(
        kk="орган түсініктеме бере алғанға дейін шешім қабылданды",
        ru="решение принято до того, как орган мог дать объяснение",
        en="decided before the body complained of could explain",
    ),
    ConformanceRule.DECIDED_LATE: Text(
        kk="қарау нәтижесі мерзім өткеннен кейін шықты",
        ru="результат рассмотрения получен после истечения срока",
        en="concluded after the term had run out",
    ),
    ConformanceRule.EXTENDED_LATE: Text(
        kk="мерзім өткеннен кейін ұзартылды",
        ru="срок продлён после его истечения",
        en="extended after the term had run out",
    ),
    ConformanceRule.CLOSED_UNNOTIFIED: Text(
        kk="арыз иесіне хабарланбай іс жабылды",
        ru="дело закрыто без уведомления заявителя",
        en="closed before the applicant was told the outcome",
    ),
    ConformanceRule.DATED_BEFORE_REGISTRATION: Text(
        kk="әрекет тіркеу күнінен бұрынғы күнмен жазылды",
        ru="действие датировано днём до регистрации",
        en="dated before the registration",
    ),
    ConformanceRule.SIGNED_UNSUBMITTED: Text(
        kk="қол қоюға ұсынылмаған актіге қол қойылды",
        ru="подписан акт, не представленный на подпись",
        en="signed before it was submitted for signature",
    ),
    ConformanceRule.SIGNED_OUTSIDE_TERRITORY: Text(
        kk="өкіл өз аумағынан тыс органға арналған актіге қол қойды",
        ru="представитель подписал акт органу вне своей территории",
        en="signed by a Representative to a body outside the territory",
    ),
    ConformanceRule.ASSESSED_OWN_REPLY: Text(
        kk="жауапты тіркеген адам оны өзі бағалады",
        ru="ответ оценён тем, кто его внёс",
        en="assessed by the one who had recorded the reply",
    ),
    ConformanceRule.ACTED_WITHOUT_ABSENCE: Text(
        kk="лауазым иесі орнында болғанда міндеті атқарылды",
        ru="полномочия исполнялись, хотя занимающий должность не отсутствовал",
        en="acted for a holder who was not absent",
    ),
    ConformanceRule.ACTED_UNINSTRUCTED: Text(
        kk="күшіндегі тапсырмасыз тапсырма бойынша әрекет етілді",
        ru="действие по поручению без действующего поручения",
        en="acted on instruction without an instruction in force",
    ),
    ConformanceRule.MEASURED_IN_OWN_CASE: Text(
        kk="өзіне қатысты шара бойынша шешім қабылданды",
        ru="решение о мере принято тем, кого она касается",
        en="decided on a measure by the one whom it concerns",
    ),
    ConformanceRule.STAFFED_BEYOND_LIMIT: Text(
        kk="штат санының лимитінен тыс лауазым қосылды",
        ru="должность введена сверх лимита штатной численности",
        en="a post was added beyond the staffing limit",
    ),
}


class FindingRow(
    Row,
    table="conformance_finding",
    key=("stream", "rule", "position"),
    visible=Visibility.TRAIL_LINE,
    indexes=(("unique", "id"), ("rule", "position"), ("office", "position"), ("effective", "position"), "position"),
):
    """An event that shows that a rule was not kept, as far as the log tells.

    id: the finding: position and rule
    stream: the record
    rule: the rule
    position: position of the event that shows it
    paragraph: the provision that the rule comes from
    event: name of that event
    effective: the day on which it counts
    recorded_at: when it was recorded
    kind: kind of the record
    number: registration number of the record, if it has one
    office: office in whose territory the act lies; empty for acts for the whole country
    actor: who acted
    capacity: in which capacity
    against: position of the earlier event that it is measured against, if there is one
    """

    id: str
    stream: str
    rule: ConformanceRule
    position: int
    paragraph: str
    event: str
    effective: date | None
    recorded_at: datetime
    kind: str
    number: str | None
    office: str | None
    actor: str
    capacity: Capacity
    against: int | None
