"""Complaints as tables: where each stands, its heads and findings, and, apart from these, what people wrote."""

from datetime import date, datetime
from enum import StrEnum

from domain.complaints.vocabulary import Addressee, Channel, Confidentiality, Finding, Status
from domain.numbers import Series
from domain.text import Text
from projections.collation import SortKey
from projections.rows import Row, Visibility


class ComplaintRow(
    Row,
    table="complaint",
    key=("id",),
    visible=Visibility.RECORD,
    indexes=(
        "number",
        ("status", "due_on"),
        ("office", "status"),
        ("respondent", "decision_year"),
        ("respondent_key", "id"),
        "decision_year",
        "category",
        ("due_on", "id"),
        ("assignee", "status"),
        ("assignee", "office"),
        "offered_to",
        ("received_on", "id"),
        ("registered_on", "id"),
        ("decided_on", "id"),
        ("position",),
        ("source_system", "source_number"),
    ),
):
    """A complaint, or a communication to the Centre, and where it stands.

    id: its record
    number: registration number
    series: series of the number: complaints, or communications to the Centre
    status: where it stands
    office: the office that has it
    offices: offices to which it is open: the one that has it and the one it is offered to
    wall: the compartment behind whose wall it stands; empty if behind none
    offered_to: office to which a transfer is offered
    addressee: to whom the applicant wrote
    channel: by which way it came in
    received_on: the day it reached the office
    registered_on: the day of registration, day zero of the term
    respondent: the body complained of
    respondent_key: the place of its name in Kazakh alphabetical order
    respondent_type: what kind of body it is
    category: main category
    right: the right said to be infringed
    urgent: whether life, health or liberty is at stake
    applicants: number of applicants
    assignee: official charged with it
    term_from: day zero of the term: of registration or of reopening
    due_on: last day of the term, as it stands or stood at the end; empty while it rests or if its beginning is unknown
    extended_days: working days by which the term was extended
    suspended_on: first day of the present suspension
    suspensions: spans in which the term rested, as FIRST/RETURN days
    resting: where it stood before it was suspended or merged
    heads: number of heads of complaint
    findings: findings of its heads, each named once
    decided_on: the day on which the last head was decided
    decision_year: year of that day
    concluded_on: the day on which it received its outcome, on the merits or otherwise
    notified_on: the day on which the applicant was told the outcome
    closed_on: the day on which the case was closed
    reopened: how often it was opened again
    persons_restored: number of persons whose rights were restored (¶13)
    merged_into: the complaint within which it is examined
    redirected_to: the complaint that a communication became
    confidentiality: how far its contents are known inside the institution
    identity_protected: whether the identity of the applicants is protected
    source_system: earlier system from which it was imported
    source_number: its number there
    source_deadline: the deadline that the earlier system had set
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    number: str
    series: Series
    status: Status
    office: str
    offices: tuple[str, ...]
    wall: str | None = None
    offered_to: str | None = None
    addressee: Addressee
    channel: Channel | None = None
    received_on: date | None = None
    registered_on: date | None = None
    respondent: str | None = None
    respondent_key: SortKey | None = None
    respondent_type: str | None = None
    category: str | None = None
    right: str | None = None
    urgent: bool = False
    applicants: int = 0
    assignee: str | None = None
    term_from: date | None = None
    due_on: date | None = None
    extended_days: int = 0
    suspended_on: date | None = None
    suspensions: tuple[str, ...] = ()
    resting: Status | None = None
    heads: int = 0
    findings: tuple[Finding, ...] = ()
    decided_on: date | None = None
    decision_year: int | None = None
    concluded_on: date | None = None
    notified_on: date | None = None
    closed_on: date | None = None
    reopened: int = 0
    persons_restored: int = 0
    merged_into: str | None = None
    redirected_to: str | None = None
    confidentiality: Confidentiality = Confidentiality.ORDINARY
    identity_protected: bool = False
    source_system: str | None = None
    source_number: str | None = None
    source_deadline: date | None = None
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class ComplaintHeadRow(
    Row,
    table="complaint_head",
    key=("complaint", "head"),
    visible=Visibility.RECORD,
    indexes=(("finding", "decision_year"), "category", "decision_year"),
):
    """One thing complained of and its finding.

    complaint: the complaint
    head: its number within the complaint, from 1
    offices: offices to which the complaint is open
    wall: the compartment behind whose wall it stands; empty if behind none
    category: what it is about
    finding: the outcome; empty while undecided
    decided_on: the day of the finding
    decision_year: year of that day
    decided_by: official who decided
    source_finding: the finding in the words of an imported source
    amended_at_review: whether the source says that the finding was amended at a review
    """

    complaint: str
    head: str
    offices: tuple[str, ...]
    wall: str | None = None
    category: str
    finding: Finding | None = None
    decided_on: date | None = None
    decision_year: int | None = None
    decided_by: str | None = None
    source_finding: str | None = None
    amended_at_review: bool | None = None


class TextKind(StrEnum):
    """What a text of a complaint is."""

    STATEMENT = "statement"
    """The applicant's own words."""
    SUBJECT = "subject"
    """A head of complaint in the office's words."""
    GROUNDS = "grounds"
    """Grounds of a finding."""
    REASONING = "reasoning"
    """Reasoning of a finding, as far as it speaks of the person."""
    EXPLANATION = "explanation"
    """What the respondent explained."""
    PROPOSAL = "proposal"
    """A proposal on the outcome."""
    RESTORATION = "restoration"
    """What was done to restore a right."""
    ANSWER = "answer"
    """Answer, remedies explained, or reasons of a refusal or forwarding."""
    INSTRUCTION = "instruction"
    """Task of an instruction."""

    @property
    def words(self) -> Text:
        return _TEXT_KIND_WORDS[self]


