"""`ombudsman verify` and `ombudsman proof check`: answers, one line for a failure, honest exit codes."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog

from infra.bootstrap import house
from infra.cli import run
from infra.log.keys import trail
from infra.log.standing import standing
from infra.projector import progress
from infra.settings import Settings
from tests.infra.log import trees
from tests.infra.log.conftest import Log

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(log: Log, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    """Runs `ombudsman` on the register of the log; exit code, stdout, stderr."""
    monkeypatch.setenv("OMBUDSMAN_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", log.dsn)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def asking(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(each) for each in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield asking
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_verify_tells_what_agrees_and_names_what_does_not(log: Log, ask: Ask, tmp_path: Path) -> None:
    log.record(20)
    (tmp_path / "kept").write_text(log.sign().note)
    log.record(3)
    code, out, err = ask("verify", "--checkpoint", tmp_path)
    assert (code, out) == (0, "23 events are what the log says; 2 checkpoints agree\n")
    assert "the last 3 events are not covered by a checkpoint yet" in err
    assert json.loads(ask("verify", "--json")[1])["signed"] == 20

    log.tamper("update register.events set state = '[]' where notification_id = 7")
    code, out, err = ask("verify")
    assert (code, out) == (1, "")
    assert "event 7 is not the one that the tree holds" in err
    code, out, _ = ask("verify", "--json")
    assert (code, json.loads(out)["position"]) == (1, 7)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--checkpoint", "absent"), "absent cannot be read"),
        (("--checkpoint", "rubbish"), "rubbish is no checkpoint: the note is not a text"),
        (("--archive", "absent"), "manifest.json cannot be read"),
        (("--archive", "rubbish"), "manifest.json cannot be read"),
        (("--archive", "broken"), "the archive broken cannot be compared: the manifest is no JSON"),
        (("--checkpoint", "signed", "--tiles", "."), "the tiles kept elsewhere cannot be compared"),
        (("--tiles", "."), "tiles are read for a checkpoint"),
        (("--key", "absent"), "absent cannot be read"),
        (("--key", "a+00000000+AA=="), "--key: the key is not a line"),
    ],
)
def test_what_cannot_be_compared_is_one_line_that_says_nothing_of_the_register(
    log: Log, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], why: str
) -> None:
    log.record(1)
    monkeypatch.chdir(tmp_path)
    Path("signed").write_text(log.sign().note)
    Path("rubbish").write_text("rubbish")
    Path("broken").mkdir()
    Path("broken/manifest.json").write_text("rubbish")
    code, out, err = ask("verify", *arguments)
    asked_wrongly = arguments[0] == "--tiles"  # without a checkpoint, which is what tiles are read for
    assert (code, out, err.count("\n")) == (2 if asked_wrongly else 1, "", 1)
    assert why in err
    assert "unexpected" not in err and "the register is not" not in err


def test_status_tells_how_far_the_log_is(log: Log, ask: Ask) -> None:
    log.record(20)
    facts = json.loads(ask("status", "--json")[1])
    assert (facts["log_size"], facts["log_lag_events"], facts["checkpoint_size"], facts["log_key"]) == (
        20,
        0,
        None,
        None,
    )
    signed = log.sign()
    log.record(3)
    facts = json.loads(ask("status", "--json")[1])
    assert (facts["log_size"], facts["checkpoint_size"], facts["unsigned_events"]) == (23, 20, 3)
    assert facts["unsigned_seconds"] > 0
    assert datetime.fromisoformat(facts["checkpoint_at"]) == signed.signed_at
    with log.checkpoints.connected() as connection:
        assert facts["log_key"] == trail(connection)[-1].vkey
    out = ask("status")[1]
    assert "checkpoint size     20\n" in out and f"log key             {facts['log_key']}\n" in out


def test_the_lag_of_the_tree_and_of_the_checkpoint_is_measured(log: Log, home: Path) -> None:
    log.record(5)
    log.sign()
    log.record(2)
    log.tamper("delete from log.tile where level = 0")
    with house(Settings.of({"DATABASE_URL": log.dsn, "OMBUDSMAN_HOME": str(home)})) as built:
        lags = {each.projection: each for each in built.lag()}
    assert list(lags) == ["views", "log", "checkpoint"]
    assert (lags["log"].events, lags["checkpoint"].events) == (7, 2)
    assert lags["log"].seconds > 0 and lags["checkpoint"].seconds > 0


@pytest.mark.parametrize("ask_how_far", [standing, progress])
def test_asking_how_far_the_log_or_the_read_models_are_leaves_the_role_of_a_connection_as_it_was(
    log: Log, ask_how_far: Callable[[psycopg.Connection[Any]], object]
) -> None:
    with psycopg.connect(log.dsn) as connection:
        before = connection.execute("select current_user").fetchone()
        ask_how_far(connection)
        assert connection.execute("select current_user").fetchone() == before


def test_a_register_that_cannot_be_signed_is_told_in_one_line(log: Log, ask: Ask) -> None:
    log.record(20)
    log.tamper("delete from register.events where notification_id > 15")
    code, out, err = ask("checkpoint")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "does not hold event 20 as the log does" in err
    log.tamper("delete from log.tile", "delete from register.events where notification_id = 7")
    code, out, err = ask("checkpoint")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "a hole after position 6" in err


def test_a_key_that_was_changed_is_told_whether_or_not_a_place_takes_the_checkpoint(
    log: Log, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.record(3)
    first = ask("log-key", "show")[1]
    monkeypatch.setenv("OMBUDSMAN_CHECKPOINT_WEBHOOK", "http://127.0.0.1:1/")
    code, out, err = ask("log-key", "rotate")
    assert code == 1 and "a place did not take it" in err
    assert out == ask("log-key", "show")[1] != first


def test_proof_check_prints_how_many_vectors_agree(ask: Ask, tmp_path: Path) -> None:
    hashes = trees.leaves(3)
    vector = {
        "leafIdx": 1,
        "treeSize": 3,
        "root": trees.text(trees.root(hashes)),
        "leafHash": trees.text(hashes[1]),
        "proof": [trees.text(each) for each in trees.path(1, hashes)],
        "name": "second of three",
    }
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps({"inclusion": [{**vector, "wantErr": False}]}))
    assert ask("proof", "check", file) == (0, "1 of 1 vectors agree\n", "")
    file.write_text(json.dumps({"inclusion": [{**vector, "wantErr": True}]}))
    assert ask("proof", "check", file) == (
        1,
        "0 of 1 vectors agree\n",
        "differs: inclusion second of three\n",
    )
    code, out, err = ask("proof", "check", tmp_path / "absent")
    assert (code, out, err.count("\n")) == (1, "", 1)
