"""A command that names what its actor cannot see is answered as if it named nothing.

The rules know every record, their refusals would tell of it. So whatever is to be kept back is decided once more with
ids that name nothing in place of the unseen ones: the answer is then the rules' own, to the last letter.
"""

import types
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Decider
from domain.message import Command
from domain.persons.state import PERSONS
from graphql_api.context import Operation
from graphql_api.inputs import IDS
from graphql_api.tables import table
from projections.audit import AuditRow
from projections.persons import PersonRow

KEPT_BACK: Final = ("complaint", "petition", "measure", "person", "compartment")
"""Kinds of records that not everybody in office sees."""
_SEEN: Final = (
    f"SELECT stream FROM {table(AuditRow)} WHERE stream = ANY(%s::text[])"
    f" UNION SELECT id FROM {table(PersonRow)} WHERE id = ANY(%s::text[])"
)


def named(decider: Decider, command: Command) -> frozenset[str]:
    """The records that a command names, its own among them.

    Who needs no crossing to act on a record behind a wall is told of it, too.
    """
    found: set[str] = set()

    def noted(name: str) -> str:
        found.add(name)
        return name

    renamed(command, noted)
    return frozenset(found - ({own(decider, command)} if decider.over_walls else set()))


def looked_up_before(decider: Decider, command: Command) -> frozenset[str]:
    """The records that a command names and that are looked up before it is decided.

    Who may act on a matter sees it; but to be accepted tells of whatever else is named, and of a person, whom the rules
    let an office correct that may not see all matters of the person.
    """
    others = named(decider, command) - ({own(decider, command)} if decider.kind is not PERSONS else set())
    return frozenset(name for name in others if name.partition("-")[0] in KEPT_BACK)


def own(decider: Decider, command: Command) -> str:
    """The command's own record; empty when it opens one."""
    return str(getattr(command, decider.subject) or "") if decider.subject else ""


async def unseen(operation: Operation, names: Iterable[str], *, within: float) -> frozenset[str]:
    """Which of these records the actor does not see, whether or not they exist.

    A record is seen by who sees a line of its trail, a person also by who sees a matter that names the person. What is
    not seen is looked for again when the views show all that the register holds by now, at most `within` seconds later.
    """
    missing = frozenset(names)
    if missing and (missing := await _not_shown(operation, missing)):
        await operation.ports.views.reached(await operation.ports.register.head(), within=within)
        missing = await _not_shown(operation, missing)
    return missing


async def _not_shown(operation: Operation, names: frozenset[str]) -> frozenset[str]:
    await operation.renew()
    rows = await (await operation()).rows(_SEEN, (sorted(names), sorted(names)))
    return names - {stream for (stream,) in rows}


def without(command: Command, names: Iterable[str]) -> Command:
    """The command with ids that name nothing in place of these."""
    nothing = {name: f"{name.partition('-')[0]}-{uuid4()}" for name in names}
    return renamed(command, lambda name: nothing.get(name, name))


def renamed(command: Command, rename: Callable[[str], str]) -> Command:
    """The command with its ids as `rename` gives them."""
    other: Command = _renamed(command, type(command), rename)
    return other


def _renamed(value: Any, hint: Any, rename: Callable[[str], str]) -> Any:
    """A value with its ids renamed, found by their declared types wherever they stand."""
    if value is None:
        return None
    if hint in IDS:
        return rename(value)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _renamed(value, parts[0], rename)
    if origin in (Union, types.UnionType):
        (inner,) = (part for part in parts if part is not type(None))
        return _renamed(value, inner, rename)
    if origin in (tuple, list, frozenset):
        return origin(_renamed(item, parts[0], rename) for item in value)
    if isinstance(hint, type) and issubclass(hint, Struct):
        hints = get_type_hints(hint, include_extras=True)
        fields = {name: _renamed(getattr(value, name), hints[name], rename) for name in hint.__struct_fields__}
        return replace(value, **fields)
    return value
