"""The journal in the schema: who read what, whose commands were refused, and both beside the acts of a record."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, Parent
from strawberry.types.field import StrawberryField

from domain.capacity import Capacity
from domain.text import Language
from graphql_api import sentences
from graphql_api.connections import connection_type
from graphql_api.context import Info
from graphql_api.inputs import enum_type
from graphql_api.languages import LanguageCode
from graphql_api.links import Link
from graphql_api.listings import ACTIVITY
from graphql_api.objects import later, list_of, object_type, resolved
from graphql_api.reads import READS, Arguments, Asking, Leaf, Part
from graphql_api.records import NUMBERED, ROWS
from graphql_api.sentences import Names, Naming, own_name
from graphql_api.tables import Clause
from graphql_api.trail import in_a_sentence
from graphql_api.types.common import LanguageArgument, Paragraph, language_of
from projections.audit import AuditRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.reading import ActivityRow, ReadCountRow, ReadingRow, RefusalRow


async def _told(
    say: Callable[[Any, str | None, Names, Language], str],
    line: ReadingRow | RefusalRow,
    info: Info,
    language: LanguageCode | None,
) -> str:
    """A line of a journal in a sentence, with the names and the number that the caller may see."""
    load, stream = info.context.load, line.record or ""
    (naming, id), numbered = own_name(stream), ROWS.get(stream.partition("-")[0])
    people = {line.official, id if naming is Naming.OFFICIAL else None} - {None}
    officials, offices, row = await asyncio.gather(
        load.several(OfficialRow, ("id",), [(person,) for person in people]),
        load.several(OfficeRow, ("code",), [(id,)] if naming is Naming.OFFICE else []),
        load.all(numbered, id=stream) if numbered in NUMBERED else _nothing(),
    )
    names = Names.of((row for each in officials for row in each), (row for each in offices for row in each), ())
    return say(line, row[0].number if row else None, names, language_of(info, language))


async def _nothing() -> list[Any]:
    return []


_SENTENCE = "The whole entry as a sentence; the record is named as far as the caller may see it."


class _Reading:
    @strawberry.field(description=_SENTENCE)
    async def sentence(root: Parent[ReadingRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return await _told(sentences.read, root, info, language)


Reading = object_type(ReadingRow, "Reading", _Reading, links={"official": Link(OfficialRow, {"id": "official"})})


class _RefusedCommand:
    @strawberry.field(description="Paragraph of the rule.", metadata={READS: Part("{}.paragraph".format)})
    def paragraph(root: Parent[RefusalRow]) -> Paragraph:  # noqa: N805
        return Paragraph(id=strawberry.ID(root.paragraph))

    @strawberry.field(description=_SENTENCE)
    async def sentence(root: Parent[RefusalRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return await _told(sentences.refused, root, info, language)


RefusedCommand = object_type(
    RefusalRow, "RefusedCommand", _RefusedCommand, links={"official": Link(OfficialRow, {"id": "official"})}
)


class _Activity:
    @strawberry.field(description="What was done, as a sentence.")
    async def sentence(root: Parent[ActivityRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        load = info.context.load
        if root.act is not None:
            act = await load.one(AuditRow, position=root.act)
            assert act is not None, "whoever sees the activity sees the act"
            return await in_a_sentence(act, info, language_of(info, language))
        refusal, reading = await asyncio.gather(
            load.one(RefusalRow, position=root.refusal), load.one(ReadingRow, position=root.reading)
        )
        if refusal is not None:
            return await _told(sentences.refused, refusal, info, language)
        assert reading is not None, "whoever sees the activity sees the read"
        return await _told(sentences.read, reading, info, language)


Activity = object_type(
    ActivityRow,
    "Activity",
    _Activity,
    links={
        "official": Link(OfficialRow, {"id": "official"}),
        "act": Link(AuditRow, {"position": "act"}, description="the event, if it is an act"),
        "refusal": Link(RefusalRow, {"position": "refusal"}, description="the refusal, if it is one"),
        "reading": Link(ReadingRow, {"position": "reading"}, description="the read, if it is one"),
    },
)


def activity() -> StrawberryField:
    """The query field: all that concerned one record."""

    async def ask(
        info: Info,
        record: Annotated[strawberry.ID, strawberry.argument(description="Id of the record.")],
        first: Annotated[int | None, strawberry.argument(description="Rows on the page, from 1 to 100.")] = UNSET,
        after: Annotated[str | None, strawberry.argument(description="Cursor behind which it begins.")] = UNSET,
        last: Annotated[int | None, strawberry.argument(description="Rows when paging back.")] = UNSET,
        before: Annotated[str | None, strawberry.argument(description="Cursor before which it ends.")] = UNSET,
    ) -> Any:
        given = {"first": first, "after": after, "last": last, "before": before}
        return await ACTIVITY.find(info, given, among=Clause("t.record = %s", (record,)))

    return later(ask, ACTIVITY.description, lambda: connection_type(ACTIVITY))


@strawberry.type(description="How often a file was read on one day by officials who held the same capacities.")
class ReadsOfADay:
    day: date = strawberry.field(description="The civil day.")
    capacities: list_of(enum_type(Capacity)) = strawberry.field(  # type: ignore[valid-type]
        description="Capacities that the readers held; empty for none."
    )
    times: int = strawberry.field(description="How many reads.")


async def reads_counted(info: Info, function: str, *given: str) -> list[ReadsOfADay]:
    """What one of the journal's functions counts for the person concerned."""
    sql = f"SELECT day, capacities, times FROM journal.{function}({', '.join(['%s'] * len(given))})"
    lines: list[Any] = await (await info.context()).rows(sql, given)
    return [ReadsOfADay(day=day, capacities=[Capacity(c) for c in held], times=times) for day, held, times in lines]


async def _own(info: Info) -> list[ReadsOfADay]:
    return await reads_counted(info, "own_readings")


OWN_READINGS = resolved(
    _own,
    "How often others read what identifies the caller, or measures on the caller: by day and capacity, without names.",
)


def read_count() -> StrawberryField:
    """The field of a record that tells how often its contents were read."""

    async def times(root: Any, info: Info) -> int:
        row = await info.context.load.one(ReadCountRow, record=root.id)
        return 0 if row is None else row.times

    def counted(asking: Asking, alias: str, _: Arguments) -> str:
        table = asking.table(ReadCountRow)
        return f"coalesce((select c.times::text from {table} c where c.record = {alias}.id), '0')"

    return resolved(
        times,
        "How often its contents were read, by anybody, the present answer not yet counted.",
        metadata={READS: Leaf(counted)},
    )
