"""Snippets of what was found: read from the rows that the caller may see, in pieces instead of mark-up.

A word is highlighted when it meets the question as the database took it: letter by letter, by its Kazakh stem, as the
beginning of a word, or by PostgreSQL's Russian and English dictionaries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

import strawberry

from graphql_api.inputs import enum_type
from graphql_api.personal import PERSONAL
from graphql_api.ports import Session
from graphql_api.tables import quoted, table
from projections.rows import Row
from projections.search.sources import MATTERS, NAMES, SearchField, Source
from projections.search.words import Piece, Question, pieces, words_of

_SIMILAR: Final = 0.6
"""How much of their letters two words must share to be highlighted as alike."""
_SHARED: Final = 2
"""Letters that forms of one word have in common; only such words are given to the dictionaries."""


enum_type(SearchField)


@strawberry.type(description="A piece of a snippet; the pieces of one follow each other.")
class SnippetPiece:
    text: str = strawberry.field(description="The words as they stand in the record.", directives=[PERSONAL])
    highlighted: bool = strawberry.field(description="Whether they are what was looked for.")


@strawberry.type(description="A passage in which words stand that were looked for.")
class SearchSnippet:
    field: SearchField = strawberry.field(description="What the passage belongs to.")
    pieces: list[SnippetPiece] = strawberry.field(description="The passage, piece by piece.")


@dataclass(frozen=True)
class Part:
    """A passage of a record.

    row: the table that it was read from; person: whose name it is, when it is one that the record's matter names
    """

    row: type[Row]
    field: SearchField
    found: tuple[Piece, ...]
    person: str | None = None


def snippets(parts: Iterable[Part]) -> list[SearchSnippet]:
    """Passages as the schema shows them."""
    return [
        SearchSnippet(
            field=part.field, pieces=[SnippetPiece(text=p.text, highlighted=p.highlighted) for p in part.found]
        )
        for part in parts
    ]


@dataclass(frozen=True)
class _Reading:
    """One source of a kind of records as SQL: (its place, the record, the field, the words, the person named)."""

    row: type[Row]
    sql: str


def _column(source: Source) -> str:
    row = source.row
    named = f"'{source.field.value}'" if source.field else "t.text_kind"
    key, column = f"t.{quoted(row.TABLE.key[0])}", f"t.{quoted(source.column)}"
    where = f"{key} = ANY(%s::text[]) AND {column} IS NOT NULL"
    return f"{key}, {named}, {column}, NULL::text FROM {table(row)} t WHERE {where}"


@cache
def _readings() -> dict[str, tuple[_Reading, ...]]:
    found: dict[str, tuple[_Reading, ...]] = {"person": (_Reading(NAMES.row, f"SELECT 0, {_column(NAMES)}"),)}
    for kind, matter in MATTERS.items():
        readings = [_Reading(s.row, f"SELECT {i}, {_column(s)}") for i, s in enumerate((*matter.facts, matter.texts))]
        party = f"t.{quoted(matter.parties.TABLE.key[0])}"
        readings.append(
            _Reading(
                matter.parties,
                f"SELECT {len(readings)}, {party}, '{SearchField.NAME.value}', p.name, p.id"
                f" FROM {table(matter.parties)} t"
                f" JOIN {table(NAMES.row)} p ON p.id = t.person WHERE {party} = ANY(%s::text[])",
            )
        )
        found[kind] = tuple(readings)
    return found


_FORMS: Final = (
    "SELECT word FROM unnest(%s::text[]) AS word WHERE EXISTS (SELECT FROM unnest(%s::text[]) AS asked"
    " WHERE to_tsvector('pg_catalog.russian', word) @@ plainto_tsquery('pg_catalog.russian', asked))"
)


async def parts_of(
    session: Session, asked: Question, records: Sequence[str], *, similar: bool
) -> dict[str, list[Part]]:
    """The passages of these records that meet the question, what heads a record before its texts."""
    lines: list[tuple[type[Row], str, SearchField, str, str | None]] = []
    for kind, readings in _readings().items():
        of_kind = [record for record in records if record.startswith(f"{kind}-")]
        if of_kind:
            sql = " UNION ALL ".join(reading.sql for reading in readings) + " ORDER BY 1, 2, 3, 4, 5"
            for place, record, named, text, person in await session.rows(sql, (of_kind,) * len(readings)):
                lines.append((readings[place].row, record, SearchField(named), text, person))
    met = await _met(session, asked, {word for *_, text, _ in lines for word in words_of(text)}, similar=similar)
    parts: dict[str, list[Part]] = {}
    for row, record, named, text, person in lines:
        whole = named is SearchField.NUMBER and asked.meets_number(text)
        found = (Piece(text, True),) if whole else tuple(pieces(text, met))
        part = Part(row, named, found, person)
        if found and part not in (of_record := parts.setdefault(record, [])):
            of_record.append(part)
    return parts


async def _met(session: Session, asked: Question, words: set[str], *, similar: bool) -> frozenset[str]:
    """Which of the words that stand there meet the question."""
    met = {word for word in words if asked.meets(word)}
    if similar:
        return frozenset(met | {word for word in words if any(_alike(word, one) for one in asked.words)})
    begins = {word[:_SHARED] for word in asked.words}
    left = sorted(word for word in words - met if word[:_SHARED] in begins)
    if left:
        met.update(word for (word,) in await session.rows(_FORMS, (left, sorted(asked.words))))
    return frozenset(met)


def _alike(word: str, other: str) -> bool:
    return SequenceMatcher(None, word, other).ratio() >= _SIMILAR
