"""Clients that go away while they are answered: a question ends with them, an act is carried out to its end."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from infra.http.views import LINES
from tests.domain.scenario import EMPLOYEE_71, OMBUDSMAN
from tests.journeys.judging import registration
from tests.journeys.served import ANSWER, Served

WAITING = """select count(*) from pg_stat_activity
    where datname = current_database() and application_name = 'register_reader' and wait_event_type = 'Lock'"""
APPENDING = """select count(*) from pg_stat_activity
    where datname = current_database() and application_name not in ('', 'register_reader')
        and wait_event_type = 'Lock'"""


@contextmanager
def holding(served: Served, table: str) -> Iterator[psycopg.Connection]:
    """Nobody reads or writes a table meanwhile; a connection from which to watch who waits for it."""
    with psycopg.connect(served.dsn) as holder, psycopg.connect(served.dsn, autocommit=True) as watching:
        holder.execute(f"lock table {table} in access exclusive mode".encode())
        yield watching


def begun(served: Served, body: dict[str, object], official: str) -> socket.socket:
    """A connection on which a request was sent and whose answer is not waited for."""
    address = urlsplit(served.url)
    content = json.dumps(body).encode()
    head = [
        f"POST {address.path} HTTP/1.1",
        f"host: {address.netloc}",
        "content-type: application/json",
        f"content-length: {len(content)}",
        *(f"{name}: {value}" for name, value in served.caller(official).headers().items()),
    ]
    connection = socket.create_connection((address.hostname or "", address.port or 0), timeout=10)
    connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + content)
    return connection


def until(holds: Callable[[], bool], within: float = 5.0) -> float:
    """Wait until something holds; the seconds that it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < within
        time.sleep(0.01)
    return time.monotonic() - began


def count(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    "query",
    ["{ offices { code } }", "{ offices { code } __schema { queryType { name } } }"],
    ids=["compiled", "executed"],
)
def test_a_question_ends_in_the_database_when_its_client_goes_away(served: Served, query: str) -> None:
    with holding(served, "views.office") as watching:
        for _ in range(3):
            connection = begun(served, {"query": query}, OMBUDSMAN)
            until(lambda: count(watching, WAITING) == 1)
            connection.close()
            assert until(lambda: count(watching, WAITING) == 0) < 3
    assert len(served.caller(OMBUDSMAN).ask("{ offices { code } }")["offices"]) == 4


def test_more_clients_than_lines_go_away_and_others_are_answered(served: Served) -> None:
    with holding(served, "views.office") as watching:
        connections = [begun(served, {"query": "{ offices { code } }"}, OMBUDSMAN) for _ in range(25)]
        until(lambda: count(watching, WAITING) >= LINES)
        for connection in connections:
            connection.close()
        until(lambda: count(watching, WAITING) == 0)
        began = time.monotonic()
        assert served.caller(OMBUDSMAN).ask("{ viewer { id } }")["viewer"]
        assert time.monotonic() - began < 3


def test_an_act_is_carried_out_to_its_end_when_its_client_goes_away(served: Served) -> None:
    head = served.head()
    query = f"mutation ($g: RegisterComplaintInput!) {{ registerComplaint(input: $g) {{ {ANSWER} }} }}"
    with holding(served, "register.events") as watching:
        connection = begun(served, {"query": query, "variables": {"g": registration()}}, EMPLOYEE_71)
        until(lambda: count(watching, APPENDING) >= 1)
        connection.close()
        time.sleep(0.3)
    until(lambda: served.head() > head)
