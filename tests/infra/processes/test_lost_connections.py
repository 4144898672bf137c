"""A connection cut at the worst moment, and a server that is killed: one effect, the true answer, nothing lost."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import InternalError

import infra.register
from domain.officials.commands import GrantAccess
from domain.officials.state import Access
from domain.outcome import Accepted
from infra.embedded import EmbeddedServer
from infra.migrate import migrate
from infra.register import Register, StoreUnavailableError
from infra.store.recorder import Store
from tests.domain.scenario import OMBUDSMAN, STRANGER
from tests.infra.founded import accepted, found, imported, opening
from tests.infra.processes.proxy import Cut, proxy
from tests.infra.processes.workers import register_people

GRANT = GrantAccess(official=STRANGER, access=Access.AUDITOR)
KILLS = 20


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A directory whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="cut") as directory:
        yield Path(directory)


@pytest.mark.parametrize("cut", list(Cut), ids=lambda cut: cut.value.replace(" ", "-"))
@pytest.mark.parametrize("turn", [False, True], ids=["free", "in-its-turn"])
def test_a_connection_cut_around_the_commit_leaves_one_effect_and_the_true_answer(
    database: str, sockets: Path, monkeypatch: pytest.MonkeyPatch, cut: Cut, turn: bool
) -> None:
    if turn:
        monkeypatch.setattr(infra.register, "_RACES", 0)
    with proxy(database, sockets) as between, Store(between.dsn) as store, Store(database) as direct:
        before = found(direct)
        register = Register(store)
        assert register.head() == before
        command_id = uuid4()
        between.cut_next(cut, b"COMMIT" if turn else command_id.bytes)
        outcome = accepted(register, GRANT, by=OMBUDSMAN, command_id=command_id)
        assert between.cuts == 1
        assert (outcome.first, outcome.last) == (before + 1, before + 1)
        assert outcome.replayed is (cut is Cut.AFTER_ITS_COMMIT)
        assert Register(direct).tail(before) == list(outcome.recorded)
        assert accepted(register, GRANT, by=OMBUDSMAN, command_id=command_id).replayed


def test_a_batch_cut_after_its_commit_is_not_written_twice(database: str, sockets: Path) -> None:
    with proxy(database, sockets) as between, Store(between.dsn) as store, Store(database) as direct:
        register = Register(store)
        requests = [imported(opening(str(code))) for code in range(100, 150)]
        assert register.head() == 0
        between.cut_next(Cut.AFTER_ITS_COMMIT, b"OfficeOpened")
        outcomes = list(register.execute_batch(requests))
        assert between.cuts == 1
        assert [isinstance(outcome, Accepted) and outcome.replayed for outcome in outcomes] == [True] * 50
        assert Register(direct).head() == 2 * len(requests)


def test_whoever_falls_silent_while_it_is_their_turn_loses_it(database: str) -> None:
    with Store(database) as silent, Store(database) as store:
        found(store)
        with (
            pytest.raises(InternalError, match="idle-in-transaction"),
            silent.recorder.session(turn=True),
        ):
            accepted(Register(store, patience=30), GRANT, by=OMBUDSMAN)


def test_a_database_that_stays_away_is_a_typed_error(sockets: Path) -> None:
    with Store(f"host={sockets} dbname=nothing user=nobody") as store:
        register = Register(store, patience=0.2)
        with pytest.raises(StoreUnavailableError, match="does not answer"):
            register.head()


def test_twenty_kills_of_the_server_under_load_lose_no_acknowledged_event(tmp_path: Path) -> None:
    """Four writers work on through every kill; what they were told is what the register holds, once."""
    acknowledged: dict[UUID, Accepted] = {}
    with EmbeddedServer(tmp_path / "home") as server:
        migrate(server.dsn())
        with Store(server.dsn()) as store:
            register, done = Register(store, patience=60), threading.Event()
            writers = [
                threading.Thread(target=register_people, args=(register, acknowledged, done.is_set)) for _ in range(4)
            ]
            for writer in writers:
                writer.start()
            for _ in range(KILLS):
                _wait_for_progress(acknowledged, 25)
                pid = server.postmaster_pid()
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
                server.start()
            _wait_for_progress(acknowledged, 25)
            done.set()
            for writer in writers:
                writer.join(90)
            assert not any(writer.is_alive() for writer in writers)
            everything = register.tail(0, 1_000_000)
            assert [event.position for event in everything] == list(range(1, len(everything) + 1))
            by_position = {event.position: event for event in everything}
            for command_id, outcome in acknowledged.items():
                assert by_position[outcome.first] == outcome.recorded[0]
                assert by_position[outcome.first].act.command == command_id
            assert len(everything) == len(acknowledged), "a command had two effects, or one that nobody heard of"


def _wait_for_progress(acknowledged: dict[UUID, Accepted], more: int) -> None:
    goal, deadline = len(acknowledged) + more, time.monotonic() + 60
    while len(acknowledged) < goal:
        assert time.monotonic() < deadline, "the writers did not come back after the kill"
        time.sleep(0.005)
