"""The measurements still measure: the smallest run has every figure beside its peers and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.bulk import write_cases
from benchmarks.figures import Figure, percentiles, ratios, table
from infra.imports import housing
from infra.imports.cases import spread

ROOT = Path(__file__).parent.parent
EXPECTED = {
    ("register: ClassifyComplaint", False),
    ("register: RegisterComplaint", False),
    ("register: append alone", False),
    ("stock eventsourcing", True),
    ("bare pgbench", True),
    ("register: import housing", False),
    ("bare COPY", True),
    ("register: rebuild", False),
    ("stock ProjectionRunner", True),
    ("register: classifyComplaint", False),
    ("register: GraphQL", False),
    ("hand-written SQL", True),
}
own_server = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="benchmarks measure on an embedded server only")


def _begun(arguments: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks", "--size", "smallest", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@own_server
def test_the_smallest_run_measures_everything_beside_its_peers_and_writes_the_page(home: Path, tmp_path: Path) -> None:
    home.mkdir(mode=0o711)
    page = tmp_path / "benchmarks.md"
    run = _begun(["--json", "--write", str(page), "--directory", str(home)])
    output, errors = run.communicate(timeout=300)
    assert run.returncode == 0, errors
    told = json.loads(output)
    assert {(figure["by"], figure["peer"]) for figure in told["figures"]} == EXPECTED
    assert all(figure["per_second"] > 0 for figure in told["figures"])
    compared = {ratio["by"] for ratio in told["ratios"]}
    assert compared == {by for by, peer in EXPECTED if not peer}
    written = page.read_text(encoding="utf-8")
    assert all(f"| {by} |" in written for by, _ in EXPECTED)
    assert "--size smallest" in written
    assert str(home) not in output
    assert list(home.iterdir()) == []


@own_server
def test_an_interrupted_run_leaves_nothing_behind(home: Path) -> None:
    home.mkdir(mode=0o711)
    run = _begun(["--only", "http", "--directory", str(home)])
    assert run.stderr is not None
    while "mutations:" not in run.stderr.readline():
        assert run.poll() is None, "the run ended before it asked anything of its servers"
    run.send_signal(signal.SIGINT)
    output, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert output == ""
    assert "Traceback" not in errors
    assert list(home.iterdir()) == []


def _figure(by: str, clients: int, per_second: float, *, peer: bool = False) -> Figure:
    return Figure(
        section="Appends", what="an append", by=by, clients=clients, unit="appends", per_second=per_second, peer=peer
    )


def test_a_figure_is_compared_with_the_peers_of_as_many_clients_only() -> None:
    figures = [_figure("ours", 1, 100), _figure("peer", 1, 50, peer=True), _figure("ours", 4, 90)]
    assert [(ratio.clients, ratio.peer, ratio.times) for ratio in ratios(figures)] == [(1, "peer", 2.0)]
    assert "2.00× peer" in table(figures)


def test_percentiles_are_those_of_the_durations_in_milliseconds() -> None:
    assert percentiles([place / 1000 for place in range(1, 102)]) == pytest.approx((51, 100))
    assert percentiles([0.002]) == (2, 2)


def test_the_generated_file_can_be_imported_whole(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    write_cases(file, 40)
    lines = housing.table(file)
    cases = list(housing.cases(lines, spread))
    assert len(cases) == 40
    assert lines.problems == []
    again = tmp_path / "again.csv"
    write_cases(again, 40)
    assert again.read_bytes() == file.read_bytes()
