"""Arrays reach the database as they were given."""

import struct
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import tuple_row

from infra.arrays import Array, bigints, blobs, booleans, integers, texts, uuids
from tests.conftest import Server

KINDS: dict[LiteralString, tuple[Any, st.SearchStrategy[Any]]] = {
    "boolean": (booleans, st.booleans()),
    "bytea": (blobs, st.binary(max_size=2000)),
    "bigint": (bigints, st.integers(-(2**63), 2**63 - 1)),
    "integer": (integers, st.integers(-(2**31), 2**31 - 1)),
    "text": (texts, st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))),
    "uuid": (uuids, st.uuids()),
}


@pytest.fixture(scope="module")
def conn(server: Server) -> Iterator[psycopg.Connection[Any]]:
    name = server.create()
    with psycopg.connect(server.address(name), autocommit=True, row_factory=tuple_row) as conn:
        yield conn
    server.drop(name)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_an_array_is_received_as_it_was_given(
    conn: psycopg.Connection[Any], kind: LiteralString, data: st.DataObject
) -> None:
    pack, element = KINDS[kind]
    values = data.draw(st.lists(element, max_size=20))
    array: Array = pack(values)
    query = f"select %b::{kind}[], cardinality(%b::{kind}[])"
    assert conn.execute(query.encode(), (array, array), binary=True).fetchone() == (values, len(values))


def test_what_does_not_fit_is_refused(conn: psycopg.Connection[Any]) -> None:
    with pytest.raises(struct.error):
        bigints([2**63])
    with pytest.raises(psycopg.errors.CharacterNotInRepertoire):
        conn.execute("select %b::text[]", (texts(["a\0b"]),))
