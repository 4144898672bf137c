"""What of personal records one answer shows: collected while it is made, noted in the journal before it leaves.

A row counts as shown when it stands in the answer as an object, or when its values stand there in another shape (a
cursor, the content of an event). A row that was loaded ahead, filtered by or counted is not shown.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode
from graphql.pyutils import Path

from graphql_api.ports import ReadingChannel, ReadNote, Viewer
from projections.rows import Row

LONGEST: Final = 200
"""Characters of an operation's name that are kept."""


class Disclosed:
    """The personal rows that the present answer shows."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], list[Path | None]] = {}

    def __bool__(self) -> bool:
        return bool(self._seen)

    def saw(self, row: type[Row], records: Iterable[str], at: Path | None = None) -> None:
        """Rows of these records are put into the answer; nothing happens for a table that is not personal.

        at: the place in the answer, so that what an error removes again is not noted; None when nothing can
        """
        if row.TABLE.visible.personal:
            for record in records:
                self._seen.setdefault((record, row.TABLE.name), []).append(at)

    def showed(self, row: Row, at: Path | None) -> None:
        """One row is put into the answer."""
        if row.TABLE.visible.personal:
            self.saw(type(row), (getattr(row, row.TABLE.key[0]),), at)

    def taken(self, viewer: Viewer, operation: str, channel: ReadingChannel, answer: Any) -> list[ReadNote]:
        """What the journal is to note of an answer, one entry a record; nothing is kept.

        answer: `data` as it will leave
        """
        parts: dict[str, set[str]] = {}
        for (record, part), places in self._seen.items():
            if answer is not None and any(place is None or _stands(answer, place) for place in places):
                parts.setdefault(record, set()).add(part)
        self._seen = {}
        return [
            ReadNote(
                official=viewer.official,
                reason=viewer.reason,
                operation=operation,
                channel=channel,
                kind=record.partition("-")[0],
                record=record,
                parts=tuple(sorted(found)),
            )
            for record, found in parts.items()
        ]


def _stands(answer: Any, place: Path) -> bool:
    """Whether something stands at a place of the answer; an error puts null there or further up."""
    for step in place.as_list():
        if answer is None:
            return False
        answer = answer[step]
    return answer is not None


def operation_name(document: DocumentNode, operation: OperationDefinitionNode) -> str:
    """The name that the client gave the operation, or the names of its root fields."""
    if operation.name is not None:
        return operation.name.value[:LONGEST]
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    return ", ".join(dict.fromkeys(_roots(operation.selection_set.selections, fragments)))[:LONGEST]


def _roots(selections: Sequence[Any], fragments: dict[str, FragmentDefinitionNode]) -> Iterable[str]:
    for node in selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        else:
            inner = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            yield from _roots(inner.selection_set.selections, fragments)
