"""Answers from plans: the texts of the statements put together, what they show of personal records noted.

`answer` makes a whole answer without any executor; `Compiled` does the same for the compiled fields of an operation
whose other fields the ordinary executor answers, in the same session.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import orjson
from graphql import DocumentNode, OperationDefinitionNode, SelectionSetNode
from strawberry.extensions import SchemaExtension

from graphql_api.compiled.json import DISCLOSED
from graphql_api.compiled.plans import Compiler, Plan
from graphql_api.context import Operation
from graphql_api.disclosure import Disclosed
from graphql_api.errors import NotAnswered
from projections.catalogue import CATALOGUE

_BEGIN: Final = DISCLOSED[0].encode()
_SHOWN: Final = re.compile(rb"%s([a-z_]+) ([^%s]*)%s" % (_BEGIN, DISCLOSED[1].encode(), DISCLOSED[1].encode()))
_ROWS: Final = {row.TABLE.name: row for row in CATALOGUE.rows}


@dataclass(frozen=True)
class Answer:
    """`data` as JSON, the position that it shows, and whether it shows anybody's personal data."""

    data: bytes
    position: int
    personal: bool


async def answer(plan: Plan, variables: dict[str, Any], operation: Operation) -> Answer | None:
    """The answer of a plan that tells every root field; None when the ordinary executor must find the words.

    What it shows of personal records is noted in the journal before it is returned.
    Raises Unavailable, Fault when it takes too long.
    """
    ports, viewer = operation.ports, operation.viewer
    try:
        statements = plan.statements(variables, viewer.official, ports.today())
        position, texts = await ports.views.answers(viewer, statements)
    except (ValueError, NotAnswered):
        return None
    following = iter(texts)
    pieces = []
    for root in plan.roots:
        text = root.text.encode() if root.text is not None else shown(next(following), operation.disclosed)
        pieces.append(b'"%s":%s' % (root.key.encode(), text))
    notes = operation.disclosed.taken(viewer, plan.name, "query", {}) if operation.disclosed else []
    if notes:
        await ports.journal.note(notes)
    return Answer(b"{%s}" % b",".join(pieces), position, bool(notes))


def shown(text: bytes, disclosed: Disclosed) -> bytes:
    """An answer's text without its marks; the personal rows that they name are noted as shown."""
    if _BEGIN not in text:
        return text
    for table, record in _SHOWN.findall(text):
        disclosed.saw(_ROWS[table.decode()], (record.decode(),))
    return _SHOWN.sub(b"", text)


class Compiled(SchemaExtension):
    """Answers the compiled root fields of a query, and leaves the others to the executor, in one session."""

    async def on_execute(self) -> AsyncIterator[None]:
        context = self.execution_context
        document, operation, variables = context.graphql_document, context.context, context.variables or {}
        plan = None
        if operation.compiled and document is not None:
            plan = compiler(context.schema).plan(
                document, context._provided_operation_name, variables, operation.language
            )
        told = None if plan is None else await _told(plan, variables, operation)
        if document is None or plan is None or not told:
            yield
            return
        context.graphql_document = _without(document, context.operation_name, plan)
        yield
        context.graphql_document = document
        result: Any = context.result
        if result is not None and result.data is not None:
            result.data = {root.key: told[root.key] if root.told else result.data[root.key] for root in plan.roots}


async def _told(plan: Plan, variables: dict[str, Any], operation: Operation) -> dict[str, Any] | None:
    """The compiled root fields by response key, read in the operation's own session; None when one cannot be."""
    told: dict[str, Any] = {}
    try:
        statements = iter(plan.statements(variables, operation.viewer.official, operation.ports.today()))
        for root in plan.roots:
            if root.text is not None:
                told[root.key] = orjson.loads(root.text)
            elif root.sql is not None:
                text = await (await operation()).text(next(statements))
                told[root.key] = orjson.loads(shown(text, operation.disclosed))
    except (ValueError, NotAnswered):
        await operation.renew()
        return None
    return told


def _without(document: DocumentNode, name: str | None, plan: Plan) -> DocumentNode:
    """The document with only those root fields that the plan does not tell."""
    left = tuple(node for root in plan.roots if not root.told for node in root.nodes)

    def cut(definition: Any) -> Any:
        if not isinstance(definition, OperationDefinitionNode):
            return definition
        if name and (definition.name is None or definition.name.value != name):
            return definition
        return OperationDefinitionNode(
            operation=definition.operation,
            name=definition.name,
            variable_definitions=definition.variable_definitions,
            directives=definition.directives,
            selection_set=SelectionSetNode(selections=left),
        )

    return DocumentNode(definitions=tuple(cut(definition) for definition in document.definitions))


@cache
def compiler(schema: Any) -> Compiler:
    """The one compiler of a schema."""
    return Compiler(schema)
