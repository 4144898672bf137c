"""What all records share: the interface, the paragraph that an act rests on, and the events of a record's trail."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry
from strawberry import UNSET, Parent

from domain.identifiers import Position
from domain.message import event_types
from domain.regulation import provision
from domain.text import LANGUAGES, Language, Text
from graphql_api.context import Info
from graphql_api.inputs import enum_type
from graphql_api.languages import LanguageCode
from graphql_api.links import Link, ahead
from graphql_api.objects import ROW_TYPES, later, list_of, object_type
from graphql_api.records import row_of
from graphql_api.scalars import Json
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
    chosen: Language = language.value if language else info.context.language
    return text.in_language(chosen)


@strawberry.type(description="A paragraph or article on which an act or a refusal rests.")
class Paragraph:
    id: strawberry.ID = strawberry.field(description="As the register cites it: `14.1.c`, `154-VII/15.2`.")

    @strawberry.field(description="As people write it: ¶14(1)(c).")
    def cite(self) -> str:
        return provision(self.id).citation

    @strawberry.field(description="Its subject in a few words.")
    def text(self, info: Info, language: LanguageArgument = UNSET) -> str:
        return in_language(provision(self.id).text, info, language)


async def _trail(
    root: Any,
    info: Info,
    after: Annotated[int, strawberry.argument(description="Only events beyond this version.")] = 0,
    first: Annotated[int, strawberry.argument(description="At most so many, from 1 to 200.")] = 100,
) -> Any:
    rows = await info.context.load.newest(AuditRow, "stream", root.id, "version", after, min(max(first, 1), 200))
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
    )


async def _record(root: Any, info: Info) -> Any:
    return await row_of(info.context, root.stream)


class _RecordedEvent:
    @strawberry.field(description="What happened, as the end of a sentence that begins with the actor.")
    def words(root: Parent[AuditRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return in_language(event_types()[root.event].words, info, language)

    @strawberry.field(description="Paragraph of the power used.")
    def basis(root: Parent[AuditRow]) -> Paragraph:  # noqa: N805
        return Paragraph(id=strawberry.ID(root.basis))

    @strawberry.field(description="Free text and personal values of the event; null for who may not see them.")
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
