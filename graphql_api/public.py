"""What is open to everybody, without a token: figures about the country, published acts, and an applicant's own case.

Everything else needs a token, so that whoever forgot one is told so and is not shown empty lists.
"""

from typing import Final

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode

from graphql_api.documents import Prepared

OPEN: Final = frozenset({"__typename", "viewer", "statistics", "publishedPetitions", "ownCase"})
"""Root fields that answer the public."""


def open_to_the_public(prepared: Prepared) -> bool:
    """Whether every operation of a document asks only what everybody may ask. What is faulty is not open."""
    return (
        prepared.document is not None and not prepared.faults and not prepared.introspects and _open(prepared.document)
    )


def _open(document: DocumentNode) -> bool:
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    pending = [d.selection_set for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if any(isinstance(d, OperationDefinitionNode) and d.operation.value != "query" for d in document.definitions):
        return False
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FieldNode):
                if node.name.value not in OPEN:
                    return False
            elif isinstance(node, FragmentSpreadNode):
                pending.append(fragments[node.name.value].selection_set)
            else:
                pending.append(node.selection_set)  # type: ignore[attr-defined]
    return True
