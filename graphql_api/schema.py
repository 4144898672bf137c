"""The schema: everything derived and written put together, once. `sdl()` is its text as it is committed."""

from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

import domain.kinds  # noqa: F401  (completes the register of commands)
from graphql_api.answers import Answer, ConflictType, payload_types
from graphql_api.changes import Change
from graphql_api.compiled import Compiled
from graphql_api.connections import CONNECTION_TYPES
from graphql_api.limits import Limits
from graphql_api.links import Link
from graphql_api.mutations import mutation_type
from graphql_api.objects import DIRECT, ROW_TYPES, connect
from graphql_api.observing import Observing
from graphql_api.past import StoodBefore
from graphql_api.queries import query_type
from graphql_api.scalars import SCALARS
from graphql_api.search import SEARCH_TYPES
from graphql_api.subscriptions import subscription_type
from graphql_api.types import compartments, complaints, measures, organisation, petitions, public, reading
from graphql_api.types.boards import Ombudsman
from graphql_api.types.common import Record
from graphql_api.types.statistics import StatisticsCell
from graphql_api.types.viewer import Viewer

COMMITTED: Final = Path(__file__).with_name("schema.graphql")
"""The schema's text as committed, for those who read or generate clients from it."""
KINDS: Final = (compartments, complaints, measures, organisation, petitions, public, reading)
"""Modules whose object types the schema has."""


class RegisterSchema(strawberry.Schema):
    """Strawberry's schema, silent: errors are noted by `observing`, without what a client wrote."""

    def process_errors(self, errors: list[Any], execution_context: ExecutionContext | None = None) -> None:
        return None


@cache
def schema() -> RegisterSchema:
    """The one schema of the register."""
    query, mutation, subscription = query_type(), mutation_type(), subscription_type()
    types = [Record, Answer, Change, ConflictType, Ombudsman, StatisticsCell, StoodBefore, Viewer, *SEARCH_TYPES]
    connect([*types, query, mutation, subscription])
    connect([*ROW_TYPES.values(), *CONNECTION_TYPES, *payload_types()])
    made = RegisterSchema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        types=[cls for cls in ROW_TYPES.values() if issubclass(cls, Record)],
        extensions=[Observing, Limits, Compiled],
        config=StrawberryConfig(scalar_map=SCALARS, relay_max_results=100),
    )
    _read_columns_directly(made)
    return made


def sdl() -> str:
    """The schema as text."""
    return print_schema(schema()) + "\n"


_BASIC: Final = "_is_default"


def _read_columns_directly(made: RegisterSchema) -> None:
    """Columns are attributes of rows and links find theirs: no resolver of Strawberry's stands between."""
    for named in made._schema.type_map.values():
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            for field in named.fields.values():
                definition = field.extensions.get("strawberry-definition")
                direct = definition.metadata.get(DIRECT) if definition is not None else None
                if isinstance(direct, Link):
                    field.resolve = _linked(direct)
                elif direct is not None or getattr(field.resolve, _BASIC, False):
                    field.resolve = _attribute(direct or definition.python_name)


def _linked(link: Link) -> Any:
    return lambda source, info: link.resolve(source, info.context.load)


def _attribute(name: str) -> Any:
    read = attrgetter(name)
    return lambda source, _info: read(source)
