"""Plans: one for all values of what is only compared, and never more of them than the bounds allow."""

from datetime import date

import pytest
from graphql import DocumentNode, parse

from graphql_api.compiled import Compiler, plans
from graphql_api.schema import schema

TODAY = date(2026, 3, 2)
BY_NUMBER = "query ($number: String!) { record(number: $number) { id } }"
BY_SIZE = "query ($size: Int, $after: String) { complaints(first: $size, after: $after) { nodes { number } } }"


@pytest.fixture
def compiler() -> Compiler:
    return Compiler(schema())


def test_a_number_that_is_only_compared_needs_no_plan_of_its_own(compiler: Compiler) -> None:
    document = parse(BY_NUMBER)
    first, second = (compiler.plan(document, None, {"number": number}, "en") for number in ("C-71-1", "C-75-2"))
    assert first is not None and first is second
    bound = [first.statements({"number": number}, None, TODAY)[0] for number in ("C-71-1", "C-75-2")]
    assert [statement.parameters[0] for statement in bound] == [b"C-71-1", b"C-75-2"]
    assert bound[0].sql == bound[1].sql


def test_what_a_statement_depends_on_makes_another_plan(compiler: Compiler) -> None:
    document = parse(BY_SIZE)
    made = [compiler.plan(document, None, {"size": size}, "en") for size in (1, 2)]
    assert made[0] is not None and made[1] is not None and made[0].roots[0].sql != made[1].roots[0].sql
    languages = [compiler.plan(parse("{ offices { name } }"), None, {}, language) for language in ("kk", "ru")]
    assert languages[0] is not None and languages[1] is not None
    assert languages[0].roots[0].sql != languages[1].roots[0].sql


def test_plans_and_documents_are_kept_within_bounds(compiler: Compiler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "DOCUMENTS_KEPT", 5)
    documents = [parse(f"{{ offices {{ a{place}: code }} }}") for place in range(20)]
    for document in documents:
        assert compiler.plan(document, None, {}, "en") is not None
    assert len(compiler._late) == 5
    assert [named[0] for named in compiler._plans] == [id(document) for document in documents[-5:]]
    monkeypatch.setattr(plans, "KEPT_LENGTH", 4_000)
    sizes(compiler, parse(BY_SIZE))
    assert 0 < compiler._length == sum(plan.length for plan in compiler._plans.values() if plan) <= 4_000


def sizes(compiler: Compiler, document: DocumentNode) -> None:
    for size in range(1, 60):
        compiler.plan(document, None, {"size": size}, "en")