_TEXT_KIND_WORDS = {
    TextKind.STATEMENT: Text(kk="арыз иесінің баяны", ru="изложение заявителя", en="statement of the applicant"),
    TextKind.SUBJECT: Text(kk="шағым тармағының мәні", ru="предмет пункта жалобы", en="subject of a head"),
    TextKind.GROUNDS: Text(kk="қорытындының негізі", ru="основания вывода", en="grounds of a finding"),
    TextKind.REASONING: Text(kk="шешімнің негіздемесі", ru="мотивировка решения", en="reasoning of a finding"),
    TextKind.EXPLANATION: Text(kk="алынған түсініктеме", ru="полученное объяснение", en="explanation received"),
    TextKind.PROPOSAL: Text(kk="нәтиже туралы ұсыныс", ru="предложение по результату", en="proposal on the outcome"),
    TextKind.RESTORATION: Text(
        kk="құқықты қалпына келтіру шаралары", ru="меры по восстановлению права", en="what restored the right"
    ),
    TextKind.ANSWER: Text(kk="арыз иесіне жауап", ru="ответ заявителю", en="answer to the applicant"),
    TextKind.INSTRUCTION: Text(kk="тапсырманың мазмұны", ru="содержание поручения", en="task of an instruction"),
}


class ComplaintTextRow(
    Row, table="complaint_text", key=("complaint", "text_kind", "part"), visible=Visibility.CONTENTS
):
    """A text that belongs to the contents of a complaint.

    complaint: the complaint
    text_kind: what it is
    part: the head, request, proposal or other part it belongs to; empty for the complaint as a whole
    person: the person of whom it speaks; empty if it belongs to the matter
    offices: offices to which the contents are open
    wall: the compartment behind whose wall it stands; empty if behind none
    guarded: whether only those who decide, the assigned and the instructed see it
    assignee: official charged with the complaint, kept where guarded
    text: the words
    """

    complaint: str
    text_kind: TextKind
    part: str
    person: str | None = None
    offices: tuple[str, ...]
    wall: str | None = None
    guarded: bool
    assignee: str | None
    text: str


class PartyRole(StrEnum):
    """As what a person takes part in a complaint."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"

    @property
    def words(self) -> Text:
        return _PARTY_ROLE_WORDS[self]


_PARTY_ROLE_WORDS = {
    PartyRole.APPLICANT: Text(kk="арыз иесі", ru="заявитель", en="applicant"),
    PartyRole.REPRESENTATIVE: Text(
        kk="арыз иесінің өкілі", ru="представитель заявителя", en="representative of the applicant"
    ),
}


class ComplaintPartyRow(
    Row, table="complaint_party", key=("complaint", "person", "role"), visible=Visibility.CONTENTS, indexes=("person",)
):
    """A person who takes part in a complaint.

    complaint: the complaint
    person: the person
    role: as what
    offices: offices to which the contents are open
    wall: the compartment behind whose wall it stands; empty if behind none
    guarded: whether only those who decide, the assigned and the instructed see it
    assignee: official charged with the complaint
    """

    complaint: str
    person: str
    role: PartyRole
    offices: tuple[str, ...]
    wall: str | None = None
    guarded: bool
    assignee: str | None
