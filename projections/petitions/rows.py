"""Acts of response as tables: where each stands, with each addressee, and, apart from these, what it says."""

from datetime import date, datetime
from enum import StrEnum

from domain.petitions.vocabulary import (
    AddresseeStatus,
    BodyLevel,
    PetitionKind,
    PetitionStatus,
    Proceedings,
    ReplyAssessment,
    TransmissionChannel,
)
from domain.text import Text
from projections.rows import Row, Visibility


class PetitionRow(
    Row,
    table="petition",
    key=("id",),
    visible=Visibility.RECORD,
    indexes=(
        "number",
        ("status", "id"),
        ("office", "status"),
        ("petition_kind", "status"),
        ("signed_by", "signed_on"),
        ("drafted_on", "id"),
        ("signed_on", "id"),
        "position",
    ),
):
    """A recommendation, petition, proposal or application for proceedings, and where it stands.

    id: its record
    number: registration number
    petition_kind: what kind of act
    systemic: whether it concerns measures of prevention and restoration in general (¶15(4))
    status: where it stands as a whole
    office: the office that drafted it
    offices: offices to which it is open
    wall: the compartment behind whose wall it stands; empty if behind none
    guarded: whether its contents are open only to those who decide, the drafter and the instructed
    title: what it is about, identifying nobody
    complaints: the complaints on which it rests
    addressees: number of addressees
    awaiting: number of addressees whose reply is awaited
    drafted_by: official who drafted it
    drafted_on: the day of the draft
    submitted_on: the day on which it was last put before the person who signs
    signed_by: official who signed it
    signed_on: the day of the signature
    signed_under: paragraph of the power to sign
    closed_on: the day on which its matter was closed or the draft given up
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    number: str
    petition_kind: PetitionKind
    systemic: bool
    status: PetitionStatus
    office: str
    offices: tuple[str, ...]
    wall: str | None = None
    guarded: bool
    title: str
    complaints: tuple[str, ...] = ()
    addressees: int = 0
    awaiting: int = 0
    drafted_by: str
    drafted_on: date | None = None
    submitted_on: date | None = None
    signed_by: str | None = None
    signed_on: date | None = None
    signed_under: str | None = None
    closed_on: date | None = None
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class PetitionAddresseeRow(
    Row,
    table="petition_addressee",
    key=("petition", "addressee"),
    visible=Visibility.RECORD,
    indexes=(("status", "due_on"), "body", ("proceedings", "sanctioned_on")),
):
    """An act of response with one of its addressees.

    petition: the act of response
    addressee: key of the addressee within the act
    offices: offices to which the act is open
    wall: the compartment behind whose wall it stands; empty if behind none
    body: the body or office addressed
    level: central or territorial
    territory: code of the office in whose territory a territorial body lies
    status: where the act stands with this addressee
    awaited: whether a reply is awaited: the act went out, nothing came back, and its matter is not closed
    channel: by which way it went
    outgoing: outgoing number or number of the consignment
    transmitted_on: the day on which it went
    received_on: the day on which the addressee received it, day zero of the term of the reply
    due_on: last day for the reply (154-VII, art. 15(2)), if receipt is confirmed
    replied_on: the day of the reply
    reply_reference: number of the reply
    assessment: whether the addressee accepts the act, wholly or partly
    implemented_on: the day on which nothing remained to be done
    proceedings: where the proceedings stand for which an application asked
    proceedings_reference: number of the decision or of the case
    sanction: kind of the sanction imposed
    sanctioned_on: the day of the sanction
    """

    petition: str
    addressee: str
    offices: tuple[str, ...]
    wall: str | None = None
    body: str
    level: BodyLevel
    territory: str | None = None
    status: AddresseeStatus = AddresseeStatus.NAMED
    awaited: bool = False
    channel: TransmissionChannel | None = None
    outgoing: str | None = None
    transmitted_on: date | None = None
    received_on: date | None = None
    due_on: date | None = None
    replied_on: date | None = None
    reply_reference: str | None = None
    assessment: ReplyAssessment | None = None
    implemented_on: date | None = None
    proceedings: Proceedings | None = None
    proceedings_reference: str | None = None
    sanction: str | None = None
    sanctioned_on: date | None = None


class PetitionInstructionRow(
    Row,
    table="petition_instruction",
    key=("petition", "official"),
    visible=Visibility.RECORD,
    indexes=("official",),
):
    """A Representative instructed to sign this very act (¶15(8)).

    petition: the act of response
    official: who is instructed
    offices: offices to which the act is open
    wall: the compartment behind whose wall it stands; empty if behind none
    given_on: first day of the instruction
    until: last day, if limited
    withdrawn_on: the day on which it was taken back
    """

    petition: str
    official: str
    offices: tuple[str, ...]
    wall: str | None = None
    given_on: date | None = None
    until: date | None = None
    withdrawn_on: date | None = None


class PetitionTextKind(StrEnum):
    """What a text of an act of response is."""

    OPERATIVE_PART = "operative_part"
    """What the addressees are asked to do."""
    REASONING = "reasoning"
    """Circumstances and grounds, as far as they speak of a person."""
    RETURN = "return"
    """What is to be improved in a draft."""
    REPLY = "reply"
    """What an addressee replied."""
    ASSESSMENT = "assessment"
    """How the assessment follows from the reply."""
    IMPLEMENTATION = "implementation"
    """What an addressee did."""
    GROUND = "ground"
    """Ground of the competent body for refusing or discontinuing proceedings."""
    CLOSING = "closing"
    """Why the matter was closed or the draft given up."""

    @property
    def words(self) -> Text:
        return _PETITION_TEXT_KIND_WORDS[self]


_PETITION_TEXT_KIND_WORDS = {
    PetitionTextKind.OPERATIVE_PART: Text(kk="қарар бөлігі", ru="резолютивная часть", en="operative part"),
    PetitionTextKind.REASONING: Text(kk="негіздемесі", ru="мотивировка", en="reasoning"),
    PetitionTextKind.RETURN: Text(
        kk="пысықтауға қайтару себебі", ru="причина возврата на доработку", en="what is to be improved in the draft"
    ),
    PetitionTextKind.REPLY: Text(kk="адресаттың жауабы", ru="ответ адресата", en="reply of the addressee"),
    PetitionTextKind.ASSESSMENT: Text(kk="жауаптың бағасы", ru="оценка ответа", en="assessment of the reply"),
    PetitionTextKind.IMPLEMENTATION: Text(kk="орындау шаралары", ru="меры по исполнению", en="what the addressee did"),
    PetitionTextKind.GROUND: Text(
        kk="іс жүргізу туралы шешімнің негізі",
        ru="основание решения о производстве",
        en="ground of the decision on proceedings",
    ),
    PetitionTextKind.CLOSING: Text(kk="істі жабу себебі", ru="причина закрытия дела", en="reason of the closing"),
}


class PetitionTextRow(Row, table="petition_text", key=("petition", "text_kind", "part"), visible=Visibility.CONTENTS):
    """A text that belongs to the contents of an act of response.

    petition: the act of response
    text_kind: what it is
    part: key of the addressee it concerns; empty for the act as a whole
    person: the person of whom it speaks; empty if it belongs to the matter
    offices: offices to which the contents are open
    wall: the compartment behind whose wall it stands; empty if behind none
    guarded: whether only those who decide, the drafter and the instructed see it
    assignee: the drafter, kept where guarded
    text: the words
    """

    petition: str
    text_kind: PetitionTextKind
    part: str
    person: str | None = None
    offices: tuple[str, ...]
    wall: str | None = None
    guarded: bool
    assignee: str | None
    text: str


class PetitionPartyRow(
    Row, table="petition_party", key=("petition", "person"), visible=Visibility.CONTENTS, indexes=("person",)
):
    """The person of whom the reasoning speaks, or against whom an application asks for proceedings.

    petition: the act of response
    person: the person
    offices: offices to which the contents are open
    wall: the compartment behind whose wall it stands; empty if behind none
    guarded: whether only those who decide, the drafter and the instructed see it
    assignee: the drafter, kept where guarded
    """

    petition: str
    person: str
    offices: tuple[str, ...]
    wall: str | None = None
    guarded: bool
    assignee: str | None
