"""Whether clients of the last release still work: the schema as it is now, compared with `released.graphql`.

What clients may rely on goes only after it was deprecated in a release with a day, and after that day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from graphql import (
    BreakingChangeType,
    DangerousChangeType,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)
from graphql.utilities import find_schema_changes

RELEASED: Final = Path(__file__).with_name("released.graphql")
"""The schema's text as it was last released."""
DEFAULTS: Final = (DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE, DangerousChangeType.INPUT_FIELD_DEFAULT_VALUE_CHANGE)
"""Changes that no client notices until its answers differ: they count as breaking."""
OWN: Final = (
    'Deprecate it in a release first: `@deprecated(reason: "… until YYYY-MM-DD")`, and remove it after that day.'
)
_UNTIL: Final = re.compile(r"\buntil (\d{4}-\d{2}-\d{2})\b")
_PLACE: Final = re.compile(r"@?\b([A-Z_a-z]\w*)(?:\.(\w+)(?:\((\w+):\))?)?")


@dataclass(frozen=True)
class Change:
    """One change since the last release.

    what: in words, by the name of the place; forbidden: whether it breaks clients that were not warned
    """

    what: str
    forbidden: bool
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.todo}".rstrip()


def compare(released: str, present: str, today: date) -> list[Change]:
    """The changes between two schemas' texts that clients may notice, forbidden ones first.

    today: the day on which a period of deprecation must have passed
    """
    before, after = (build_schema(text) for text in (released, present))
    changes = list(_undated(after))
    for found in find_schema_changes(before, after):
        if isinstance(found.type, BreakingChangeType) or found.type in DEFAULTS:
            changes.append(_breaking(before, after, found, today))
        elif isinstance(found.type, DangerousChangeType):
            changes.append(Change(found.description, forbidden=False))
    return sorted(changes, key=lambda change: not change.forbidden)


def _breaking(before: GraphQLSchema, after: GraphQLSchema, found: Any, today: date) -> Change:
    place = _place(found.description)
    if found.type is BreakingChangeType.TYPE_REMOVED and place[0] in before.type_map:
        ends = [_ends(reason) for reason in _ways_to(before, place[0])]
    else:
        ends = [min((day for reason in _reasons(before, place) if (day := _ends(reason))), default=None)]
    if not ends or None in ends:
        return Change(found.description, forbidden=True, todo=OWN)
    last = max(day for day in ends if day)
    if today <= last:
        return Change(
            found.description, forbidden=True, todo=f"It is promised until {last}; wait until that day has passed."
        )
    return Change(found.description, forbidden=False)


def _place(description: str) -> tuple[str, str | None, str | None]:
    """The type, field and argument that a change is about, from its words."""
    words = re.sub(
        r"^(A required argument|A required field|Field|Argument|Enum value|Standard scalar) ", "", description
    )
    found = _PLACE.match(words)
    assert found is not None, "every change names its place"
    return found[1], found[2], found[3]


def _reasons(schema: GraphQLSchema, place: tuple[str, str | None, str | None]) -> Iterator[str | None]:
    """Why the member at a place was deprecated, or what it is part of."""
    kind: Any = schema.type_map.get(place[0])
    members = getattr(kind, "values" if isinstance(kind, GraphQLEnumType) else "fields", {})
    member = members.get(place[1])
    if member is not None:
        yield member.deprecation_reason
        if place[2] in getattr(member, "args", {}):
            yield member.args[place[2]].deprecation_reason


def _ways_to(schema: GraphQLSchema, name: str) -> Iterator[str | None]:
    """Why each field and argument that leads to a type was deprecated; a type itself cannot be."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLUnionType) and any(one.name == name for one in kind.types):
            yield None
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            continue
        for member in kind.fields.values():
            if get_named_type(member.type).name == name and kind.name != name:
                yield member.deprecation_reason
            for argument in getattr(member, "args", {}).values():
                if get_named_type(argument.type).name == name:
                    yield argument.deprecation_reason or member.deprecation_reason


def _ends(reason: str | None) -> date | None:
    """The last day of what was deprecated; None when it was not, or without a day."""
    found = _UNTIL.search(reason or "")
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _undated(schema: GraphQLSchema) -> Iterator[Change]:
    """Deprecations that do not say how long clients may still rely on what they use."""
    for kind in schema.type_map.values():
        for place, reason in _deprecated(kind):
            if _ends(reason) is None:
                todo = "Say in its reason until when it stays: `until YYYY-MM-DD`."
                yield Change(f"{place} is deprecated without a day.", forbidden=True, todo=todo)


def _deprecated(kind: GraphQLNamedType) -> Iterator[tuple[str, str]]:
    members: Any = getattr(kind, "values" if isinstance(kind, GraphQLEnumType) else "fields", None)
    if kind.name.startswith("__") or not isinstance(members, dict):
        return
    for name, member in members.items():
        if member.deprecation_reason is not None:
            yield f"{kind.name}.{name}", member.deprecation_reason
        for argument, given in getattr(member, "args", {}).items():
            if given.deprecation_reason is not None:
                yield f"{kind.name}.{name}({argument}:)", given.deprecation_reason
