"""How events change what is searched. Only words are kept here, so nothing is to be done when the circle of readers
changes."""

from domain.complaints.events import course, intake, outcome
from domain.message import Event, Recorded
from domain.persons.state import PersonCorrected, PersonRegistered
from domain.petitions.events import answering, drafting, signing
from projections.persons import PersonRow
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
    matter, record = MATTERS[kind_name(recorded.stream)], recorded.stream
    if views.look(matter.main, record) is not None:
        views.put(facts_of(matter, record, views))
        _write(matter, record, views)


@SEARCH.on(*WRITTEN)
def written(event: Event, recorded: Recorded, views: Views) -> None:
    matter, record = MATTERS[kind_name(recorded.stream)], recorded.stream
    if views.look(matter.main, record) is not None:
        _write(matter, record, views)


@SEARCH.on(PersonRegistered, PersonCorrected)
def known(event: PersonRegistered | PersonCorrected, recorded: Recorded, views: Views) -> None:
    person = views.look(PersonRow, recorded.stream)
    if person is not None:
        head = searched(person.name)
        views.put(SearchPersonRow(person=person.id, head=head, stems=stems(head)))


def facts_of(matter: Matter, record: str, views: Views) -> SearchRecordRow:
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


def _write(matter: Matter, record: str, views: Views) -> None:
    texts = list(values_of(matter.texts, record, views))
    if texts:
        facts, words = facts_of(matter, record, views), searched(*texts)
        views.put(
            SearchContentRow(
                record=record,
                numbers=facts.numbers,
                head=facts.head,
                stems=facts.stems,
                text=words,
                text_stems=stems(words),
            )
        )


def values_of(source: Source, record: str, views: Views) -> list[str]:
    found = (getattr(row, source.column) for row in views.peruse(source.row, record))
    return [value for value in found if value]
