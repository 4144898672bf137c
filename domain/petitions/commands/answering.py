"""Sending a signed act of response, recording what comes back, closing its matter."""

from domain.identifiers import PetitionId
from domain.message import Command, Line, Prose
from domain.petitions.vocabulary import AddresseeKey, ProceedingsDecision, ReplyAssessment, TransmissionChannel


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

    channel: TransmissionChannel | None = None
    reference: Line | None = None


class ConfirmReceipt(ToAddressee):
    """Record that an addressee received the act; the term of the reply runs from this day.

    reference: incoming number given by the addressee
    """

    reference: Line | None = None


class RecordReply(ToAddressee):
    """Record an addressee's reply; a further one after the assessment is assessed anew.

    reference: number of the reply
    summary: what it says, identifying nobody
    """

    reference: Line | None = None
    summary: Prose | None = None


class AssessReply(ToAddressee):
    """Weigh a reply that somebody else recorded.

    assessment: whether the addressee accepts the act, wholly or partly
    reason: how that follows from the reply
    """

    assessment: ReplyAssessment
    reason: Prose


class RecordImplementation(ToAddressee):
    """Record what an addressee did of what the act asks for.

    measures: what was done, identifying nobody
    complete: whether nothing remains to be done
    """

    measures: Prose
    complete: bool = True


class RecordProceedings(ToAddressee):
    """Record what the competent body decided on an application for proceedings.

    decision: proceedings opened, refused, or discontinued without a sanction
    reference: number of the decision or of the case
    ground: ground of a refusal or discontinuation, identifying nobody
    """

    decision: ProceedingsDecision
    reference: Line | None = None
    ground: Prose | None = None


class RecordSanction(ToAddressee):
    """Record a sanction to which the proceedings led.

    sanction: kind of the sanction
    reference: number of the decision
    """

    sanction: Line
    reference: Line | None = None


class ClosePetition(Command):
    """Close the matter of a signed act.

    petition: the act of response
    reason: needed when an addressee has not answered or not carried it out
    """

    petition: PetitionId
    reason: Prose | None = None
