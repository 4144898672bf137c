"""Search over complaints, petitions and persons: ranked by the database, shown with what was found highlighted.

Words are found on what the caller may see of a record (`projections.search.access`); snippets are read as any other
rows are. What is asked for stands in no log and in no error.
"""

import asyncio
import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec
import strawberry
from strawberry import UNSET
from strawberry.types.field import StrawberryField

from graphql_api.connections import PageInfo
from graphql_api.context import Info, Operation
from graphql_api.errors import ErrorCode, Fault
from graphql_api.inputs import enum_type
from graphql_api.keyset import DEFAULT, MOST
from graphql_api.objects import later, list_of, resolved
from graphql_api.records import row_of
from graphql_api.snippets import Part, SearchSnippet, parts_of, snippets
from graphql_api.types.common import Record
from projections.persons import PersonRow
from projections.search.access import BY_FACTS, BY_NAME
from projections.search.sources import MATTERS
from projections.search.words import LONGEST_QUESTION, Question, question


class RecordKind(StrEnum):
    """Kinds of records that search can find."""

    COMPLAINT = "complaint"
    """Complaints and communications."""
    PETITION = "petition"
    """Acts of response."""
    PERSON = "person"
    """Persons whom a matter names."""


class _Cursor(msgspec.Struct, array_like=True):
    search: bool
    similar: bool
    rank: float
    record: str


@dataclass
class Found:
    """What was found of a record. way: by its facts, its texts or a name in it."""

    page: "Page"
    record: str
    rank: float
    way: int

    @property
    def kind(self) -> RecordKind:
        return RecordKind(self.record.partition("-")[0])


@dataclass
class Page:
    """A page of what was found."""

    operation: Operation
    question: Question
    similar: bool
    rows: list[Found]
    more: bool
    begins: bool
    _parts: dict[str, list[Part]] | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def parts(self) -> dict[str, list[Part]]:
        """What of each record on the page meets the question; read for all of them when first asked for."""
        async with self._lock:
            if self._parts is None:
                session, records = await self.operation(), [row.record for row in self.rows]
                self._parts = await parts_of(session, self.question, records, similar=self.similar)
            return self._parts

    def shown_cursor(self, row: Found, info: Info) -> str:
        """The cursor of a record."""
        self.shows([row], info)
        plain = msgspec.json.encode([True, self.similar, row.rank, row.record])
        return urlsafe_b64encode(plain).decode().rstrip("=")

    def shows(self, rows: Iterable[Found], info: Info) -> None:
        """Who is told that words stand in a record's contents, or whom it names, has been told of its contents."""
        for row in rows:
            matter = MATTERS.get(row.kind)
            if matter is None:
                info.context.disclosed.saw(PersonRow, [row.record], info.path)
            elif row.way != BY_FACTS:
                read = matter.parties if row.way == BY_NAME else matter.texts.row
                info.context.disclosed.saw(read, [row.record], info.path)


_SEARCH: Final = "SELECT record, rank, way FROM access.search(%s::jsonb, %s::text[], %s, %s::real, %s)"
_ALIKE: Final = "SELECT record, rank, way FROM access.search_alike(%s, %s::text[], %s, %s::real, %s)"


def _read(given: str) -> _Cursor:
    try:
        if len(given) > 500:
            raise ValueError
        return msgspec.json.decode(urlsafe_b64decode(given + "=" * (-len(given) % 4)), type=_Cursor)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise Fault(ErrorCode.BAD_INPUT, "This is not a cursor of this connection.") from None


def _asked(text: str) -> Question:
    if len(text) > LONGEST_QUESTION:
        raise Fault(ErrorCode.BAD_INPUT, f"A search has at most {LONGEST_QUESTION} characters.")
    asked = question(text)
    if not asked.wanted:
        raise Fault(ErrorCode.BAD_INPUT, "Give at least one word that is to be found.")
    return asked


