"""Findings as a table: which rule, which event, and what it is measured against."""

from datetime import date, datetime
from enum import StrEnum

from domain.capacity import Capacity
from domain.text import Text
from projections.audit import Audience
from projections.rows import Row, Visibility


class Rule(StrEnum):
    """A rule whose breach the log can show by itself."""

    DECIDED_UNHEARD = "decided_unheard"
    DECIDED_LATE = "decided_late"
    EXTENDED_LATE = "extended_late"
    CLOSED_UNNOTIFIED = "closed_unnotified"
    DATED_BEFORE_REGISTRATION = "dated_before_registration"
    SIGNED_UNSUBMITTED = "signed_unsubmitted"
    SIGNED_OUTSIDE_TERRITORY = "signed_outside_territory"
    ASSESSED_OWN_REPLY = "assessed_own_reply"
    ACTED_WITHOUT_ABSENCE = "acted_without_absence"
    ACTED_UNINSTRUCTED = "acted_uninstructed"
    MEASURED_IN_OWN_CASE = "measured_in_own_case"
    STAFFED_BEYOND_LIMIT = "staffed_beyond_limit"

    @property
    def words(self) -> Text:
        """What happened against the rule."""
        return _WORDS[self]


_WORDS = {
    Rule.DECIDED_UNHEARD: Text(
        kk="орган түсініктеме бере алғанға дейін шешім қабылданды",
        ru="решение принято до того, как орган мог дать объяснение",
        en="decided before the body complained of could explain",
    ),
    Rule.DECIDED_LATE: Text(
        kk="қарау нәтижесі мерзім өткеннен кейін шықты",
        ru="результат рассмотрения получен после истечения срока",
        en="concluded after the term had run out",
    ),
    Rule.EXTENDED_LATE: Text(
        kk="мерзім өткеннен кейін ұзартылды",
        ru="срок продлён после его истечения",
        en="extended after the term had run out",
    ),
    Rule.CLOSED_UNNOTIFIED: Text(
        kk="арыз иесіне хабарланбай іс жабылды",
        ru="дело закрыто без уведомления заявителя",
        en="closed before the applicant was told the outcome",
    ),
    Rule.DATED_BEFORE_REGISTRATION: Text(
        kk="әрекет тіркеу күнінен бұрынғы күнмен жазылды",
        ru="действие датировано днём до регистрации",
        en="dated before the registration",
    ),
    Rule.SIGNED_UNSUBMITTED: Text(
        kk="қол қоюға ұсынылмаған актіге қол қойылды",
        ru="подписан акт, не представленный на подпись",
        en="signed before it was submitted for signature",
    ),
    Rule.SIGNED_OUTSIDE_TERRITORY: Text(
        kk="өкіл өз аумағынан тыс органға арналған актіге қол қойды",
        ru="представитель подписал акт органу вне своей территории",
        en="signed by a Representative to a body outside the territory",
    ),
    Rule.ASSESSED_OWN_REPLY: Text(
        kk="жауапты тіркеген адам оны өзі бағалады",
        ru="ответ оценён тем, кто его внёс",
        en="assessed by the one who had recorded the reply",
    ),
    Rule.ACTED_WITHOUT_ABSENCE: Text(
        kk="лауазым иесі орнында болғанда міндеті атқарылды",
        ru="полномочия исполнялись, хотя занимающий должность не отсутствовал",
        en="acted for a holder who was not absent",
    ),
    Rule.ACTED_UNINSTRUCTED: Text(
        kk="күшіндегі тапсырмасыз тапсырма бойынша әрекет етілді",
        ru="действие по поручению без действующего поручения",
        en="acted on instruction without an instruction in force",
    ),
    Rule.MEASURED_IN_OWN_CASE: Text(
        kk="өзіне қатысты шара бойынша шешім қабылданды",
        ru="решение о мере принято тем, кого она касается",
        en="decided on a measure by the one whom it concerns",
    ),
    Rule.STAFFED_BEYOND_LIMIT: Text(
        kk="штат санының лимитінен тыс лауазым қосылды",
        ru="должность введена сверх лимита штатной численности",
        en="a post was added beyond the staffing limit",
    ),
}


class FindingRow(
    Row,
    table="conformance_finding",
    key=("stream", "rule", "position"),
    visible=Visibility.TRAIL,
    indexes=(("rule", "position"), ("office", "position"), ("effective", "position"), "position"),
):
    """An event that shows that a rule was not kept, as far as the log tells.

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
    offices: offices to which the record is open
    wall: the compartment behind whose wall it stands; empty if behind none
    audience: to whom the line is open
    about: the official concerned, if the line is about one
    actor: who acted
    capacity: in which capacity
    against: position of the earlier event that it is measured against, if there is one
    """

    stream: str
    rule: Rule
    position: int
    paragraph: str
    event: str
    effective: date | None
    recorded_at: datetime
    kind: str
    number: str | None
    office: str | None
    offices: tuple[str, ...]
    wall: str | None = None
    audience: Audience
    about: str | None
    actor: str
    capacity: Capacity
    against: int | None
