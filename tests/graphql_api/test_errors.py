"""Words of errors: no value of the client, no name of the schema that the client did not write."""

from typing import Any

import pytest
from graphql import GraphQLError, get_operation_ast
from graphql.execution import get_variable_values

from graphql_api.documents import prepare
from graphql_api.errors import presented, without_values
from graphql_api.schema import schema


class Silent:
    def unexpected(self, error_id: str, error: BaseException) -> None:
        raise AssertionError(error)

    def operation(self, kind: Any) -> Any:
        raise AssertionError(kind)


NEARLY = [
    "{ viewr { id } }",
    "{ complaints(frist: 1) { totalCount } }",
    "{ complaints(order: NUMBER_DES) { totalCount } }",
    '{ complaints(filter: {numbr: {eq: "1"}}) { totalCount } }',
    '{ node(id: "x") { id name } }',
    "{ complaints { nodes { office } } }",
    "query ($f: ComplaintFiltr) { complaints(filter: $f) { totalCount } }",
    "{ complaints { nodes { ... on Complain { id } } } }",
    'mutation { acceptComplaint(input: {complaintt: "1"}) { position } }',
]


@pytest.mark.parametrize("text", NEARLY)
def test_no_error_of_a_document_guesses_what_was_meant(text: str) -> None:
    judged = prepare(schema()._schema, text)
    shown = presented(judged.faults, Silent())
    assert shown
    assert all("Did you mean" not in error.message for error in shown)
    assert {(error.extensions or {})["code"] for error in shown} == {"VALIDATION_FAILED"}


@pytest.mark.parametrize(
    "given",
    [{"numbr": {"eq": "1"}}, {"status": {"eq": "REGISTERD"}}, {"number": {"eqq": 1}}],
    ids=str,
)
def test_no_error_of_a_variable_guesses_what_was_meant(given: dict[str, Any]) -> None:
    made = schema()._schema
    judged = prepare(made, "query ($f: ComplaintFilter) { complaints(filter: $f) { totalCount } }")
    assert judged.document is not None
    operation = get_operation_ast(judged.document)
    assert operation is not None
    raw = get_variable_values(made, operation.variable_definitions, {"f": given})
    assert isinstance(raw, list)
    shown = presented(raw, Silent(), schema=made, operation=operation, variables={"f": given})
    assert [(error.extensions or {})["code"] for error in shown] == ["BAD_INPUT"]
    assert "Did you mean" not in shown[0].message
    assert "REGISTER" not in shown[0].message.replace("REGISTERD", "")


def test_a_guess_of_the_library_is_cut_off() -> None:
    message = "Field 'trail' of type 'X' must have a selection of subfields. Did you mean 'trail { ... }'?"
    assert without_values(message) == "Field 'trail' of type 'X' must have a selection of subfields."


def test_documents_of_too_many_tokens_are_too_complex_wherever_they_are_parsed() -> None:
    from graphql import parse

    from graphql_api.bounds import PARSING

    for text in ("{ " + "a " * 3_000 + "}", "#\n" * 3_000, " " * 100_000):
        with pytest.raises(GraphQLError) as refused:
            parse(text, **PARSING)
        (shown,) = presented([refused.value], Silent())
        assert (shown.extensions or {})["code"] == "TOO_COMPLEX"
