"""Closed lists and small values of acts of response."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.calendar.clock import TERM
from domain.identifiers import OfficeCode
from domain.message import Line
from domain.text import Text
from domain.value import Value

AddresseeKey = Annotated[str, Meta(pattern=r"^[a-z0-9]{1,3}\Z")]
"""Key of an addressee within its act: a, b, c … or 1, 2, 3 …"""


class PetitionKind(StrEnum):
    """Kinds of acts of response (¶14(2)a, ¶15(1), ¶15(4)–(6))."""

    RECOMMENDATION = "recommendation"
    PETITION = "petition"
    PROPOSAL = "proposal"
    LEGISLATIVE_PROPOSAL = "legislative_proposal"
    DISCIPLINARY_APPLICATION = "disciplinary_application"
    ADMINISTRATIVE_APPLICATION = "administrative_application"
    CRIMINAL_APPLICATION = "criminal_application"

    @property
    def words(self) -> Text:
        return _KINDS[self]

    @property
    def reply_days(self) -> int | None:
        """Working days for the reply, from receipt (154-VII, art. 15(2)); None where another law sets the term."""
        return TERM if self in ORDINARY else None


ORDINARY = frozenset({PetitionKind.RECOMMENDATION, PetitionKind.PETITION, PetitionKind.PROPOSAL})
"""The acts of ¶14(2)a, which the Ombudsman and the Representatives address to bodies and officials."""
SYSTEMIC = frozenset({PetitionKind.RECOMMENDATION, PetitionKind.PROPOSAL})
"""What may concern measures of prevention and restoration in general (¶15(4))."""
APPLICATIONS = frozenset(
    {
        PetitionKind.DISCIPLINARY_APPLICATION,
        PetitionKind.ADMINISTRATIVE_APPLICATION,
        PetitionKind.CRIMINAL_APPLICATION,
    }
)
"""Applications for proceedings against a person (¶15(5))."""

_KINDS = {
    PetitionKind.RECOMMENDATION: Text(kk="ұсыным", ru="рекомендация", en="recommendation"),
    PetitionKind.PETITION: Text(kk="өтінішхат", ru="ходатайство", en="petition"),
    PetitionKind.PROPOSAL: Text(kk="ұсыныс", ru="предложение", en="proposal"),
    PetitionKind.LEGISLATIVE_PROPOSAL: Text(
        kk="заңнаманы жетілдіру жөніндегі ұсыныс",
        ru="предложение о совершенствовании законодательства",
        en="legislative proposal",
    ),
    PetitionKind.DISCIPLINARY_APPLICATION: Text(
        kk="тәртіптік іс жүргізуді қозғау туралы өтініш",
        ru="обращение о возбуждении дисциплинарного производства",
        en="application for disciplinary proceedings",
    ),
    PetitionKind.ADMINISTRATIVE_APPLICATION: Text(
        kk="әкімшілік іс жүргізуді қозғау туралы өтініш",
        ru="обращение о возбуждении административного производства",
        en="application for administrative proceedings",
    ),
    PetitionKind.CRIMINAL_APPLICATION: Text(
        kk="қылмыстық іс жүргізуді қозғау туралы өтініш",
        ru="обращение о возбуждении уголовного производства",
        en="application for criminal proceedings",
    ),
}


class ProceedingsKind(StrEnum):
    """Proceedings for which the Ombudsman may apply (¶15(5))."""

    DISCIPLINARY = "disciplinary"
    ADMINISTRATIVE = "administrative"
    CRIMINAL = "criminal"

    @property
    def application(self) -> PetitionKind:
        return PetitionKind(f"{self}_application")


class BodyLevel(StrEnum):
    """Whether a body serves the country or one region; to central bodies the Ombudsman signs."""

    CENTRAL = "central"
    TERRITORIAL = "territorial"

    @property
    def words(self) -> Text:
        return _BODY_LEVEL_WORDS[self]


_BODY_LEVEL_WORDS = {
    BodyLevel.CENTRAL: Text(kk="орталық", ru="центральный", en="central"),
    BodyLevel.TERRITORIAL: Text(kk="аумақтық", ru="территориальный", en="territorial"),
}


class PetitionAddressee(Value, omit_defaults=True):
    """A body or official to whom an act of response is addressed.

    key: a, b, c … within the act; every later fact about this addressee names it
    body: public name of the body or office; not of a person
    level: central, or territorial
    territory: code of the office in whose territory a territorial body lies
    """

    key: AddresseeKey
    body: Line
    level: BodyLevel
    territory: OfficeCode | None = None


class PetitionStatus(StrEnum):
    """Where an act of response stands as a whole; what follows its signature is told per addressee."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SIGNED = "signed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Text:
        return _PETITION_STATUS_WORDS[self]


