"""Every field of the schema stands under a rule of visibility, and what is personal says so."""

from typing import Any

import pytest
from graphql import GraphQLObjectType

from graphql_api.answers import payload_types
from graphql_api.connections import CONNECTION_TYPES
from graphql_api.objects import ROW_TYPES
from graphql_api.schema import schema, sdl
from projections.rows import Visibility, columns, personal_columns

WRITTEN = {
    "Query": "holds nothing itself",
    "Mutation": "holds nothing itself; each command decides who may give it",
    "Subscription": "holds nothing itself",
    "Viewer": "who asks, as the own token says, and own rows",
    "Ombudsman": "a tenure, which is for staff, and the board, which has its own rule",
    "Paragraph": "the text of the law",
    "PageInfo": "places in a list that is seen already",
    "Refusal": "the answer to the own command",
    "Conflict": "the answer to the own command, and events of the trail",
    "ComplaintCount": "counts of rows that the viewer sees",
    "SearchConnection": "rows that the viewer sees",
    "SearchEdge": "rows that the viewer sees",
    "SearchHit": "rows that the viewer sees",
    "SearchSnippet": "words of texts that the viewer sees",
    "SnippetPiece": "words of texts that the viewer sees",
    "Change": "values of two states of a record, each as the viewer sees it",
    "StoodBefore": "positions of the viewer's own trail, and the record as the viewer sees it",
    "ReadsOfADay": "counts by day and capacity of the reads of the asker's own records",
    "RecordProof": "stored bytes, for who sees every line of the record's trail and its contents",
    "OwnCase": "open to whoever has the number and the secret of the case",
    "Statistics": "figures under the rules of statistics: what one sees, or the country with small cells protected",
    "StatisticsCell": "figures under the rules of statistics",
    "StatisticsValue": "figures under the rules of statistics",
}
"""Object types that are no row of one table, and why that shows nobody too much."""


def derived() -> set[str]:
    """Object types whose fields are read from rows, or lead to some, under the policies of their tables."""
    types: list[Any] = [*ROW_TYPES.values(), *CONNECTION_TYPES, *payload_types()]
    return {cls.__name__ for cls in types}


def test_every_object_type_is_the_row_of_a_table_with_a_visibility_or_says_why_it_need_not_be() -> None:
    objects = {
        name
        for name, kind in schema()._schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }
    assert objects - derived() <= set(WRITTEN)
    assert not derived() & set(WRITTEN)
    assert all(isinstance(row.TABLE.visible, Visibility) for row in ROW_TYPES)


def test_no_table_for_the_projector_alone_has_an_object_type() -> None:
    assert [row.__name__ for row in ROW_TYPES if row.TABLE.visible is Visibility.NOBODY] == []


@pytest.mark.parametrize(
    ("field", "personal"),
    [
        ("type Person implements .* name: String!", True),
        ("type ComplaintText .* text: String!", True),
        ("type PetitionText .* text: String!", True),
        ("type MeasureText .* ground: String!", True),
        ("type OfficialIdentity .* iin: String", True),
        ("type Official implements .* name: String!", True),
        ("type RecordedEvent .* content: Json", True),
        ("type Person implements .* version: Int!", False),
        ("type Complaint implements .* number: String!", False),
        ("type ComplaintText .* textKind: TextKind!", False),
    ],
)
def test_personal_fields_say_so_in_the_schema(field: str, personal: bool) -> None:
    kind, _, wanted = field.partition(" .* ")
    body = sdl().partition(f"{kind}")[2].partition("\n}")[0]
    (line,) = [line.strip() for line in body.splitlines() if line.strip().startswith(wanted.partition(":")[0] + ":")]
    assert line.endswith(" @personal") is personal, line


def test_what_is_personal_follows_from_who_may_see_the_rows() -> None:
    for row in ROW_TYPES:
        if row.TABLE.visible.personal:
            names = {column.name for column in columns(row)} - set(row.TABLE.key)
            assert personal_columns(row) <= names
    marked = {row.TABLE.name for row in ROW_TYPES if personal_columns(row)}
    assert marked >= {"person", "complaint_text", "petition_text", "measure_text", "official_identity", "official"}
