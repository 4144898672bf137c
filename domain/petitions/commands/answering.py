"""Sending a signed act of response, recording what comes back, closing its matter."""

from domain.identifiers import PetitionId
from domain.message import Command, Line, Prose
from domain.petitions.vocabulary import AddresseeKey, ProceedingsDecision, ReplyAssessment, TransmissionChannel
from domain.text import Text


class ToAddressee(Command):
    """What concerns one addressee of an act.

    petition: the act of response
    addressee: key of the addressee
    """

    petition: PetitionId
    addressee: AddresseeKey


class TransmitPetition(ToAddressee):
    """Send the signed act to an addressee; again, if it did not arrive.

    channel: by which way; left out only where an earlier record does not say
    reference: outgoing number or number of the consignment
    """

    words = Text(
        kk="ден қою актісін адресатқа жіберу",
        ru="направить акт реагирования адресату",
        en="transmit the act of response to an addressee",
    )
    channel: TransmissionChannel | None = None
    reference: Line | None = None


class ConfirmReceipt(ToAddressee):
    """Record that an addressee received the act; the term of the reply runs from this day.

    reference: incoming number given by the addressee
    """

    words = Text(
        kk="адресаттың ден қою актісін алғанын тіркеу",
        ru="зафиксировать получение акта реагирования адресатом",
        en="record the receipt of the act of response by an addressee",
    )
    reference: Line | None = None


class RecordReply(ToAddressee):
    """Record an addressee's reply; a further one after the assessment is assessed anew.

    reference: number of the reply
    summary: what it says, identifying nobody
    """

    words = Text(kk="адресаттың жауабын тіркеу", ru="зафиксировать ответ адресата", en="record an addressee's reply")
    reference: Line | None = None
    summary: Prose | None = None


class AssessReply(ToAddressee):
    """Weigh a reply that somebody else recorded.

    assessment: whether the addressee accepts the act, wholly or partly
    reason: how that follows from the reply
    """

    words = Text(kk="адресаттың жауабын бағалау", ru="дать оценку ответу адресата", en="assess an addressee's reply")
    assessment: ReplyAssessment
    reason: Prose


class RecordImplementation(ToAddressee):
    """Record what an addressee did of what the act asks for.

    measures: what was done, identifying nobody
    complete: whether nothing remains to be done
    """

    words = Text(
        kk="ден қою актісінің орындалуын тіркеу",
        ru="зафиксировать исполнение акта реагирования",
        en="record the implementation of the act of response",
    )
    measures: Prose
    complete: bool = True


class RecordProceedings(ToAddressee):
    """Record what the competent body decided on an application for proceedings.

    decision: proceedings opened, refused, or discontinued without a sanction
    reference: number of the decision or of the case
    ground: ground of a refusal or discontinuation, identifying nobody
    """

    words = Text(
        kk="іс жүргізу туралы шешімді тіркеу",
        ru="зафиксировать решение о производстве",
        en="record the decision on proceedings",
    )
    decision: ProceedingsDecision
    reference: Line | None = None
    ground: Prose | None = None


class RecordSanction(ToAddressee):
    """Record a sanction to which the proceedings led.

    sanction: kind of the sanction
    reference: number of the decision
    """

    words = Text(
        kk="жаза қолданылғанын тіркеу",
        ru="зафиксировать применение взыскания",
        en="record the sanction imposed",
    )
    sanction: Line
    reference: Line | None = None


class ClosePetition(Command):
    """Close the matter of a signed act.

    petition: the act of response
    reason: needed when an addressee has not answered or not carried it out
    """

    words = Text(
        kk="ден қою актісі бойынша істі жабу",
        ru="закрыть дело по акту реагирования",
        en="close the matter of the act of response",
    )
    petition: PetitionId
    reason: Prose | None = None
