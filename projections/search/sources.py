"""Where searched words come from: one list from which documents are made and snippets are read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from projections.complaints.rows import ComplaintHeadRow, ComplaintPartyRow, ComplaintRow, ComplaintTextRow
from projections.persons import PersonRow
from projections.petitions.rows import PetitionAddresseeRow, PetitionPartyRow, PetitionRow, PetitionTextRow
from projections.rows import Row


class SearchField(StrEnum):
    """What the words that were found belong to."""

    NUMBER = "number"
    """Its registration number, or its number in an earlier system."""
    RESPONDENT = "respondent"
    """The body complained of."""
    CATEGORY = "category"
    """What the complaint or one of its heads is about."""
    TITLE = "title"
    """What an act of response is about."""
    ADDRESSEE = "addressee"
    """A body to which an act of response is addressed."""
    NAME = "name"
    """The name of a person."""
    STATEMENT = "statement"
    """The applicant's own words."""
    SUBJECT = "subject"
    """A head of complaint in the office's words."""
    GROUNDS = "grounds"
    """Grounds of a finding."""
    REASONING = "reasoning"
    """Reasoning of a finding or of an act of response, as far as it speaks of a person."""
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
    OPERATIVE_PART = "operative_part"
    """What the addressees are asked to do."""
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


@dataclass(frozen=True)
class Source:
    """A column whose words are searched. The first column of its table's key names the record.

    field: what the words are; None: the row's `text_kind` says it
    """

    row: type[Row]
    column: str
    field: SearchField | None = None


@dataclass(frozen=True)
class Matter:
    """A kind of record that is searched.

    main: its table; facts: what whoever sees it finds it by; texts: what whoever sees its contents finds it by
    parties: persons by whose names it is found
    """

    kind: str
    main: type[Row]
    facts: tuple[Source, ...]
    texts: Source
    parties: type[Row]


COMPLAINT: Final = Matter(
    "complaint",
    ComplaintRow,
    (
        Source(ComplaintRow, "number", SearchField.NUMBER),
        Source(ComplaintRow, "source_number", SearchField.NUMBER),
        Source(ComplaintRow, "respondent", SearchField.RESPONDENT),
        Source(ComplaintRow, "category", SearchField.CATEGORY),
        Source(ComplaintHeadRow, "category", SearchField.CATEGORY),
    ),
    Source(ComplaintTextRow, "text"),
    ComplaintPartyRow,
)
PETITION: Final = Matter(
    "petition",
    PetitionRow,
    (
        Source(PetitionRow, "number", SearchField.NUMBER),
        Source(PetitionRow, "title", SearchField.TITLE),
        Source(PetitionAddresseeRow, "body", SearchField.ADDRESSEE),
    ),
    Source(PetitionTextRow, "text"),
    PetitionPartyRow,
)
MATTERS: Final = {matter.kind: matter for matter in (COMPLAINT, PETITION)}
NAMES: Final = Source(PersonRow, "name", SearchField.NAME)
KINDS: Final = (*MATTERS, "person")
"""Kinds of records that search can find."""
