"""Questions that ask for everything: every field of every type that the schema lets a caller reach."""

from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.journeys.served import Caller

SCHEMA = Path(__file__).parents[2] / "graphql_api" / "schema.graphql"
LISTINGS = ("complaints", "petitions", "measures", "posts", "officials", "persons", "auditTrail")
BACK = {"trail"}
"""Fields that lead to the trail, which is asked for by itself."""


@cache
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text(encoding="utf-8"))


def fields(kind: GraphQLObjectType | GraphQLInterfaceType, depth: int, leave: frozenset[str] = frozenset()) -> str:
    """All fields of a type, and those of the objects they lead to, so many steps deep."""
    parts = []
    for name, found in kind.fields.items():
        if name in leave or any(is_required_argument(a) for a in found.args.values()):
            continue
        inner = get_named_type(found.type)
        if is_leaf_type(inner):
            parts.append(name)
        elif depth > 0 and isinstance(inner, GraphQLObjectType):
            parts.append(f"{name} {{ __typename {fields(inner, depth - 1, leave)} }}")
        elif depth > 0:
            parts.append(f"{name} {{ id version }}")
    return " ".join(parts)


def of_type(name: str, depth: int = 1) -> str:
    found = schema().type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return fields(found, depth, frozenset(BACK))


def node_type(listing: str) -> str:
    """The name of a connection's row type."""
    assert schema().query_type is not None
    connection: Any = get_named_type(schema().query_type.fields[listing].type)
    return str(get_named_type(connection.fields["nodes"].type).name)


def questions() -> dict[str, str]:
    """A question for each root field that needs no argument, and each connection with its count."""
    asked = {
        listing: f"{{ {listing}(first: 100) {{ totalCount nodes {{ {of_type(node_type(listing))} }} }} }}"
        for listing in LISTINGS
    }
    asked["offices"] = f"{{ offices {{ {of_type('Office')} }} }}"
    asked["ombudsmen"] = f"{{ ombudsmen {{ {of_type('Ombudsman')} }} }}"
    asked["viewer"] = f"{{ viewer {{ {of_type('Viewer')} }} }}"
    for dimension in schema().type_map["ComplaintDimension"].values:  # type: ignore[attr-defined]
        asked[f"counts by {dimension}"] = f"{{ complaintCounts(by: {dimension}) {{ key complaints heads }} }}"
    return asked


def records() -> tuple[str, ...]:
    """All types of records."""
    record = schema().type_map["Record"]
    assert isinstance(record, GraphQLInterfaceType)
    return tuple(kind.name for kind in schema().get_possible_types(record))


def node(kind: str) -> str:
    """A question for one record by its id, with its trail."""
    return f"""query Whole($id: ID!) {{ node(id: $id) {{ id
        ... on {kind} {{ {of_type(kind)} trail(first: 200) {{ {of_type("RecordedEvent")} }} }} }} }}"""


EVENTS = "subscription Everything { events(after: 0) { " + "%s" + " } }"


def stream() -> str:
    """The subscription to everything."""
    return EVENTS % of_type("RecordedEvent")


def all_answers(caller: Caller, ids: list[str]) -> str:
    """Everything that a caller can read, as one text."""
    texts = [caller.post(question).text for question in questions().values()]
    kinds = {kind[:1].lower() + kind[1:]: kind for kind in records()}
    for record in ids:
        kind = kinds[record.partition("-")[0]]
        texts.append(caller.post(node(kind), {"id": record}).text)
    errors = [text for text in texts if '"errors"' in text]
    assert not errors, errors[0][:2_000]
    return "\n".join(texts)
