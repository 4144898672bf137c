"""The schema: true to its committed text, whole, described to the last value."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_required_input_field,
    parse,
    validate,
)

from domain.decider import deciders
from graphql_api.schema import COMMITTED, schema, sdl
from graphql_api.words import camel, lower_first
from infra.http.page import Example, examples


@pytest.fixture(scope="module")
def built() -> GraphQLSchema:
    return build_schema(sdl())


def test_the_committed_schema_is_the_schema() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == sdl(), "run `python -m graphql_api` and commit its result"


def described(built: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, kind in built.type_map.items():
        if name.startswith("__"):
            continue
        yield name, kind.description
        match kind:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field, definition in kind.fields.items():
                    yield f"{name}.{field}", definition.description
                    for argument, given in definition.args.items():
                        yield f"{name}.{field}({argument})", given.description
            case GraphQLInputObjectType():
                for field, wanted in kind.fields.items():
                    yield f"{name}.{field}", wanted.description
            case GraphQLEnumType():
                for value, meaning in kind.values.items():
                    yield f"{name}.{value}", meaning.description


def test_every_type_field_argument_and_value_is_described(built: GraphQLSchema) -> None:
    builtin = {"Int", "Float", "String", "Boolean", "ID"}
    bare = [where for where, words in described(built) if where not in builtin and len((words or "").strip(" .")) < 2]
    assert bare == []


def test_every_command_is_a_mutation_with_its_fields_and_those_of_every_command(built: GraphQLSchema) -> None:
    assert built.mutation_type is not None
    mutations: dict[str, Any] = built.mutation_type.fields
    assert set(mutations) == {lower_first(command.__name__) for command in deciders()}
    for command in deciders():
        mutation = mutations[lower_first(command.__name__)]
        own = {camel(field.name) for field in msgspec.structs.fields(command)}
        given = mutation.args["input"].type.of_type.fields
        assert set(given) == own | {"commandId", "expectedVersion", "effectiveOn"}
        required = {camel(field.name) for field in msgspec.structs.fields(command) if field.required}
        assert {name for name, field in given.items() if is_required_input_field(field)} == required
        assert set(mutation.args) == {"input", "dryRun"}


def test_nobody_can_ask_for_the_migration_capacity(built: GraphQLSchema) -> None:
    assert not any("migration" in where.lower() for where, _ in described(built) if "(" in where or "Input." in where)


def test_the_schema_builds_the_same_twice() -> None:
    assert schema() is schema()
    assert sdl() == sdl()


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_every_saved_question_fits_the_schema(example: Example, built: GraphQLSchema) -> None:
    assert validate(built, parse(example.query)) == []
