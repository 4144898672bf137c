"""What all records share: the interface, the paragraph that an act rests on, and the events of a record's trail."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry
from strawberry import UNSET, Parent

from domain.identifiers import Position
from domain.message import event_types
from domain.regulation import PROVISIONS, cite, provision
from domain.text import LANGUAGES, Language, Text
from graphql_api.context import Info
from graphql_api.inputs import enum_type
from graphql_api.languages import LanguageCode
from graphql_api.links import Link, ahead
from graphql_api.objects import ROW_TYPES, later, list_of, object_type
from graphql_api.personal import PERSONAL
from graphql_api.reads import READS, Arguments, Asking, Found, Leaf, Part, Rows, Value, json_text, looked_up
from graphql_api.records import ROWS, row_of
from graphql_api.scalars import Json
from graphql_api.tables import Clause
from graphql_api.trail import in_a_sentence
from projections.audit import AuditContentRow, AuditRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow

if TYPE_CHECKING:
    LanguageArgument: TypeAlias = LanguageCode | Any
else:
    LanguageArgument = Annotated[
        enum_type(LanguageCode) | None,
        strawberry.argument(description="Language of the words; by default the caller's."),
    ]
assert set(LANGUAGES) == {code.value for code in LanguageCode}


def in_language(text: Text, info: Info, language: LanguageCode | None) -> str:
    """The words in the language asked for, or the caller's."""
    return text.in_language(language_of(info, language))


def language_of(info: Info, language: LanguageCode | None) -> Language:
    """The language asked for, or the caller's."""
    chosen: Language = language.value if language else info.context.language
    return chosen


def _in_words(words: Callable[[Language], Iterable[tuple[str, str]]], subject: str = "{}") -> dict[str, Any]:
    """What a field with the argument `language` reads: the word that belongs to a value of its row."""

    def sql(asking: Asking, of: str, given: Arguments) -> str:
        chosen = given.get("language")
        language: Language = chosen.value if chosen else asking.language
        return looked_up(words(language), subject.format(of))

    return {READS: Leaf(sql)}


def _subjects(language: Language) -> Iterable[tuple[str, str]]:
    return ((known.id, known.text.in_language(language)) for known in PROVISIONS.values())


def _citations(language: Language) -> Iterable[tuple[str, str]]:
    return ((id, cite(id, language)) for id in PROVISIONS)


def _happenings(language: Language) -> Iterable[tuple[str, str]]:
    return ((name, event.words.in_language(language)) for name, event in event_types().items())


@strawberry.type(description="A paragraph or article on which an act or a refusal rests.")
class Paragraph:
    id: strawberry.ID = strawberry.field(
        description="As the register cites it: `14.1.c`, `154-VII/15.2`.",
        metadata={READS: Leaf(lambda _, of, __: json_text(of, nullable=False))},
    )

    @strawberry.field(
        description="As people write it: ¶14(1)(c), in every language; other acts are named in the language asked for.",
        metadata=_in_words(_citations),
    )
    def cite(self, info: Info, language: LanguageArgument = UNSET) -> str:
        return cite(self.id, language_of(info, language))

    @strawberry.field(description="Its subject in a few words.", metadata=_in_words(_subjects))
    def text(self, info: Info, language: LanguageArgument = UNSET) -> str:
        return in_language(provision(self.id).text, info, language)


def _bounded(first: int) -> int:
    return min(max(first, 1), 200)


def _of_the_record(_: Asking, event: str, record: str, given: Arguments) -> Clause:
    return Clause(f"{event}.stream = {record}.id and {event}.version > %s", (given.get("after", 0),))


async def _trail(
    root: Any,
    info: Info,
    after: Annotated[int, strawberry.argument(description="Only events beyond this version.")] = 0,
    first: Annotated[int, strawberry.argument(description="At most so many, from 1 to 200.")] = 100,
) -> Any:
    rows = await info.context.load.newest(AuditRow, "stream", root.id, "version", after, _bounded(first))
    info.context.load.show(len(rows))
    await ahead(info, rows)
    return rows


@strawberry.interface(description="Whatever can be asked for again by its id, which is unique in the whole register.")
class Node:
    id: strawberry.ID = strawberry.field(description="Its record.")


@strawberry.interface(description="A matter kept in the register: a complaint, a petition, a post, an official …")
class Record(Node):
    version: int = strawberry.field(description="Number of events of the record; give it back as `expectedVersion`.")
    position: Position = strawberry.field(description="Position of the last event shown here.")
    trail = later(
        _trail,
        "Its events in order, each with its act: who did what, in which capacity, under which paragraph.",
        lambda: list_of(ROW_TYPES[AuditRow]),
        reads=Rows(AuditRow, _of_the_record, ("version",), limit=lambda given: _bounded(given.get("first", 100))),
    )


async def _record(root: Any, info: Info) -> Any:
    return await row_of(info.context, root.stream)


class _RecordedEvent:
    @strawberry.field(
        description="What happened, as the end of a sentence that begins with the actor.",
        metadata=_in_words(_happenings, "{}.event"),
    )
    def words(root: Parent[AuditRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return in_language(event_types()[root.event].words, info, language)

    @strawberry.field(
        description="The whole entry as a sentence: when, who, in which capacity and for whom, under which paragraph, "
        "did what, and why, as far as the caller may read it. A reason of more than 300 characters is cut.",
        directives=[PERSONAL],
    )
    async def sentence(root: Parent[AuditRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return await in_a_sentence(root, info, language_of(info, language))

    @strawberry.field(description="Paragraph of the power used.", metadata={READS: Part("{}.basis".format)})
    def basis(root: Parent[AuditRow]) -> Paragraph:  # noqa: N805
        return Paragraph(id=strawberry.ID(root.basis))

    @strawberry.field(
        description="Free text and personal values of the event; null for who may not see them.",
        metadata={READS: Value(AuditContentRow, "payload", {"stream": "stream", "version": "version"})},
        directives=[PERSONAL],
    )
    async def content(root: Parent[AuditRow], info: Info) -> Json | None:  # noqa: N805
        if root.position == 0:
            return None
        row = await info.context.load.one(AuditContentRow, stream=root.stream, version=root.version)
        if row is None:
            return None
        info.context.disclosed.showed(row, info.path)
        return Json(row.payload)

    record = later(
        _record,
        "The record as it stands now, if it has a view of its own and is visible.",
        lambda: Record | None,
        reads=Found(tuple(ROWS.values()), "id", lambda _, event, __: f"{event}.stream", kind=True),
    )


RecordedEvent = object_type(
    AuditRow,
    "RecordedEvent",
    _RecordedEvent,
    links={
        "actor": Link(OfficialRow, {"id": "actor"}, description="who acted; null for the register itself and imports"),
        "office": Link(OfficeRow, {"code": "office"}),
    },
    hidden=("offices", "audience", "about", "kind"),
    description="One event with its act: who did what, in which capacity, under which paragraph, when.",
)
