"""Fields that lead from one row to rows of another table, and the look ahead that loads them a whole level at once.

What a list's fields will ask for is read off the document before they are resolved, so that each level is one
statement and the fields find their rows waiting; a field that was not foreseen loads for itself, in batches.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from graphql import FieldNode, FragmentSpreadNode, SelectionSetNode

from graphql_api.context import Info
from graphql_api.loading import Loading
from projections.rows import Row

LINKS: dict[type[Row], dict[str, "Link"]] = {}
"""Links of each row class by their name in the schema."""
_NOTHING: dict[Any, list[Row]] = {}


@dataclass(frozen=True)
class Link:
    """A field that leads to rows of another table.

    row: the other table
    by: its column -> the attribute of this row that it equals
    many: a list of all such rows, in the order of their table's key; otherwise one row or null
    each: the attribute is a list of keys, and the field the list of their rows that are visible
    """

    row: type[Row]
    by: Mapping[str, str]
    many: bool = False
    each: bool = False
    description: str = ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.by)

    @cached_property
    def _read(self) -> Any:
        return attrgetter(*self.by.values())

    def keys(self, source: Any) -> list[tuple[Any, ...]]:
        """The values by which the rows of a source are found; none when the source names nothing."""
        value = self._read(source)
        if self.each:
            return [(key,) for key in value]
        if len(self.columns) > 1:
            return [value]
        return [] if value is None else [(value,)]

    def resolve(self, source: Any, load: Loading) -> Any:
        """The field's value, or an awaitable of it when it was not foreseen."""
        keys = self.keys(source)
        known = load.known.get((self.row, self.columns), _NOTHING)
        try:
            found = [known[key] for key in keys]
        except KeyError:
            return self._loaded(keys, load)
        return self._shaped(found, load)

    async def _loaded(self, keys: list[tuple[Any, ...]], load: Loading) -> Any:
        return self._shaped(await load.several(self.row, self.columns, keys), load)

    def _shaped(self, found: Sequence[list[Any]], load: Loading) -> Any:
        load.show(sum(map(len, found)))
        if self.each or self.many:
            return [row for rows in found for row in rows]
        return found[0][0] if found and found[0] else None


async def ahead(info: Info, rows: Iterable[Any], *into: str) -> None:
    """Load what the fields below these rows will ask for.

    into: names of the fields that lead from the present field to the rows (`edges`, `node`)
    """
    raw = info._raw_info
    sets = [node.selection_set for node in raw.field_nodes if node.selection_set]
    for name in into:
        sets = [s for node in _named(sets, raw.fragments).get(name, ()) if (s := node.selection_set)]
    await _ahead(info.context.load, [row for row in rows if row is not None], sets, raw.fragments)


async def _ahead(load: Loading, rows: list[Any], sets: list[SelectionSetNode], fragments: Mapping[str, Any]) -> None:
    if not rows or not sets:
        return
    links = LINKS.get(type(rows[0]), {})
    for name, nodes in _named(sets, fragments).items():
        link = links.get(name)
        if link is None:
            continue
        found = await load.foreseen(link.row, link.columns, {key for row in rows for key in link.keys(row)})
        await _ahead(load, found, [s for node in nodes if (s := node.selection_set)], fragments)


def _named(sets: Iterable[SelectionSetNode], fragments: Mapping[str, Any]) -> dict[str, list[FieldNode]]:
    """The fields of some selection sets by their name, through fragments. Valid documents have no circles."""
    named: dict[str, list[FieldNode]] = {}
    for selection_set in sets:
        for node in _fields(selection_set, fragments):
            named.setdefault(node.name.value, []).append(node)
    return named


def _fields(selection_set: SelectionSetNode, fragments: Mapping[str, Any]) -> Iterator[FieldNode]:
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(fragments[node.name.value].selection_set, fragments)
        else:
            yield from _fields(node.selection_set, fragments)  # type: ignore[attr-defined]
