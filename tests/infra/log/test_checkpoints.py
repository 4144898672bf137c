"""Checkpoints continue each other, or nothing is signed; who keeps one elsewhere can tell."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.log import verify
from infra.log.checkpoints import Checkpoints, HistoryRewrittenError, compare, latest, published
from infra.log.follower import Follower
from infra.log.keys import LogKey, LogKeyRefused, trail, trusted
from infra.log.keys import published as published_trail
from infra.log.notes import Signer, SigningKeyRefused, signed
from infra.log.publication import Directory, KeptOtherwiseError, Publisher
from infra.log.tiles import StoredTiles
from infra.log.witnesses import CosignatureRefusedError, add_cosignatures
from tests.infra.log.conftest import NAME, Log
from tests.infra.log.witness import Witness


def _elsewhere(log: Log, place: Path) -> Checkpoints:
    """The same checkpoints, kept in a further place."""
    return Checkpoints(log.dsn, log.checkpoints.key, Directory(place))


def _trust(log: Log) -> verify.Trust:
    with log.checkpoints.connected() as connection:
        return trusted(connection)


# ---- Signing


def test_a_checkpoint_tells_size_and_root_of_the_tree_under_the_log_s_name(log: Log) -> None:
    log.record(300)
    note = log.sign().note
    told = _trust(log).checkpoint(note)
    with log.checkpoints.connected() as connection:
        root = StoredTiles(connection).tree().root()
    assert (told.origin, told.size, told.root) == (NAME, 300, root)
    assert note.startswith(f"{NAME}\n300\n")


def test_an_empty_register_has_nothing_to_sign(log: Log) -> None:
    assert log.checkpoints.sign() is None


def test_a_tree_that_did_not_grow_is_not_signed_again(log: Log) -> None:
    log.record(2)
    first = log.sign()
    assert log.sign() == first
    log.record()
    assert log.sign().size == 3


def test_a_schedule_leaves_its_time_between_two_checkpoints(log: Log) -> None:
    log.record()
    first = log.sign()
    log.record()
    assert log.checkpoints.sign(every=3600) == first
    assert log.sign().size == 2


def test_checkpoints_are_signed_one_after_another_however_many_ask(log: Log) -> None:
    log.record(5)
    threads = [threading.Thread(target=log.checkpoints.sign) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with log.checkpoints.connected() as connection:
        assert connection.execute("select size from log.checkpoint").fetchall() == [(5,)]
        assert len(trail(connection)) == 1


@pytest.mark.parametrize("change", ["update log.checkpoint set size = 1", "delete from log.checkpoint"])
def test_what_was_signed_stays(log: Log, change: str) -> None:
    log.record()
    log.sign()
    with psycopg.connect(log.dsn) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute(change.encode())


# ---- What is refused


def test_a_register_that_was_rewritten_with_its_tree_is_not_signed(log: Log) -> None:
    log.record(10)
    log.sign()
    log.tamper("update register.events set state = '{ }' where notification_id = 4", "delete from log.tile")
    log.record()
    with pytest.raises(HistoryRewrittenError, match="checkpoint of size 10"):
        log.checkpoints.sign()
    with log.checkpoints.connected() as connection:
        last = latest(connection)
    assert last is not None and last.size == 10


def test_a_register_that_lost_its_tail_is_not_signed(log: Log) -> None:
    log.record(10)
    log.sign()
    log.tamper("delete from register.events where notification_id > 8", "delete from log.tile")
    log.grow()
    with pytest.raises(HistoryRewrittenError, match="the register ends at position 8"):
        log.checkpoints.sign()


def test_a_tree_that_is_built_again_is_signed_only_when_it_holds_what_was_signed(log: Log) -> None:
    log.record(10)
    last = log.sign()
    log.tamper("delete from log.tile")
    with Follower(log.dsn, batch=4) as follower:
        follower.step()
    assert log.sign() == last
    log.record()
    assert log.sign().size == 11


def test_a_register_that_was_set_back_contradicts_the_place_that_it_cannot_reach(log: Log, tmp_path: Path) -> None:
    place = Directory(tmp_path)
    log.record(10)
    place.keep(log.sign())
    log.tamper(
        "delete from log.tile",
        "delete from log.checkpoint",
        "update register.events set recorded_at = recorded_at + interval '1 microsecond' where notification_id = 1",
    )
    log.record(5)
    assert log.sign().size == 15, "without that place nobody could tell"
    with pytest.raises(HistoryRewrittenError, match="checkpoint of size 10"):
        _elsewhere(log, tmp_path).sign()


def test_a_checkpoint_kept_elsewhere_is_compared_with_the_log_as_it_is_now(log: Log) -> None:
    log.record(10)
    kept = verify.Trust().checkpoint(log.sign().note)
    log.record(7)
    with log.checkpoints.connected() as connection:
        compare(kept, StoredTiles(connection).tree())
        with pytest.raises(HistoryRewrittenError):
            compare(kept._replace(root=b"\1" * 32), StoredTiles(connection).tree())


# ---- Places


def test_a_directory_keeps_each_checkpoint_under_its_size(log: Log, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    publisher = Publisher(_elsewhere(log, place), every=60)
    log.record(3)
    assert publisher.round() == 60
    log.record(3)
    publisher.checkpoints.sign()
    Publisher(_elsewhere(log, place), every=60).round()
    assert sorted(file.name for file in place.iterdir()) == [f"{size:020d}.checkpoint" for size in (3, 6)]
    found = Directory(place).newest(NAME)
    assert found is not None and found.size == 6


def test_a_file_that_was_cut_off_is_completed_and_another_one_is_left(log: Log, tmp_path: Path) -> None:
    log.record(3)
    checkpoint = log.sign()
    file = tmp_path / f"{3:020d}.checkpoint"
    file.write_text(checkpoint.note[:20])
    Directory(tmp_path).keep(checkpoint)
    assert file.read_text() == checkpoint.note
    other = checkpoint.note.replace(checkpoint.note.splitlines()[2], "A" * 43 + "=")
    file.write_text(other)
    with pytest.raises(KeptOtherwiseError):
        Directory(tmp_path).keep(checkpoint)
    assert file.read_text() == other


def test_a_checkpoint_is_written_whole_however_little_is_taken_at_once_and_however_many_write_it(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.record(3)
    checkpoint, write = log.sign(), os.write

    def slowly(handle: int, content: bytes) -> int:
        time.sleep(0.05)
        return write(handle, content[:100])

    monkeypatch.setattr(os, "write", slowly)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda place: Directory(place).keep(checkpoint), [tmp_path] * 3))
    assert [file.read_text() for file in tmp_path.glob("*.checkpoint*")] == [checkpoint.note]


def test_a_place_that_cannot_be_read_or_holds_rubbish_knows_of_nothing(tmp_path: Path) -> None:
    assert Directory(tmp_path / "nowhere").newest(NAME) is None
    (tmp_path / f"{7:020d}.checkpoint").write_bytes(b"\xff\n\n")
    assert Directory(tmp_path).newest(NAME) is None


def test_a_place_that_comes_back_is_looked_at_at_once(log: Log, tmp_path: Path) -> None:
    place = Directory(tmp_path / "away")
    assert place.newest(NAME) is None
    log.record(3)
    place.path.mkdir()
    Directory(place.path).keep(log.sign())
    found = place.newest(NAME)
    assert found is not None and found.size == 3


@pytest.fixture
def address() -> Iterator[tuple[str, list[Any]]]:
    """An address that refuses the first checkpoint and takes all others, and what came."""
    came: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append((self.headers["content-type"], self.rfile.read(int(self.headers["content-length"])).decode()))
            self.send_response(503 if len(came) == 1 else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", came
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_checkpoint_is_offered_until_the_address_takes_it_and_then_no_more(
    log: Log, address: tuple[str, list[Any]]
) -> None:
    url, came = address
    publisher = Publisher(log.checkpoints, every=60, webhook=url)
    log.record(3)
    assert publisher.round() < 60, "it is tried again before the next checkpoint is due"
    assert [publisher.round(), publisher.round()] == [60, 60]
    assert came == [("text/plain; charset=utf-8", log.sign().note)] * 2


def test_a_directory_that_is_away_keeps_no_checkpoint_from_the_address(
    log: Log, address: tuple[str, list[Any]], tmp_path: Path
) -> None:
    url, came = address
    publisher = Publisher(_elsewhere(log, tmp_path / "away"), every=60, webhook=url)
    log.record(3)
    assert [publisher.round() < 60, publisher.round() < 60] == [True, True]
    assert [note for _, note in came] == [log.sign().note] * 2, "refused once, then taken"
    (tmp_path / "away").mkdir()
    assert publisher.round() == 60
    assert len(came) == 2 and len(list((tmp_path / "away").iterdir())) == 1


# ---- Keys


def test_the_key_is_made_once_and_read_by_its_owner_alone(log: Log) -> None:
    log.record()
    log.sign()
    file = log.checkpoints.key.path
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    log.record()
    log.sign()
    assert file.read_text() == text
    with log.checkpoints.connected() as connection:
        assert [each.vkey for each in trail(connection)] == [Signer.of(text).vkey]


def test_a_process_with_another_key_signs_nothing_and_no_key_is_repeated(log: Log, tmp_path: Path) -> None:
    log.record()
    signer = next(each for _ in range(1_000) if "+" in (each := Signer.new(NAME)).vkey.split("+", 2)[2])
    log.checkpoints.key.path.parent.mkdir()
    log.checkpoints.key.path.write_text(signer.text())
    log.checkpoints.key.path.chmod(0o600)
    log.sign()
    other = tmp_path / "other.key"
    other.write_text(Signer.new(NAME).text())
    other.chmod(0o600)
    for path, why in ((other, "holds another key"), (tmp_path / "none.key", "does not hold")):
        with pytest.raises(LogKeyRefused, match=why) as refused:
            Checkpoints(log.dsn, LogKey(NAME, path)).sign()
        assert other.read_text() not in str(refused.value)
        assert f", {NAME}+{signer.vkey.split('+')[1]}: bring" in str(refused.value)
    assert not (tmp_path / "none.key").exists()


def test_a_key_that_others_can_read_is_refused(log: Log) -> None:
    log.record()
    log.sign()
    log.checkpoints.key.path.chmod(0o640)
    log.record()
    with pytest.raises(LogKeyRefused, match="chmod 600"):
        log.checkpoints.sign()


def test_a_log_keeps_its_name(log: Log) -> None:
    log.record()
    log.sign()
    with pytest.raises(LogKeyRefused, match="OMBUDSMAN_LOG_NAME"):
        Checkpoints(log.dsn, LogKey("another.example/log", log.checkpoints.key.path)).sign()


@pytest.mark.parametrize(
    "text",
    ["", "PRIVATE+KEY", "PRIVATE+KEY+a+00000000+AQ==", "PUBLIC+KEY+a+b+c", "PRIVATE+KEY+a b+00000000+AAAA"],
)
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(SigningKeyRefused):
        Signer.of(text)


def test_a_private_key_as_text_is_the_same_key() -> None:
    signer = Signer.new(NAME)
    assert Signer.of(signer.text()).vkey == signer.vkey == str(verify.key(signer.vkey))
    assert signer.text() not in repr(signer)


def _rotated(log: Log) -> None:
    last = log.checkpoints.sign()
    with log.checkpoints.connected() as connection:
        log.checkpoints.key.rotate(connection, last.size if last else 0)


def test_who_knows_the_first_key_follows_the_trail_to_the_present_one(log: Log) -> None:
    log.record(3)
    old = log.sign()
    _rotated(log)
    _rotated(log)
    log.record(4)
    new = log.sign()
    with log.checkpoints.connected() as connection:
        stated = trail(connection)
    text = published_trail([each.note for each in stated])
    trust = verify.Trust(tuple(verify.trail(text, verify.key(stated[0].vkey))))
    assert [trust.checkpoint(note).size for note in (old.note, new.note)] == [3, 7]
    assert trust.checkpoint(new.note).signed_by == verify.key(stated[2].vkey)


def test_the_old_key_is_gone_and_signs_nothing_larger_than_before(log: Log) -> None:
    log.record(3)
    log.sign()
    before = log.checkpoints.key.path.read_text()
    _rotated(log)
    assert log.checkpoints.key.path.read_text() != before
    assert [file.name for file in log.checkpoints.key.path.parent.iterdir()] == ["log.key"]
    stolen = signed(f"{NAME}\n4\n{'A' * 43}=\n", Signer.of(before))
    with pytest.raises(verify.Unproven, match="does not count"):
        _trust(log).checkpoint(stolen)


def test_a_change_of_keys_that_was_cut_off_ends_with_one_of_the_two(log: Log) -> None:
    log.record()
    log.sign()
    path = log.checkpoints.key.path
    old = path.read_text()
    _rotated(log)
    shutil.copy(path, path.with_name("log.key.next"))
    path.write_text(old)
    log.record()
    assert log.sign().size == 2
    assert path.read_text() != old and not path.with_name("log.key.next").exists()


def test_a_statement_that_the_key_before_did_not_sign_leads_nowhere(log: Log) -> None:
    log.record()
    log.sign()
    with log.checkpoints.connected() as connection:
        (first,) = trail(connection)
        thief = Signer.new(NAME)
        text = f"{verify.KEY_STATEMENT}\n{NAME}\n2\n{thief.vkey}\n1\n"
        connection.execute("insert into log.key values (2, %s, 1, %s)", (thief.vkey, signed(text, thief)))
        with pytest.raises(verify.Unproven, match="lacks a signature"):
            trusted(connection)
    assert first.number == 1


# ---- Witnesses


def test_a_witness_s_word_goes_out_with_the_checkpoint(log: Log) -> None:
    log.record(3)
    checkpoint, witness = log.sign(), Witness("witness.example")
    note = witness.cosign(checkpoint.note)
    with log.checkpoints.connected() as connection:
        (taken,) = add_cosignatures(connection, note, (str(witness.key),))
        assert (taken.size, taken.witness) == (3, "witness.example")
        assert add_cosignatures(connection, note, (str(witness.key),)) == []
        assert published(connection, checkpoint) == note
    key = verify.key(Signer.of(log.checkpoints.key.path.read_text()).vkey)
    told = verify.Trust((verify.KeyInForce(key, 0, None),), (witness.key,)).checkpoint(note)
    assert told.cosigned == (("witness.example", 1_772_000_000),)


def test_the_word_of_a_stranger_or_about_another_checkpoint_is_not_taken(log: Log) -> None:
    log.record(3)
    checkpoint, witness, stranger = log.sign(), Witness("witness.example"), Witness("stranger.example")
    other = checkpoint.note.replace("\n3\n", "\n2\n")
    wrong = witness.cosign(checkpoint.note).replace(checkpoint.note, other)
    refusals = {
        stranger.cosign(checkpoint.note): "none of the witnesses",
        witness.cosign(other): "has not signed such a checkpoint",
        wrong: "the signature of witness.example is wrong",
        "rubbish": "the note",
        witness.cosign(checkpoint.note, at=int(time.time()) + 3600): "not come yet",
    }
    with log.checkpoints.connected() as connection:
        for note, why in refusals.items():
            with pytest.raises(CosignatureRefusedError, match=why):
                add_cosignatures(connection, note, (str(witness.key),))
        assert published(connection, checkpoint) == checkpoint.note