_PETITION_STATUS_WORDS = {
    PetitionStatus.DRAFT: Text(kk="жоба", ru="проект", en="draft"),
    PetitionStatus.SUBMITTED: Text(kk="қол қоюға ұсынылды", ru="представлено на подпись", en="submitted"),
    PetitionStatus.RETURNED: Text(
        kk="пысықтауға қайтарылды", ru="возвращено на доработку", en="returned for further work"
    ),
    PetitionStatus.SIGNED: Text(kk="қол қойылды", ru="подписано", en="signed"),
    PetitionStatus.CLOSED: Text(kk="іс жабылды", ru="дело закрыто", en="closed"),
    PetitionStatus.WITHDRAWN: Text(kk="жоба қайтарып алынды", ru="проект отозван", en="draft withdrawn"),
}


class AddresseeStatus(StrEnum):
    """Where an act of response stands with one addressee."""

    NAMED = "named"
    TRANSMITTED = "transmitted"
    RECEIVED = "received"
    REPLIED = "replied"
    ASSESSED = "assessed"
    IMPLEMENTED = "implemented"

    @property
    def words(self) -> Text:
        return _ADDRESSEE_STATUS_WORDS[self]


_ADDRESSEE_STATUS_WORDS = {
    AddresseeStatus.NAMED: Text(kk="адресат көрсетілді", ru="адресат указан", en="addressee named"),
    AddresseeStatus.TRANSMITTED: Text(kk="жіберілді", ru="направлено", en="transmitted"),
    AddresseeStatus.RECEIVED: Text(kk="адресат алды", ru="получено адресатом", en="received by the addressee"),
    AddresseeStatus.REPLIED: Text(kk="жауап келді", ru="ответ получен", en="replied"),
    AddresseeStatus.ASSESSED: Text(kk="жауапқа баға берілді", ru="ответ оценён", en="reply assessed"),
    AddresseeStatus.IMPLEMENTED: Text(kk="орындалды", ru="исполнено", en="implemented"),
}


class TransmissionChannel(StrEnum):
    """By which way an act of response goes to its addressee."""

    ELECTRONIC = "electronic"
    """The electronic document circulation of state bodies."""
    POST = "post"
    COURIER = "courier"
    EMAIL = "email"
    BY_HAND = "by_hand"

    @property
    def words(self) -> Text:
        return _TRANSMISSION_CHANNEL_WORDS[self]


_TRANSMISSION_CHANNEL_WORDS = {
    TransmissionChannel.ELECTRONIC: Text(
        kk="электрондық құжат айналымы арқылы",
        ru="через электронный документооборот",
        en="by electronic document circulation",
    ),
    TransmissionChannel.POST: Text(kk="пошта арқылы", ru="по почте", en="by post"),
    TransmissionChannel.COURIER: Text(kk="курьер арқылы", ru="курьером", en="by courier"),
    TransmissionChannel.EMAIL: Text(kk="электрондық пошта арқылы", ru="по электронной почте", en="by e-mail"),
    TransmissionChannel.BY_HAND: Text(kk="қолма-қол", ru="нарочно", en="by hand"),
}


class ReplyAssessment(StrEnum):
    """What an addressee's reply amounts to."""

    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REJECTED = "rejected"

    @property
    def words(self) -> Text:
        return _REPLY_ASSESSMENT_WORDS[self]


_REPLY_ASSESSMENT_WORDS = {
    ReplyAssessment.ACCEPTED: Text(kk="толық қабылданды", ru="принято полностью", en="accepted"),
    ReplyAssessment.PARTLY_ACCEPTED: Text(kk="ішінара қабылданды", ru="принято частично", en="partly accepted"),
    ReplyAssessment.REJECTED: Text(kk="қабылданбады", ru="отклонено", en="rejected"),
}


class ProceedingsDecision(StrEnum):
    """What the competent body did with an application for proceedings."""

    OPENED = "opened"
    REFUSED = "refused"
    DISCONTINUED = "discontinued"


class Proceedings(StrEnum):
    """Where the proceedings stand for which an application asked."""

    OPENED = "opened"
    REFUSED = "refused"
    DISCONTINUED = "discontinued"
    SANCTIONED = "sanctioned"

    @property
    def words(self) -> Text:
        return _PROCEEDINGS_WORDS[self]


_PROCEEDINGS_WORDS = {
    Proceedings.OPENED: Text(kk="қозғалды", ru="возбуждено", en="opened"),
    Proceedings.REFUSED: Text(kk="қозғаудан бас тартылды", ru="в возбуждении отказано", en="refused"),
    Proceedings.DISCONTINUED: Text(kk="тоқтатылды", ru="прекращено", en="discontinued"),
    Proceedings.SANCTIONED: Text(kk="жаза қолданылды", ru="применено взыскание", en="ended with a sanction"),
}
