"""The conventions by which clients cache and page, checked on every type of the schema."""

from typing import Any

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema, build_schema, get_named_type

from graphql_api.schema import sdl

OWN_IDS = {
    "Activity": "`act-`, `refusal-` or `read-` and a position: no record is called so",
    "ConformanceFinding": "a position, a dash and a rule: no record is called so",
    "Paragraph": "as the register cites it: no record is called so",
    "Viewer": "the official's id behind `viewer-`",
}
"""Types that are no records, and why their ids are nobody else's."""


@pytest.fixture(scope="module")
def built() -> GraphQLSchema:
    return build_schema(sdl())


def objects(built: GraphQLSchema, suffix: str = "") -> dict[str, GraphQLObjectType]:
    found = {name: kind for name, kind in built.type_map.items() if isinstance(kind, GraphQLObjectType)}
    return {name: kind for name, kind in found.items() if name.endswith(suffix) and not name.startswith("__")}


def test_whatever_has_an_id_is_a_node_or_has_ids_that_nobody_else_has(built: GraphQLSchema) -> None:
    identified = {name for name, kind in objects(built).items() if "id" in kind.fields}
    nodes = {kind.name for kind in built.get_possible_types(built.type_map["Node"])}  # type: ignore[arg-type]
    assert identified - nodes == set(OWN_IDS)


def test_an_id_is_an_id_and_never_null(built: GraphQLSchema) -> None:
    kinds = {str(kind.fields["id"].type) for kind in objects(built).values() if "id" in kind.fields}
    assert kinds == {"ID!"}


def test_node_is_asked_for_by_id_alone_and_may_be_hidden(built: GraphQLSchema) -> None:
    assert built.query_type is not None
    node: Any = built.query_type.fields["node"]
    assert {name: str(given.type) for name, given in node.args.items()} == {"id": "ID!"}
    assert str(node.type) == "Node"


def test_every_connection_has_edges_with_cursors_and_page_info(built: GraphQLSchema) -> None:
    connections = objects(built, "Connection")
    assert len(connections) > 5
    for name, kind in connections.items():
        kinds = {field: str(definition.type) for field, definition in kind.fields.items()}
        edge = get_named_type(kind.fields["edges"].type)
        assert kinds["pageInfo"] == "PageInfo!", name
        assert kinds["edges"] == f"[{edge.name}!]!", name
        assert isinstance(edge, GraphQLObjectType)
        assert str(edge.fields["cursor"].type) == "String!", name
        assert isinstance(edge.fields["node"].type, GraphQLNonNull), name


def test_every_list_of_the_root_pages_forward_and_if_back_then_by_both_arguments(built: GraphQLSchema) -> None:
    assert built.query_type is not None
    for name, definition in built.query_type.fields.items():
        if get_named_type(definition.type).name.endswith("Connection"):
            given = {argument: found.type for argument, found in definition.args.items()}
            assert {"first", "after"} <= given.keys(), name
            assert ("last" in given) == ("before" in given), name
            assert {str(get_named_type(given[size])) for size in ("first", "last") if size in given} == {"Int"}, name
            assert {str(given[at]) for at in ("after", "before") if at in given} == {"String"}, name


def test_an_acts_record_is_a_node_so_that_its_answer_renews_the_cached_one(built: GraphQLSchema) -> None:
    node: Any = built.type_map["Node"]
    for name, kind in objects(built, "Payload").items():
        if "record" in kind.fields:
            assert get_named_type(kind.fields["record"].type) in built.get_possible_types(node), name
