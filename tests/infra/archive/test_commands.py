"""`export`, `restore` and `mine` on the command line: one line for every mistake, the way there on stderr."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.cli import run
from infra.log.notes import Signer
from tests.domain import complaint_facts as complaints
from tests.infra.test_cli import own_logging  # noqa: F401  (puts the process's logging back)
from tests.projections.written import asked, contents, happened


def test_a_register_goes_through_files_into_another_database(
    make_database: Callable[[], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    old, new = make_database(), make_database()
    monkeypatch.setenv("OMBUDSMAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", old)
    events = happened(old, complaints.under_examination())
    directory, log = tmp_path / "archive", tmp_path / "log.xes"

    def said(*arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        assert run(list(arguments)) == code
        told = capsys.readouterr()
        return told.err if code else told.out

    exported = json.loads(said("export", str(directory), "--json"))
    assert (exported["events"], exported["from"], exported["size"]) == (len(events), 1, None)
    assert "holds a whole archive already" in said("export", str(directory), code=1)
    assert said("mine", "xes", str(log), "--office", "71").startswith("1 records, 4 events in ")
    assert "stands at position" in said("restore", str(directory), code=1)
    key = tmp_path / "vkey"
    key.write_text(f"{Signer.new('a.log').vkey}\n")
    assert "there is no checkpoint to be checked" in said("restore", str(directory), "--key", str(key), code=1)
    key.write_text("nonsense")
    assert said("restore", str(directory), "--key", str(key), code=1).startswith("ombudsman: --key: the key is not")

    monkeypatch.setenv("DATABASE_URL", new)
    restored = json.loads(said("restore", str(directory), "--json"))
    assert (restored["events"], restored["head"], restored["keys_are_missing"]) == (len(events), len(events), False)
    monkeypatch.setenv("DATABASE_URL", old)
    said("conformance")
    assert contents(new) == contents(old)
    assert asked(new, "select number from views.complaint") == "C-71-2026-00001"


def test_an_interrupted_export_says_how_it_is_gone_on_with(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OMBUDSMAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", database)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("infra.archive.export", interrupted)
    directory = tmp_path / "an archive"
    assert run(["export", str(directory), "--from", "7"]) == 130
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.endswith(f"ombudsman export '{directory}' --from 7\n")
