"""Stopping the server in the middle of its work: it ends within seconds, and all that it confirmed is there."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from infra.identity import DemonstrationKey
from infra.store.recorder import Store
from tests.domain.scenario import EMPLOYEE_71
from tests.infra.founded import found
from tests.journeys.processes import Process, running
from tests.journeys.served import Caller

WRITERS = 4
PERSON = {"name": "Somebody"}


def keep_writing(url: str, token: str, stop: threading.Event, confirmed: dict[str, int]) -> None:
    """Register persons until told to stop or cut off; remember what was confirmed, by command id."""
    with httpx.Client(timeout=10) as http:
        while not stop.is_set():
            command_id = str(uuid4())
            try:
                payload = Caller(http, url, token).do("registerPerson", commandId=command_id, details=PERSON)
            except (httpx.HTTPError, AssertionError, ValueError):
                return
            confirmed[command_id] = int(payload["position"])


@contextmanager
def under_load(server: Process, token: str, confirmed: dict[str, int]) -> Iterator[None]:
    """Four writers and an open subscription, as long as the context lasts."""
    url, stop = server.url(), threading.Event()
    writers = [threading.Thread(target=keep_writing, args=(url, token, stop, confirmed)) for _ in range(WRITERS)]
    protocols = [Subprotocol("graphql-transport-ws")]
    with connect(url.replace("http", "ws", 1), subprotocols=protocols, close_timeout=1) as socket:
        socket.send('{"type": "connection_init", "payload": {"Authorization": "Bearer ' + token + '"}}')
        assert "connection_ack" in str(socket.recv(10))
        socket.send('{"type": "subscribe", "id": "1", "payload": {"query": "subscription { events { position } }"}}')
        for writer in writers:
            writer.start()
        while len(confirmed) < 20:
            assert any(writer.is_alive() for writer in writers), "nobody could write"
            stop.wait(0.02)
        yield
        stop.set()
        for writer in writers:
            writer.join(15)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_under_load_ends_the_server_within_seconds_and_loses_nothing_that_was_confirmed(
    database: str, tmp_path: Path, number: int, code: int
) -> None:
    with Store(database) as store:
        found(store)
    token = DemonstrationKey(tmp_path).issue(EMPLOYEE_71)
    confirmed: dict[str, int] = {}
    with running("serve", "--port", "0", dsn=database, home=tmp_path) as server, under_load(server, token, confirmed):
        ended, took = server.stop(number)
    assert took < 5
    assert ended == code, server.errors[-5:]
    assert not [line for line in server.errors if "Traceback" in line or '"error"' in line]

    with psycopg.connect(database) as connection:
        rows = connection.execute("select command_id::text, last_position from register.commands").fetchall()
        assert confirmed.items() <= {(str(command), int(position)) for command, position in rows}
        dense = connection.execute("select count(*), max(notification_id) from register.events").fetchone()
    assert dense is not None and dense[0] == dense[1]


def test_after_a_stop_the_next_start_goes_on_where_the_register_was(database: str, tmp_path: Path) -> None:
    with Store(database) as store:
        found(store)
    token, command_id = DemonstrationKey(tmp_path).issue(EMPLOYEE_71), str(uuid4())
    answers = []
    for _ in range(2):
        with running("serve", "--port", "0", dsn=database, home=tmp_path) as server, httpx.Client(timeout=10) as http:
            caller = Caller(http, server.url(), token)
            answers.append(caller.do("registerPerson", "record { id version }", commandId=command_id, details=PERSON))
            server.stop()
    first, second = answers
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert second["position"] == first["position"] and second["record"] == first["record"]
