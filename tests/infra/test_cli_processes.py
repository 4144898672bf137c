"""The processes that stay, as real processes: ready when they say so, gone soon after a signal, nothing lost."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.identity import DemonstrationKey
from infra.register import Register
from infra.store.recorder import Store
from tests.infra.test_imports import HOUSING, ROW

Start = Callable[..., "subprocess.Popen[str]"]
PATIENCE = 60.0


@pytest.fixture
def start(database: str, home: Path) -> Iterator[Start]:
    """Starts `ombudsman` on a fresh database; what is still running at the end is killed."""
    running: list[subprocess.Popen[str]] = []
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OMBUDSMAN_", "OTEL_")) or name == "OMBUDSMAN_KEK"
    }
    environment = kept | {"DATABASE_URL": database, "OMBUDSMAN_HOME": str(home), "PYTHONUNBUFFERED": "1"}

    def starting(*arguments: str, **more: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from infra.cli import main; main()", *arguments]
        process = subprocess.Popen(
            command,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            **more,
        )
        running.append(process)
        return process

    yield starting
    for process in running:
        process.kill()
        process.communicate()


def address(process: "subprocess.Popen[str]") -> str:
    """Waits until a server says that it is ready; its address."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"(http://[0-9.:]+)/graphql", line):
            return found[1]
    raise AssertionError(f"the server ended: {process.stderr.read() if process.stderr else ''}")


def test_serve_fills_serves_and_stops_cleanly_and_does_not_fill_twice(start: Start, database: str, home: Path) -> None:
    server = start("serve", "--demo", "--port", "0")
    url = address(server)
    assert json.load(urllib.request.urlopen(f"{url}/readyz", timeout=10)) == {"ready": True, "missing": []}
    asked = start("query", "-", "--url", f"{url}/graphql", "--as", "ombudsman", stdin=subprocess.PIPE)
    out, err = asked.communicate("{ complaints(first: 1) { totalCount nodes { number } } offices { code } }", PATIENCE)
    assert asked.returncode == 0, err
    data = json.loads(out)["data"]
    assert data["complaints"]["totalCount"] > 295
    assert len(data["offices"]) == 21
    wrong = start("query", "-", "--url", f"{url}/graphql", "--as", "head", stdin=subprocess.PIPE)
    out, _ = wrong.communicate("{ nonsense }", PATIENCE)
    assert wrong.returncode == 1
    assert json.loads(out)["errors"]
    server.send_signal(signal.SIGTERM)
    assert server.wait(15) == 0
    with Store(database) as store:
        head = Register(store).head()
    again = start("serve", "--demo", "--port", "0")
    address(again)
    again.send_signal(signal.SIGINT)
    assert again.wait(15) == 130
    with Store(database) as store:
        assert Register(store).head() == head
    assert DemonstrationKey(home).jwks()


def test_a_taken_port_is_told_before_anything_begins(start: Start) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start("serve", "--port", str(taken.getsockname()[1]))
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err.count("\n") == 1
    assert "--port" in err


def test_the_projecting_process_ends_on_a_signal(start: Start) -> None:
    process = start("project")
    assert process.stderr is not None
    assert "keeping the read models up to date" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_an_import_that_is_stopped_leaves_a_clean_prefix_and_goes_on(
    start: Start, database: str, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    path = tmp_path / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, HOUSING)
        rows.writeheader()
        rows.writerows(ROW | {"case_id": str(n // 2)} for n in range(5_000))
    process = start("import", "housing", str(path))
    with Store(database) as store:
        register = Register(store)
        deadline = time.monotonic() + PATIENCE
        while register.head() < 1_000:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait(30) == code
        stopped = register.head()
        positions = [recorded.position for recorded in register.tail(0, 100_000)]
        assert positions == list(range(1, stopped + 1))
        rest = start("import", "housing", str(path), "--json")
        out, err = rest.communicate(timeout=2 * PATIENCE)
        assert rest.returncode == 0, err
        report = json.loads(out)
        assert (report["cases"], report["problems"]) == (2_500, [])
        assert report["known"] > 0
        assert report["known"] + report["commands"] == 7_500
        assert register.head() == stopped + report["events"]
