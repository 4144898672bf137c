"""What is open to everybody, without a token: figures about the country, published acts, and an applicant's own case.

Everything else needs a token, so that whoever forgot one is told so and is not shown empty lists.
"""

from collections.abc import Iterator
from typing import Final

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode

from graphql_api.documents import Prepared

OPEN: Final = frozenset({"__typename", "viewer", "statistics", "publishedPetitions", "ownCase"})
"""Root fields that answer the public."""
SECRET: Final = frozenset({"ownCase"})
"""Root fields that are asked with a secret, which must not stand in an address: addresses are kept in many places."""


def open_to_the_public(prepared: Prepared) -> bool:
    """Whether every operation of a document asks only what everybody may ask. What is faulty is not open."""
    return (
        prepared.document is not None and not prepared.faults and not prepared.introspects and _open(prepared.document)
    )


def told_a_secret(prepared: Prepared) -> bool:
    """Whether a document asks with a secret."""
    return prepared.document is not None and not SECRET.isdisjoint(_root_fields(prepared.document))


def _open(document: DocumentNode) -> bool:
    if any(isinstance(d, OperationDefinitionNode) and d.operation.value != "query" for d in document.definitions):
        return False
    return OPEN.issuperset(_root_fields(document))


def _root_fields(document: DocumentNode) -> Iterator[str]:
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    pending = [d.selection_set for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, FragmentSpreadNode):
                pending.append(fragments[node.name.value].selection_set)
            else:
                pending.append(node.selection_set)  # type: ignore[attr-defined]