async def find(operation: Operation, text: str, kinds: list[str] | None, first: int, after: str | None) -> Page:
    """A page of what meets the text, the best first. Raises Fault for a text, size or cursor that cannot be served."""
    asked = _asked(text)
    if not 1 <= first <= MOST:
        raise Fault(ErrorCode.BAD_INPUT, f"A page has from 1 to {MOST} entries.")
    at = None if after is None else _read(after)
    rest = (kinds, first + 1, at.rank if at else None, at.record if at else None)
    session, similar, lines = await operation(), at is not None and at.similar, []
    if not similar:
        lines = await session.rows(_SEARCH, (msgspec.json.encode(asked.parameters()).decode(), *rest))
    if similar or (at is None and not lines):
        words = " ".join(word for term in asked.wanted for word in term.words)
        lines = await session.rows(_ALIKE, (words, *rest))
        similar = similar or bool(lines)
    page = Page(operation, asked, similar, [], len(lines) > first, at is None)
    page.rows = [Found(page, record, rank, way) for record, rank, way in lines[:first]]
    return page


async def _snippets(
    root: Any,
    info: Info,
    first: Annotated[int, strawberry.argument(description="At most so many, from 1 to 10.")] = 3,
) -> list[SearchSnippet]:
    found: Found = root
    parts = (await found.page.parts()).get(found.record, [])[: min(max(first, 1), 10)]
    for part in parts:
        info.context.disclosed.saw(part.row, [found.record], info.path)
        if part.person is not None:
            info.context.disclosed.saw(PersonRow, [part.person], info.path)
    return snippets(parts)


async def _record(root: Any, info: Info) -> Any:
    return await row_of(info.context, root.record)


async def _number(root: Any, info: Info) -> str | None:
    row = await row_of(info.context, root.record) if root.kind in MATTERS else None
    return None if row is None else str(row.number)


enum_type(RecordKind)


@strawberry.type(description="A record that was found.")
class SearchHit:
    kind: RecordKind = strawberry.field(description="What kind of record it is.")
    number = resolved(_number, "Its registration number; a person has none.")
    rank: float = strawberry.field(
        description="How well it meets the search, from 0 to 1; to be compared within one search only."
    )
    snippets = resolved(_snippets, "Where the words stand, as far as the caller may read it.")
    record = later(_record, "The record itself.", lambda: Record | None)


def _cursor(root: Any, info: Info) -> str:
    found: Found = root
    return found.page.shown_cursor(found, info)


@strawberry.type(description="A record that was found, and its place.")
class SearchEdge:
    node = later(lambda root: root, "The record that was found.", lambda: SearchHit)
    cursor = resolved(_cursor, "Where it lies; give it back as `after`.")


def _shown(root: Any, info: Info) -> Any:
    root.shows(root.rows, info)
    return root.rows


def _page_info(root: Any) -> PageInfo:
    return PageInfo(has_next_page=root.more, has_previous_page=not root.begins, page=root)


@strawberry.type(description="A page of what was found, the best first.")
class SearchConnection:
    edges = later(_shown, "What was found, with cursors.", lambda: list_of(SearchEdge))
    nodes = later(_shown, "What was found.", lambda: list_of(SearchHit))
    page_info = resolved(_page_info, "Where the page lies.")
    similar: bool = strawberry.field(
        description="Nothing has the very words; these records have words that look alike."
    )


SEARCH_TYPES: Final = (SearchHit, SearchEdge, SearchConnection)
"""Types whose fields `objects.connect` fills in."""


async def _search(info: Info, text: str, kinds: Any = UNSET, first: int = DEFAULT, after: Any = UNSET) -> Any:
    wanted = [kind.value for kind in kinds] if kinds else None
    return await find(info.context, text, wanted, first, after or None)


_search.__annotations__ = {
    "info": Info,
    "text": Annotated[
        str,
        strawberry.argument(
            description="Words in Kazakh, Russian or English, all of them wanted; words in quotation marks side by "
            "side; -unwanted; a number or its beginning. The last word may be begun."
        ),
    ],
    "kinds": Annotated[
        list_of(enum_type(RecordKind)) | None, strawberry.argument(description="Only records of these kinds.")
    ],
    "first": Annotated[int, strawberry.argument(description=f"Records on the page, from 1 to {MOST}.")],
    "after": Annotated[str | None, strawberry.argument(description="Cursor behind which the page begins.")],
    "return": SearchConnection,
}
SEARCH: Final[StrawberryField] = resolved(
    _search, "Records by their words, the best first, as far as the caller may see what is searched."
)
