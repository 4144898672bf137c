"""Documents are judged once and kept within a bound; registered ones run by their id, and only they if wished."""

from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from graphql_api.documents import Documents, Trusted, asks_introspection, prepare
from graphql_api.errors import ErrorCode, Fault
from graphql_api.schema import schema
from infra.http.documents import RegistryRefused, trusted

MADE = schema()._schema
WHO = "{ viewer { id } }"
OFFICES = "query Offices { offices { code } }"


def test_a_document_is_judged_once() -> None:
    kept = Documents(MADE)
    assert kept.prepared(WHO) is kept.prepared(WHO)


def test_the_documents_that_were_not_asked_for_longest_are_forgotten() -> None:
    kept = Documents(MADE, kept=2)
    first = kept.prepared(WHO)
    kept.prepared(OFFICES)
    kept.prepared(WHO)
    kept.prepared("{ __typename }")
    assert len(kept) == 2
    assert kept.prepared(WHO) is first


def test_long_documents_are_forgotten_sooner() -> None:
    kept = Documents(MADE, length=1_000)
    for i in range(10):
        kept.prepared(WHO + "#" * 300 + str(i))
    assert len(kept) == 3


def test_nonsense_pushes_nothing_out() -> None:
    kept = Documents(MADE, kept=1)
    first = kept.prepared(WHO)
    for nonsense in ("{", "{ nothing }", "{ viewer }", "{ " + "a " * 5_000 + "}"):
        assert kept.prepared(nonsense).faults
    assert kept.prepared(WHO) is first


@pytest.mark.parametrize(
    ("text", "name", "operation"),
    [
        (WHO, None, None),
        (OFFICES, None, "Offices"),
        (OFFICES, "", "Offices"),
        (OFFICES + " query B { viewer { id } }", "B", "B"),
    ],
)
def test_the_operation_that_is_meant_is_found(text: str, name: str | None, operation: str | None) -> None:
    found = prepare(MADE, text).operation(name)
    assert (found.name.value if found.name else None) == operation


@pytest.mark.parametrize("name", [None, "C"])
def test_an_operation_that_cannot_be_told_is_an_error(name: str | None) -> None:
    with pytest.raises(Fault) as fault:
        prepare(MADE, OFFICES + " query B { viewer { id } }").operation(name)
    assert (fault.value.extensions or {})["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (WHO, False),
        ("{ __typename viewer { __typename } }", False),
        ("{ __schema { queryType { name } } }", True),
        ('{ viewer { id } plain: __type(name: "Query") { name } }', True),
        ("{ ...A } fragment A on Query { ... { __schema { queryType { name } } } }", True),
        ("query A { viewer { id } } query B { __schema { queryType { name } } }", True),
    ],
)
def test_who_asks_what_the_schema_is_is_noticed(text: str, asks: bool) -> None:
    judged = prepare(MADE, text)
    assert judged.faults == ()
    assert judged.introspects is asks
    assert judged.document is not None
    assert asks_introspection(judged.document) is asks


HASH = sha256(WHO.encode()).hexdigest()
REGISTERED = {"who": WHO, HASH: WHO, "offices": OFFICES}


@pytest.mark.parametrize("only", [False, True])
def test_a_registered_document_runs_by_its_id_or_by_its_hash(only: bool) -> None:
    registry = Trusted(REGISTERED, only)
    assert registry.text("", "offices", None) == OFFICES
    assert registry.text("", None, HASH) == WHO
    assert registry.text(WHO, None, HASH) == WHO
    assert registry.text("{ anything else }", "who", None) == WHO


def test_the_text_of_a_registered_document_runs_where_no_others_do() -> None:
    assert Trusted(REGISTERED, only=True).text(OFFICES, None, None) == OFFICES


def code_of(registry: Trusted, query: str, document_id: str | None, sha256_hash: str | None) -> ErrorCode:
    with pytest.raises(Fault) as fault:
        registry.text(query, document_id, sha256_hash)
    return ErrorCode((fault.value.extensions or {})["code"])


def test_an_id_that_is_not_registered_is_an_error() -> None:
    assert code_of(Trusted(REGISTERED), WHO, "nobody", None) is ErrorCode.DOCUMENT_NOT_REGISTERED


def test_a_hash_that_is_not_known_is_answered_as_apollos_clients_expect() -> None:
    with pytest.raises(Fault) as fault:
        Trusted(REGISTERED).text("", None, "0" * 64)
    assert fault.value.formatted == {
        "message": "PersistedQueryNotFound",
        "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
    }


def test_a_query_that_comes_with_its_hash_runs_and_is_not_registered() -> None:
    registry = Trusted()
    assert registry.text(WHO, None, HASH) == WHO
    assert code_of(registry, "", None, HASH) is ErrorCode.PERSISTED_QUERY_NOT_FOUND


def test_a_query_with_another_hash_is_refused() -> None:
    assert code_of(Trusted(), WHO, None, "0" * 64) is ErrorCode.BAD_REQUEST


def test_other_documents_are_refused_where_only_registered_ones_run() -> None:
    registry = Trusted(REGISTERED, only=True)
    other = "{ viewer { id capacities { capacity } } }"
    assert code_of(registry, other, None, None) is ErrorCode.DOCUMENT_NOT_REGISTERED
    assert code_of(registry, other, None, sha256(other.encode()).hexdigest()) is ErrorCode.DOCUMENT_NOT_REGISTERED


def test_a_registry_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_bytes(orjson.dumps(REGISTERED))
    assert trusted(file, MADE, only=True) == Trusted(REGISTERED, only=True)
    assert trusted(None, MADE, only=False) == Trusted()


def test_every_document_that_cannot_run_is_told_by_its_id_and_place(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_bytes(orjson.dumps({"good": WHO, "typo": "{\n  viewr { id }\n}", "broken": "{", "": WHO}))
    with pytest.raises(RegistryRefused, match="without an id"):
        trusted(file, MADE, only=False)
    file.write_bytes(orjson.dumps({"good": WHO, "typo": "{\n  viewr { id }\n}", "broken": "{"}))
    with pytest.raises(RegistryRefused) as refused:
        trusted(file, MADE, only=False)
    told = str(refused.value)
    assert "typo, line 2, column 3: Cannot query field 'viewr'" in told
    assert "broken, line 1, column 2: Syntax Error" in told
    assert "good" not in told


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a": 1}', b'"x"', b"\xff"])
def test_a_file_that_is_no_registry_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_bytes(content)
    with pytest.raises(RegistryRefused, match=r"^OMBUDSMAN_DOCUMENTS: documents\.json must be a JSON object"):
        trusted(file, MADE, only=False)
    with pytest.raises(RegistryRefused, match="cannot be read"):
        trusted(tmp_path / "nothing.json", MADE, only=False)
