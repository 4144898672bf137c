"""How events change what is searched. Only words are kept here, so nothing is to be done when the circle of readers
changes."""

from domain.complaints.events import course, intake, outcome
from domain.message import Event, Recorded
from domain.persons.state import PersonCorrected, PersonRegistered
from domain.petitions.events import answering, drafting, signing
from projections.projection import Projection, kind_name
from projections.search.rows import SearchContentRow, SearchPersonRow, SearchRecordRow
from projections.search.sources import MATTERS, Matter, SearchField, Source
from projections.search.words import numbers, searched, stems
from projections.views import Views

SEARCH = Projection("search", SearchRecordRow, SearchContentRow, SearchPersonRow)

HEADED = (
    intake.ComplaintRegistered,
    intake.ComplaintClassified,
    intake.HeadAdded,
    drafting.PetitionDrafted,
    drafting.PetitionDraftRevised,
)
"""Events that change what heads a matter."""
WRITTEN = (
    intake.StatementRecorded,
    intake.InstructionGiven,
    course.RemediesExplained,
    course.ComplaintForwarded,
    course.ComplaintRefused,
    course.ExplanationReceived,
    course.ProposalSubmitted,
    outcome.HeadDecided,
    outcome.ReasoningRecorded,
    outcome.RightsRestored,
    outcome.CommunicationAnswered,
    drafting.PetitionReasoningRecorded,
    drafting.PetitionWithdrawn,
    signing.PetitionReturned,
    answering.PetitionReplied,
    answering.PetitionReplyAssessed,
    answering.PetitionImplemented,
    answering.ProceedingsRefused,
    answering.ProceedingsDiscontinued,
    answering.PetitionClosed,
)
"""Events that only add to what is written of a matter."""


@SEARCH.on(*HEADED)
def headed(event: Event, recorded: Recorded, views: Views) -> None:
    views.put(SearchRecordRow(record=recorded.stream))
    views.put(SearchContentRow(record=recorded.stream))


@SEARCH.on(*WRITTEN)
def written(event: Event, recorded: Recorded, views: Views) -> None:
    views.put(SearchContentRow(record=recorded.stream))


@SEARCH.on(PersonRegistered, PersonCorrected)
def known(event: PersonRegistered | PersonCorrected, recorded: Recorded, views: Views) -> None:
    found_by(recorded.stream, event.details.name, views)


def found_by(person: str, name: str, views: Views) -> None:
    """The person is found by this name from now on."""
    head = searched(name)
    views.put(SearchPersonRow(person=person, head=head, stems=stems(head)))


@SEARCH.at_last
def complete(views: Views) -> None:
    """Many events of a batch may write of one matter; its words are gathered once."""
    told: dict[str, SearchRecordRow] = {}
    for content in views.changed(SearchContentRow):
        matter = MATTERS[kind_name(content.record)]
        facts = told[content.record] = facts_of(matter, content.record, views)
        content.numbers, content.head, content.stems = facts.numbers, facts.head, facts.stems
        content.text = searched(*values_of(matter.texts, content.record, views))
        content.text_stems = stems(content.text)
    for row in views.changed(SearchRecordRow):
        facts = told[row.record]
        row.numbers, row.head, row.stems = facts.numbers, facts.head, facts.stems


def facts_of(matter: Matter, record: str, views: Views) -> SearchRecordRow:
    """The words of what heads a matter."""
    own: list[str] = []
    head: dict[str, None] = {}
    for source in matter.facts:
        for value in values_of(source, record, views):
            if source.field is SearchField.NUMBER:
                own.append(value)
            else:
                head[value] = None
    words = searched(*head)
    return SearchRecordRow(record=record, numbers=numbers(*own), head=words, stems=stems(words))


def values_of(source: Source, record: str, views: Views) -> list[str]:
    """What a source says of a record."""
    found = (getattr(row, source.column) for row in views.peruse(source.row, record))
    return [value for value in found if value]
