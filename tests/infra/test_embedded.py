"""The embedded PostgreSQL: private, shared between processes, and back after every crash."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from infra.embedded import EmbeddedServer, EmbeddedServerFailed, place
from infra.embedded.place import MAJOR, locate
from tests.conftest import HOMES

ROOT = Path(__file__).parents[2]
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")

HOLD = """
import sys
from pathlib import Path
from infra.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print("ready", flush=True)
sys.stdin.readline()
server.stop()
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[EmbeddedServer]:
    """A running server of this module's own."""
    with EmbeddedServer(Path(os.environ[HOMES]) / "embedded" / str(os.getpid())) as server:
        yield server


@pytest.fixture
def started(cluster: EmbeddedServer) -> EmbeddedServer:
    """The module's server, running at the start of the test whatever the one before did."""
    cluster.start()
    return cluster


def ask(dsn: str, question: str) -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
        return None if row is None else row[0]


def kill_minus_nine(server: EmbeddedServer) -> None:
    pid = server.postmaster_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def holding(home: Path) -> subprocess.Popen[str]:
    """Another process of the product that uses the server until it is told to end or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_the_server_is_postgresql_18_with_checksums_and_utf8(started: EmbeddedServer) -> None:
    dsn = started.dsn()
    assert str(ask(dsn, "SHOW server_version")).startswith(f"{MAJOR}.")
    assert ask(dsn, "SHOW data_checksums") == "on"
    assert ask(dsn, "SHOW server_encoding") == "UTF8"
    assert ask(dsn, "SELECT lower('ҚАЗАҚСТАН ӘІҢҒҮҰҚӨҺ')") == "қазақстан әіңғүұқөһ"
    assert ask(dsn, "SELECT current_database()") == "ombudsman"


def test_the_server_listens_on_no_network_address(started: EmbeddedServer) -> None:
    assert ask(started.dsn(), "SHOW listen_addresses") == ""
    assert ask(started.dsn(), "SELECT inet_server_addr() IS NULL") is True


def test_nobody_gets_in_without_the_password(started: EmbeddedServer) -> None:
    password = (started.home / "postgres.password").read_text()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(started.dsn().replace(password, "guessed"), "SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        ask(started.dsn().replace(f":{password}", ""), "SELECT 1")


def test_data_socket_and_password_are_private(started: EmbeddedServer) -> None:
    found = locate(started.home)
    assert found is not None
    for directory in (found.root, found.sockets, found.data):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((started.home / "postgres.password").stat().st_mode) == 0o600
    assert stat.S_IMODE(found.log.stat().st_mode) == 0o600


def test_the_servers_log_never_holds_what_a_statement_said(started: EmbeddedServer) -> None:
    for statement in (
        "SELECT 'canary-900101300123'::int",
        "SELECT canary_900101300123",
        "DO $$ BEGIN RAISE 'canary'; END $$",
    ):
        with pytest.raises(psycopg.Error):
            ask(started.dsn(), statement)
    found = locate(started.home)
    assert found is not None
    assert "ready to accept connections" in found.log.read_text()
    assert "canary" not in found.log.read_text()


def test_an_environment_made_for_another_server_does_not_matter(
    started: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGHOST": "elsewhere.invalid", "PGHOSTADDR": "192.0.2.1", "PGPORT": "1", "PGUSER": "x", "PGPASSWORD": "x",
        "PGDATABASE": "x", "PGDATA": "/nonexistent", "PGOPTIONS": "-c search_path=x", "PGSERVICE": "x",
        "PGSSLMODE": "verify-full", "PGCHANNELBINDING": "require", "PGTZ": "Asia/Almaty", "PGCLIENTENCODING": "LATIN1",
        "LD_LIBRARY_PATH": "/nonexistent", "LC_ALL": "ru_RU.KOI8-R",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    started.stop()
    started.start()
    assert ask(started.dsn(), "SHOW timezone") == "UTC"
    assert ask(started.dsn(), "SHOW client_encoding") == "UTF8"


def test_starting_twice_is_starting_once(started: EmbeddedServer) -> None:
    pid = started.postmaster_pid()
    started.start()
    assert started.postmaster_pid() == pid


def test_a_stopped_server_keeps_its_data(started: EmbeddedServer) -> None:
    with psycopg.connect(started.dsn()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    started.stop()
    assert not started.running()
    assert started.postmaster_pid() is None
    started.start()
    assert ask(started.dsn(), "SELECT answer FROM kept") == 42


def test_a_killed_server_comes_back_with_everything_that_was_committed(started: EmbeddedServer) -> None:
    with psycopg.connect(started.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged (round int)")
        for turn in range(5):
            connection.execute("INSERT INTO acknowledged VALUES (%s)", [turn])
            kill_minus_nine(started)
            started.start()
            connection = psycopg.connect(started.dsn(), autocommit=True)  # noqa: PLW2901
            assert ask(started.dsn(), "SELECT count(*) FROM acknowledged") == turn + 1


def test_a_pid_that_now_means_another_process_does_not_keep_a_killed_server_down(started: EmbeddedServer) -> None:
    found = locate(started.home)
    assert found is not None
    note = found.data / "postmaster.pid"
    kill_minus_nine(started)
    lines = note.read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as bystander:
        note.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
        assert started.postmaster_pid() is None
        started.start()
        assert bystander.poll() is None
        bystander.terminate()
    assert started.running()


def test_many_processes_that_start_at_once_share_one_server(home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        processes = list(pool.map(holding, [home] * 4))
    server = EmbeddedServer(home)
    pid = server.postmaster_pid()
    assert pid is not None
    for process in processes[:3]:
        process.communicate("\n")
        assert server.postmaster_pid() == pid
    processes[3].communicate("\n")
    assert server.postmaster_pid() is None
    assert [process.returncode for process in processes] == [0] * 4


def test_a_user_that_was_killed_does_not_keep_the_server_up(started: EmbeddedServer) -> None:
    other = holding(started.home)
    other.kill()
    other.communicate()
    started.stop()
    assert started.postmaster_pid() is None


def test_an_initialisation_that_was_cut_short_is_done_anew(started: EmbeddedServer) -> None:
    started.stop()
    found = locate(started.home)
    assert found is not None
    shutil.rmtree(found.data)
    (found.root / "data.new").mkdir()
    (found.root / "data.new" / "PG_VERSION").write_text("18")
    started.start()
    assert started.running()


def test_data_of_another_major_version_is_refused_and_left_alone(started: EmbeddedServer) -> None:
    started.stop()
    found = locate(started.home)
    assert found is not None
    version = found.data / "PG_VERSION"
    version.write_text("17\n")
    try:
        with pytest.raises(EmbeddedServerFailed, match="was written by PostgreSQL 17"):
            started.start()
    finally:
        version.write_text("18\n")
    started.start()


def test_a_lost_password_is_told_in_words(started: EmbeddedServer) -> None:
    file = started.home / "postgres.password"
    kept = file.read_text()
    file.unlink()
    try:
        with pytest.raises(EmbeddedServerFailed, match=r"postgres\.password"):
            started.start()
    finally:
        file.write_text(kept)
    started.start()


def test_a_deep_home_gets_a_short_private_socket_directory(home: Path) -> None:
    with EmbeddedServer(home / ("d" * 60) / ("e" * 60)) as server:
        found = locate(server.home)
        assert found is not None
        assert server.running()
        assert len(bytes(found.sockets / place.SOCKET_NAME)) <= place.SOCKET_PATH_BYTES
        assert stat.S_IMODE(found.sockets.stat().st_mode) == 0o700
    shutil.rmtree(found.sockets)


def test_a_socket_directory_that_somebody_else_prepared_is_refused(home: Path) -> None:
    server = EmbeddedServer(home / ("d" * 60) / ("e" * 60))
    server.start()
    found = locate(server.home)
    server.stop()
    assert found is not None
    found.sockets.chmod(0o755)
    try:
        with pytest.raises(EmbeddedServerFailed, match="is not a private directory"):
            server.start()
    finally:
        shutil.rmtree(found.sockets)


def test_a_home_that_cannot_be_made_is_told_by_the_name_of_its_variable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedServerFailed, match="OMBUDSMAN_HOME"):
        EmbeddedServer(tmp_path / "file" / "home").start()


@AS_ROOT
def test_root_runs_the_server_as_an_unprivileged_account(started: EmbeddedServer) -> None:
    pid = started.postmaster_pid()
    assert Path(f"/proc/{pid}").stat().st_uid not in (0, None)


@AS_ROOT
def test_a_home_that_the_account_cannot_reach_is_not_opened_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = Path("/tmp") / f"ombudsman-state-{os.getpid()}"
    monkeypatch.setattr(place, "STATE", state)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    try:
        with EmbeddedServer(closed / "home") as server:
            found = locate(server.home)
            assert found is not None
            assert found.root.parent == state
            assert server.running()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert closed.stat().st_uid == 0
    finally:
        shutil.rmtree(state)


@AS_ROOT
def test_the_data_of_another_user_is_refused(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    with pytest.raises(EmbeddedServerFailed, match="belongs to the account root"):
        EmbeddedServer(home).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs under another account")
def test_programs_that_the_account_cannot_reach_are_copied_with_the_libraries_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "_reaches", lambda *_: False)
    monkeypatch.setattr(place, "_state_directory", lambda: tmp_path)
    programs = place._binaries.__wrapped__(place._unprivileged_account())
    assert programs.is_relative_to(tmp_path)
    told = subprocess.run([programs / "bin" / "initdb", "--version"], capture_output=True, text=True, check=True)
    assert "PostgreSQL" in told.stdout
