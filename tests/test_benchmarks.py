"""The measurements still measure: the smallest run has every figure beside its peers and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest

from benchmarks.arena import show
from benchmarks.audit.bounds import verdicts as of_the_trail
from benchmarks.audit.building import FOLLOWER
from benchmarks.audit.proving import SECTION as PROOFS
from benchmarks.audit.slowing import WITH, WITHOUT
from benchmarks.bulk import write_cases
from benchmarks.casework import carry_out, found
from benchmarks.figures import Figure, percentiles, ratios, table
from benchmarks.reads.bounds import verdicts
from benchmarks.reads.cases import cases as reading_cases
from benchmarks.reads.contestants import HANDWRITTEN, POSTGRAPHILE, REGISTER
from benchmarks.reads.data import multiply
from benchmarks.reads.questions import normalised
from infra.imports import housing
from infra.imports.cases import spread
from infra.register import Register
from infra.store.recorder import Store
from projections.catalogue import CATALOGUE

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
    ("Strawberry with dataloaders", True),
    ("register: GraphQL, 240 cases", True),
    ("register: GraphQL, 480 cases", False),
    ("register: log follower", False),
    ("leaf hashes in SQL alone", True),
    ("register: verify", False),
    ("verify.py in memory", True),
    ("register: proofs, 300 leaves", True),
    ("register: proofs, 700 leaves", False),
    ("verify.py", False),
    ("its hashes alone", True),
    ("register: with log and sealing", False),
    ("register without it", True),
    ("register: asOf", False),
    ("register: now", True),
    ("register: trail export", False),
    ("register: export", False),
    ("COPY TO", True),
    ("register: restore", False),
    ("COPY FROM", True),
    ("register: sealed", False),
    ("register in plain words", True),
}
PERHAPS = {("PostGraphile 5", True)}
"""Measured where its packages are installed already."""
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
    assert {(figure["by"], figure["peer"]) for figure in told["figures"]} - PERHAPS == EXPECTED
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
    assert run.returncode == 130, errors
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


@own_server
def test_copied_cases_are_as_complete_as_those_that_commands_told(database: str) -> None:
    with Store(database) as store:
        register = Register(store)
        carry_out(register, reading_cases(found(register), 24))
    show(database)
    before = _held(database)
    multiply(database, 5)
    after = _held(database)
    assert before["complaint"] == 24
    assert after["office"] == before["office"]
    for copied in ("complaint", "complaint_head", "complaint_party", "person", "running_clock"):
        assert after[copied] == 5 * before[copied], copied
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "select count(distinct number), count(distinct position), count(distinct events), min(events), max(events)"
            " from (select c.number, c.position, c.version - count(t.*) as events from views.complaint as c"
            " left join views.audit as t on t.stream = c.id group by c.number, c.position, c.version) as of_case"
        ).fetchone()
        counted = connection.execute("select sum(received)::int from views.office_count").fetchone()
    assert counted == (120,)
    assert row == (120, 120, 1, 0, 0), "each has a number, a position and all its events of its own"


def _held(dsn: str) -> dict[str, int]:
    """How many rows each read table has."""
    with psycopg.connect(dsn) as connection:
        return {
            row.TABLE.name: connection.execute(f"select count(*) from views.{row.TABLE.name}".encode()).fetchall()[0][0]
            for row in CATALOGUE.rows
        }


def test_answers_are_equal_however_their_names_and_numbers_are_written() -> None:
    ours = {"complaints": {"nodes": [{"position": 12, "status": "REGISTERED", "assignee": None}]}}
    theirs = {"complaints": {"nodes": [{"position": "12", "status": "registered", "assignee": None}]}}
    assert normalised(ours) == normalised(theirs)
    theirs["complaints"]["nodes"][0]["assignee"] = {"name": "Somebody"}
    assert normalised(ours) != normalised(theirs)


def _read(by: str, per_second: float, p99: float = 20, *, peer: bool = True) -> Figure:
    return Figure(
        section="Reads", what="a page", by=by, clients=16, unit="answers", per_second=per_second, p50=10, p99=p99,
        peer=peer, memory=150,
    )  # fmt: skip


def test_a_bound_is_kept_by_who_reaches_it_and_by_nobody_else() -> None:
    peers = [_read(POSTGRAPHILE, 100), _read(HANDWRITTEN, 200)]
    fast = verdicts([_read(REGISTER, 165, peer=False), *peers])
    assert [verdict.kept for verdict in fast] == [True, True, True, True]
    slow = verdicts([_read(REGISTER, 125, p99=31, peer=False), *peers])
    assert [verdict.kept for verdict in slow] == [False, False, False, True]


def test_the_bounds_of_the_trail_are_kept_by_who_reaches_them() -> None:
    def figure(section: str, by: str, per_second: float, p99: float | None = None, *, peer: bool = False) -> Figure:
        return Figure(section=section, what="x", by=by, clients=4, unit="x", per_second=per_second, p99=p99, peer=peer)

    def run(leaves: float, milliseconds: float, appends: float) -> list[Figure]:
        tree, proof = (
            figure("The log", FOLLOWER, leaves),
            figure(PROOFS, "register: proofs, 10 leaves", 9, milliseconds),
        )
        return [tree, proof, figure("Appends", WITH, appends), figure("Appends", WITHOUT, 100, peer=True)]

    assert [verdict.kept for verdict in of_the_trail(run(50_000, 10, 85))] == [True, True, True]
    assert [verdict.kept for verdict in of_the_trail(run(49_999, 10.1, 84))] == [False, False, False]


def test_growth_is_told_as_times_of_an_answer() -> None:
    before, after = _read(f"{REGISTER}, 10 cases", 100), _read(f"{REGISTER}, 100 cases", 80, peer=False)
    (verdict,) = verdicts([after, before])
    assert (verdict.found, verdict.kept) == ("1.25", True)


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
