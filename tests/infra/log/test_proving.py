"""`checkpoint`, `log-key`, `proof record`: signing on demand, comparing with what was kept elsewhere, handing out."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from infra.log import verify
from infra.log.notes import Signer, signed
from infra.register import Register
from infra.store.recorder import Store
from tests.domain.scenario import HEAD
from tests.infra.founded import accepted, found, opening
from tests.infra.log.witness import Witness
from tests.infra.test_cli import Ask, ask, ombudsman, one_line, own_logging

__all__ = ["ask", "ombudsman", "own_logging"]


def _grow(dsn: str, code: str) -> None:
    with Store(dsn) as store:
        accepted(Register(store), opening(code), by=HEAD)


@pytest.fixture
def founded(database: str) -> str:
    with Store(database) as store:
        found(store)
    return database


def test_an_empty_register_is_not_signed(ask: Ask) -> None:
    code, out, err = ask("checkpoint")
    assert (code, out) == (1, "") and one_line(err) and "empty" in err


def test_a_checkpoint_that_was_kept_is_continued_and_a_forged_one_is_not(
    ask: Ask, founded: str, home: Path, tmp_path: Path
) -> None:
    kept, forged = tmp_path / "kept", tmp_path / "forged"
    code, note, _ = ask("checkpoint")
    assert code == 0 and note.count("\n") == 5
    kept.write_text(note)
    size = int(note.splitlines()[1])
    _grow(founded, "98")
    code, out, err = ask("checkpoint", "--against", str(kept))
    assert code == 0 and int(out.splitlines()[1]) > size
    assert f"begins with the {size} events" in err

    signer = Signer.of((home / "keys" / "log.key").read_text())
    forged.write_text(signed(f"{signer.name}\n{size}\n{b64encode(b'1' * 32).decode()}\n", signer))
    code, out, err = ask("checkpoint", "--against", str(forged))
    assert (code, out) == (1, "") and one_line(err) and f"checkpoint of size {size}" in err
    forged.write_text(signed(f"{signer.name}\n{size}\n{b64encode(b'1' * 32).decode()}\n", Signer.new(signer.name)))
    code, out, err = ask("checkpoint", "--against", str(forged))
    assert (code, out) == (1, "") and one_line(err) and "is no checkpoint of this log" in err


def test_two_checkpoints_are_proven_to_continue_each_other_by_a_small_file(
    ask: Ask, founded: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, proof = tmp_path / "old", tmp_path / "new", tmp_path / "proof.json"
    old.write_text(ask("checkpoint")[1])
    _grow(founded, "98")
    new.write_text(ask("checkpoint")[1])
    vkey = ask("log-key", "show")[1].strip()
    assert ask("proof", "consistency", str(old), "--output", str(proof))[0] == 0
    told = json.loads(proof.read_text())
    assert told == json.loads(ask("proof", "consistency", str(old), str(new))[1])
    assert told["proof"] and told["old"] < told["new"]
    assert verify.main(["checkpoints", str(old), str(new), "--proof", str(proof), "--key", vkey]) == 0
    assert "begins with the" in capsys.readouterr().out

    code, out, err = ask("proof", "consistency", str(new), str(old))
    assert (code, out) == (1, "") and one_line(err) and "no proof leads" in err
    signer = Signer.of((home / "keys" / "log.key").read_text())
    forged = tmp_path / "forged"
    forged.write_text(signed(f"{signer.name}\n{told['old']}\n{b64encode(b'1' * 32).decode()}\n", signer))
    assert ask("proof", "consistency", str(forged))[0] == 1
    forged_later = tmp_path / "forged-later"
    forged_later.write_text(signed(f"{signer.name}\n{told['new']}\n{b64encode(b'1' * 32).decode()}\n", signer))
    code, out, err = ask("proof", "consistency", str(old), str(forged_later))
    assert (code, out) == (1, "") and one_line(err) and f"its checkpoint of size {told['new']}" in err
    assert verify.main(["checkpoints", str(forged), str(new), "--proof", str(proof), "--key", vkey]) == 1
    assert "another old root" in capsys.readouterr().err


def test_a_checkpoint_goes_to_the_directory_at_once(
    ask: Ask, founded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMBUDSMAN_CHECKPOINT_DIRECTORY", str(tmp_path))
    told = json.loads(ask("checkpoint", "--json")[1])
    assert (tmp_path / f"{told['size']:020d}.checkpoint").read_text() == told["checkpoint"]
    monkeypatch.setenv("OMBUDSMAN_CHECKPOINT_DIRECTORY", str(tmp_path / "gone"))
    code, _, err = ask("checkpoint")
    assert code == 1 and one_line(err) and "a place did not take it" in err


def test_a_bundle_of_the_operator_is_proven_also_by_who_knows_the_key_before(
    ask: Ask, founded: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ask("log-key", "show")[1].strip()
    code, second, _ = ask("log-key", "rotate")
    assert code == 0 and second.strip() not in ("", first)
    assert ask("log-key", "show")[1] == second
    assert [each["key"] for each in json.loads(ask("log-key", "show", "--json")[1])] == [first, second.strip()]

    bundle = tmp_path / "bundle.json"
    code, out, err = ask("proof", "record", "office-71", "--output", str(bundle))
    assert (code, out) == (0, ""), err
    assert bundle.stat().st_mode & 0o777 == 0o600
    assert ask("proof", "record", "office-71", "-o", str(bundle))[0] == 1, "a file that is there is not written over"
    assert json.loads(ask("proof", "record", "office-71")[1]) == json.loads(bundle.read_text())
    assert verify.main(["bundle", str(bundle), "--key", second.strip()]) == 0
    assert verify.main(["bundle", str(bundle), "--key", first]) == 1
    assert "proven: these" in capsys.readouterr().out


def test_there_is_no_bundle_of_a_record_that_is_not_there(ask: Ask, founded: str) -> None:
    for record, ended in (("office-99", 1), ("C-71-2026-00001", 1), ("nonsense", 2)):
        code, out, err = ask("proof", "record", record)
        assert (code, out) == (ended, "") and one_line(err)


def test_a_witness_s_line_is_taken_from_a_file(
    ask: Ask, founded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness, file = Witness("witness.example"), tmp_path / "cosigned"
    note = ask("checkpoint")[1]
    file.write_text(witness.cosign(note))
    code, _, err = ask("checkpoint", "add-cosignature", str(file))
    assert code == 1 and one_line(err) and "OMBUDSMAN_WITNESSES" in err
    monkeypatch.setenv("OMBUDSMAN_WITNESSES", str(witness.key))
    assert ask("checkpoint", "add-cosignature", str(file))[1].startswith("witness.example saw the checkpoint of size")
    assert ask("checkpoint")[1] == file.read_text()
    file.write_text(note)
    code, _, err = ask("checkpoint", "add-cosignature", str(file))
    assert code == 1 and one_line(err) and "none of the witnesses" in err
