"""After the signature: transmission, receipt, reply, assessment, implementation, proceedings, closing."""

from domain.message import Event, Line, Prose
from domain.petitions.vocabulary import ReplyAssessment, TransmissionChannel
from domain.text import Text


class PetitionTransmitted(Event):
    """The signed act went to an addressee.

    addressee: key of the addressee
    channel: by which way
    reference: outgoing number or number of the consignment
    """

    words = Text(
        kk="ден қою актісін адресатқа жіберді",
        ru="направил акт реагирования адресату",
        en="transmitted the act of response to an addressee",
    )
    addressee: str
    channel: TransmissionChannel | None = None
    reference: Line | None = None


class PetitionReceived(Event):
    """An addressee received the act; from this day the term of the reply runs (154-VII, art. 15(2)).

    addressee: key of the addressee
    reference: incoming number given by the addressee
    """

    words = Text(
        kk="адресаттың ден қою актісін алғанын тіркеді",
        ru="зафиксировал получение акта реагирования адресатом",
        en="recorded the receipt of the act of response by an addressee",
    )
    addressee: str
    reference: Line | None = None


class PetitionReplied(Event):
    """An addressee replied.

    addressee: key of the addressee
    reference: number of the reply
    summary: what it says, identifying nobody
    """

    words = Text(kk="адресаттың жауабын тіркеді", ru="зафиксировал ответ адресата", en="recorded an addressee's reply")
    addressee: str
    reference: Line | None = None
    summary: Prose | None = None


class PetitionReplyAssessed(Event):
    """The reply was weighed.

    addressee: key of the addressee
    assessment: whether the addressee accepts the act, wholly or partly
    reason: how that follows from the reply
    """

    words = Text(kk="адресаттың жауабын бағалады", ru="дал оценку ответу адресата", en="assessed an addressee's reply")
    addressee: str
    assessment: ReplyAssessment
    reason: Prose | None = None


class PetitionImplemented(Event):
    """An addressee did what the act asks for, or a part of it.

    addressee: key of the addressee
    measures: what was done, identifying nobody
    complete: whether nothing remains to be done
    """

    words = Text(
        kk="ден қою актісінің орындалуын тіркеді",
        ru="зафиксировал исполнение акта реагирования",
        en="recorded the implementation of the act of response",
    )
    addressee: str
    measures: Prose
    complete: bool = True


class ProceedingsOpened(Event):
    """The competent body opened the proceedings asked for (¶15(5)).

    addressee: key of the addressee
    reference: number of its decision or of the case
    """

    words = Text(
        kk="іс жүргізудің қозғалғанын тіркеді",
        ru="зафиксировал возбуждение производства",
        en="recorded the opening of proceedings",
    )
    addressee: str
    reference: Line | None = None


class ProceedingsRefused(Event):
    """The competent body refused to open the proceedings asked for (¶15(5)).

    addressee: key of the addressee
    reference: number of its decision
    ground: its ground, identifying nobody
    """

    words = Text(
        kk="іс жүргізуді қозғаудан бас тартылғанын тіркеді",
        ru="зафиксировал отказ в возбуждении производства",
        en="recorded the refusal to open proceedings",
    )
    addressee: str
    reference: Line | None = None
    ground: Prose | None = None


class ProceedingsDiscontinued(Event):
    """The proceedings ended without a sanction (¶15(5)).

    addressee: key of the addressee
    reference: number of the decision
    ground: its ground, identifying nobody
    """

    words = Text(
        kk="іс жүргізудің тоқтатылғанын тіркеді",
        ru="зафиксировал прекращение производства",
        en="recorded the end of proceedings without a sanction",
    )
    addressee: str
    reference: Line | None = None
    ground: Prose | None = None


class SanctionImposed(Event):
    """The proceedings led to a sanction (¶15(5)).

    addressee: key of the addressee
    sanction: kind of the sanction
    reference: number of the decision
    """

    words = Text(
        kk="жаза қолданылғанын тіркеді",
        ru="зафиксировал применение взыскания",
        en="recorded the sanction imposed",
    )
    addressee: str
    sanction: Line
    reference: Line | None = None


class PetitionClosed(Event):
    """The matter of the act was closed.

    reason: why it is closed although an addressee has not answered or not carried it out
    """

    words = Text(
        kk="ден қою актісі бойынша істі жапты",
        ru="закрыл дело по акту реагирования",
        en="closed the matter of the act of response",
    )
    reason: Prose | None = None
