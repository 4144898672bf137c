"""Closed lists and small values of complaints."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.identifiers import PersonId
from domain.message import Line, Prose
from domain.persons.state import PersonDetails
from domain.text import Text
from domain.value import Value

HeadKey = Annotated[str, Meta(pattern=r"^[0-9]{1,3}\Z")]
"""Number of a head within its complaint: 1, 2, 3 …"""


class Addressee(StrEnum):
    """To whom the applicant wrote; it decides the series and who answers."""

    OMBUDSMAN = "ombudsman"
    REPRESENTATIVE = "representative"
    CENTRE = "centre"

    @property
    def words(self) -> Text:
        return _ADDRESSEE_WORDS[self]


_ADDRESSEE_WORDS = {
    Addressee.OMBUDSMAN: Text(kk="Уәкіл", ru="Уполномоченный", en="Ombudsman"),
    Addressee.REPRESENTATIVE: Text(kk="Уәкілдің өкілі", ru="Представитель Уполномоченного", en="Representative"),
    Addressee.CENTRE: Text(kk="Ұлттық орталық", ru="Национальный центр", en="Centre"),
}


class Channel(StrEnum):
    """By which way it came in or goes out."""

    INTERNET = "internet"
    EMAIL = "email"
    POST = "post"
    DESK = "desk"
    RECEPTION = "reception"
    TELEPHONE = "telephone"
    INTERNAL = "internal"

    @property
    def words(self) -> Text:
        return _CHANNEL_WORDS[self]


_CHANNEL_WORDS = {
    Channel.INTERNET: Text(kk="интернет арқылы", ru="через интернет", en="over the internet"),
    Channel.EMAIL: Text(kk="электрондық пошта арқылы", ru="по электронной почте", en="by e-mail"),
    Channel.POST: Text(kk="пошта арқылы", ru="по почте", en="by post"),
    Channel.DESK: Text(kk="кеңсе арқылы", ru="через канцелярию", en="at the desk"),
    Channel.RECEPTION: Text(kk="жеке қабылдауда", ru="на личном приёме", en="at a reception"),
    Channel.TELEPHONE: Text(kk="телефон арқылы", ru="по телефону", en="by telephone"),
    Channel.INTERNAL: Text(kk="мекеме ішінен", ru="внутри учреждения", en="from within the institution"),
}


class Status(StrEnum):
    """Where a complaint stands."""

    REGISTERED = "registered"
    UNDER_EXAMINATION = "under_examination"
    SUSPENDED = "suspended"
    DECIDED = "decided"
    REMEDIES_EXPLAINED = "remedies_explained"
    FORWARDED = "forwarded"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    CLOSED = "closed"

    @property
    def words(self) -> Text:
        return _STATUS_WORDS[self]


_STATUS_WORDS = {
    Status.REGISTERED: Text(kk="тіркелді", ru="зарегистрировано", en="registered"),
    Status.UNDER_EXAMINATION: Text(kk="қаралып жатыр", ru="на рассмотрении", en="under examination"),
    Status.SUSPENDED: Text(kk="қарау тоқтатыла тұрды", ru="рассмотрение приостановлено", en="suspended"),
    Status.DECIDED: Text(kk="шешім қабылданды", ru="решение принято", en="decided"),
    Status.REMEDIES_EXPLAINED: Text(
        kk="қорғану құралдары түсіндірілді", ru="разъяснены средства защиты", en="answered with remedies"
    ),
    Status.FORWARDED: Text(
        kk="құзыретті органға жіберілді", ru="направлено по компетенции", en="forwarded to the competent body"
    ),
    Status.REFUSED: Text(kk="қараудан бас тартылды", ru="в рассмотрении отказано", en="refused"),
    Status.REDIRECTED: Text(
        kk="Уәкілге қайта бағытталды", ru="передано Уполномоченному", en="redirected to the Ombudsman"
    ),
    Status.ANSWERED: Text(kk="жауап берілді", ru="дан ответ", en="answered"),
    Status.WITHDRAWN: Text(kk="қайтарып алынды", ru="отозвано", en="withdrawn"),
    Status.MERGED: Text(kk="басқа шағымға біріктірілді", ru="присоединено к другой жалобе", en="merged"),
    Status.CLOSED: Text(kk="іс жабылды", ru="дело закрыто", en="closed"),
}


OPEN = frozenset({Status.REGISTERED, Status.UNDER_EXAMINATION, Status.SUSPENDED})
"""The clock of these runs or rests; all others have an outcome."""
CONCLUDED = frozenset(
    {
        Status.DECIDED,
        Status.REMEDIES_EXPLAINED,
        Status.FORWARDED,
        Status.REFUSED,
        Status.ANSWERED,
        Status.WITHDRAWN,
    }
)
"""These have an outcome of which the applicant is told before the case is closed."""


class Finding(StrEnum):
    """Outcome of one head of complaint."""

    VIOLATION_FOUND = "violation_found"
    VIOLATION_NOT_FOUND = "violation_not_found"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    DISCONTINUED = "discontinued"

    @property
    def words(self) -> Text:
        return _FINDING_WORDS[self]


_FINDING_WORDS = {
    Finding.VIOLATION_FOUND: Text(kk="бұзушылық анықталды", ru="нарушение установлено", en="violation found"),
    Finding.VIOLATION_NOT_FOUND: Text(
        kk="бұзушылық анықталмады", ru="нарушение не установлено", en="violation not found"
    ),
    Finding.SETTLED: Text(kk="реттелді", ru="урегулировано", en="settled"),
    Finding.WITHDRAWN: Text(kk="қайтарып алынды", ru="отозвано", en="withdrawn"),
    Finding.DISCONTINUED: Text(kk="тоқтатылды", ru="прекращено", en="discontinued"),
}


class Confidentiality(StrEnum):
    """How far a case is known inside the institution."""

    ORDINARY = "ordinary"
    RESTRICTED = "restricted"
    """Only the assigned official, the Representative of the office, the instructed and the Ombudsman."""

    @property
    def words(self) -> Text:
        return _CONFIDENTIALITY_WORDS[self]


_CONFIDENTIALITY_WORDS = {
    Confidentiality.ORDINARY: Text(kk="әдеттегі", ru="обычный", en="ordinary"),
    Confidentiality.RESTRICTED: Text(kk="шектеулі", ru="ограниченный", en="restricted"),
}


class Respondent(Value, omit_defaults=True):
    """The body, organisation or official complained of, by its public name.

    name: name of the body
    body_type: what kind of body it is
    """

    name: Line
    body_type: Line | None = None


class Applicant(Value, omit_defaults=True):
    """Somebody who complains: a person already registered, or details of a new one; exactly one of the two.

    person: id of a person already registered
    details: what the person tells about himself or herself
    """

    person: PersonId | None = None
    details: PersonDetails | None = None


class HeadOfComplaint(Value, omit_defaults=True):
    """One thing complained of; each receives its own finding.

    category: what it is about
    subject: the matter in the office's words, identifying nobody
    """

    category: Line
    subject: Prose | None = None


class Source(Value, omit_defaults=True):
    """Where an imported record comes from.

    system: name of the earlier system
    number: its number there
    deadline: the deadline that the earlier system had set
    """

    system: Line
    number: Line
    deadline: date | None = None
