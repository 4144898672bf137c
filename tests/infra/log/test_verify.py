"""The verifier against those who would deceive it: notes, checkpoints, trails of keys, bundles, archives."""

import hashlib
import json
import random
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.log import stored, verify
from infra.log.notes import Signer, signed
from infra.log.verify import StoredEvent, Trust, Unproven
from tests.infra.log import trees

NAME = "ombudsman.register/test"
LOG = Signer.new(NAME)
KEY = verify.key(LOG.vkey)
TRUST = Trust((verify.KeyInForce(KEY, 0, None),))
EVENTS = [
    StoredEvent(
        place,
        f"complaint-{place % 3}",
        (place - 1) // 3 + 1,
        "ComplaintAccepted",
        b'{"schema":1}' if place != 5 else b"\xff",
        1_700_000_000_000_000 + place,
    )
    for place in range(1, 13)
]


def checkpoint(events: Sequence[StoredEvent] = EVENTS, *, by: Signer = LOG, extra: str = "") -> str:
    root = trees.text(trees.root([verify.event_hash(event) for event in events]))
    return signed(f"{by.name}\n{len(events)}\n{root}\n{extra}", by)


def bundle(record: str = "complaint-1") -> dict[str, Any]:
    hashes = [verify.event_hash(event) for event in EVENTS]
    told = [
        {**stored.line(event), "proof": [trees.text(each) for each in trees.path(event.position - 1, hashes)]}
        for event in EVENTS
        if event.stream == record
    ]
    return {
        "format": verify.BUNDLE,
        "record": record,
        "number": "C-1",
        "checkpoint": checkpoint(),
        "events": told,
    }


def archive(directory: Path, events: Sequence[StoredEvent] = EVENTS, *, note: str | None = None, cut: int = 5) -> Path:
    """An archive of these events, in segments of `cut` lines, whose checksums are right."""
    (directory / "events").mkdir(parents=True)
    segments = []
    for start in range(0, len(events), cut):
        part = events[start : start + cut]
        content = "".join(f"{json.dumps(stored.line(event))}\n" for event in part).encode()
        file = f"events/{part[0].position:012d}.jsonl"
        (directory / file).write_bytes(content)
        segments.append(
            {
                "file": file,
                "first": part[0].position,
                "last": part[-1].position,
                "count": len(part),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    told = {"format": verify.ARCHIVE, "log": NAME, "from": events[0].position, "to": events[-1].position}
    (directory / "manifest.json").write_text(json.dumps({**told, "segments": segments}))
    if note is not None:
        (directory / "checkpoint").write_text(note)
    return directory


def test_the_leaf_is_the_encoding_that_the_documentation_gives() -> None:
    leaf = verify.encode(7, "пост", 2, "Opened", b"{}", -1)
    assert leaf.hex() == (
        b"ombudsman-register/event/v1\n".hex() + "0000000000000007" + "00000008" + "пост".encode().hex()
        + "0000000000000002" + "00000006" + b"Opened".hex() + "00000002" + b"{}".hex() + "ffffffffffffffff"
    )  # fmt: skip
    assert verify.leaf_hash(leaf) == hashlib.sha256(b"\0" + leaf).digest()


@pytest.mark.parametrize("event", [EVENTS[0], EVENTS[4]])
def test_an_event_is_told_as_a_line_and_read_back_as_the_same_event(event: StoredEvent) -> None:
    assert verify.event(json.loads(json.dumps(stored.line(event)))) == event


def test_a_key_is_read_as_it_is_printed() -> None:
    assert str(KEY) == LOG.vkey
    for wrong in ("", LOG.vkey[:-4], LOG.vkey.replace("+", " "), "x" + LOG.vkey, LOG.vkey + "A"):
        with pytest.raises(Unproven):
            verify.key(wrong)


def test_a_checkpoint_tells_origin_size_and_root_and_who_signed_it() -> None:
    told = TRUST.checkpoint(checkpoint(extra="an extension\n"))
    assert (told.origin, told.size, told.extensions, told.signed_by) == (NAME, 12, ("an extension",), KEY)


def mutations(note: str) -> dict[str, str]:
    body, _, lines = note.partition("\n\n")
    origin, size, root = body.split("\n")
    line = lines.split(" ")
    return {
        "no blank line": note.replace("\n\n", "\n"),
        "no last line break": note[:-1],
        "something behind": note + "x",
        "an empty line behind": note + "\n",
        "another size": note.replace(f"\n{size}\n", "\n13\n"),
        "leading zero": note.replace(f"\n{size}\n", f"\n0{size}\n"),
        "signed size": note.replace(f"\n{size}\n", f"\n+{size}\n"),
        "other digits": note.replace(f"\n{size}\n", "\n१२\n"),
        "huge size": note.replace(f"\n{size}\n", f"\n{'9' * 40}\n"),
        "short root": note.replace(root, b64encode(b"short").decode()),
        "other base64": note.replace(root, root.replace("=", "")),
        "another origin": note.replace(origin, "another/log"),
        "carriage return": note.replace("\n", "\r\n"),
        "plain dash": note.replace("—", "-"),
        "cut signature": note.replace(line[2], line[2][:8] + "\n"),
        "no signature": body + "\n\n\n",
        "too many": body + "\n\n" + lines * 101,
    }


@pytest.mark.parametrize("how", mutations(checkpoint()))
def test_a_checkpoint_that_was_touched_is_refused(how: str) -> None:
    with pytest.raises(Unproven):
        TRUST.checkpoint(mutations(checkpoint())[how])


def test_a_checkpoint_of_another_key_of_the_same_name_is_refused() -> None:
    with pytest.raises(Unproven, match="not signed by the given key"):
        TRUST.checkpoint(checkpoint(by=Signer.new(NAME)))


def test_a_key_signs_for_its_own_log_only() -> None:
    foreign = signed(f"another/log\n12\n{trees.text(verify.EMPTY_ROOT)}\n", LOG)
    with pytest.raises(Unproven):
        TRUST.checkpoint(foreign)


def cosigned(text: str, when: int, by: Signer) -> tuple[verify.Key, str]:
    """A witness's key and the note with its cosignature."""
    body = text.partition("\n\n")[0] + "\n"
    witness = verify.Key(by.name, verify.COSIGNATURE, verify.key(by.vkey).public)
    message = f"cosignature/v1\ntime {when}\n{body}".encode()
    raw = witness.id + when.to_bytes(8, "big") + by._key.sign(message)
    return witness, f"{text}— {by.name} {b64encode(raw).decode()}\n"


def test_a_witness_is_named_with_the_time_at_which_it_saw_the_checkpoint() -> None:
    witness, text = cosigned(checkpoint(), 1_800_000_000, Signer.new("witness.example/one"))
    assert Trust(TRUST.keys, (witness,)).checkpoint(text).cosigned == ((witness.name, 1_800_000_000),)
    assert TRUST.checkpoint(text).cosigned == ()
    assert verify.key(str(witness)) == witness


def test_a_key_that_is_no_witness_s_is_not_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    witness, text = cosigned(checkpoint(), 1_800_000_000, Signer.new("witness.example/one"))
    file = tmp_path / "bundle"
    file.write_text(json.dumps(bundle() | {"checkpoint": text}))
    asked = ["bundle", str(file), "--key", LOG.vkey, "--witness"]
    assert verify.main([*asked, str(witness)]) == 0
    assert "cosigned by witness.example/one" in capsys.readouterr().out
    assert verify.main([*asked, str(witness._replace(kind=verify.ED25519))]) == 1
    assert "not that of a witness" in capsys.readouterr().err


def test_a_wrong_cosignature_of_a_known_witness_is_refused() -> None:
    witness, text = cosigned(checkpoint(), 1_800_000_000, Signer.new("witness.example/one"))
    later = verify.note(text).signatures[-1]
    moved = later.key_id + (1_800_000_001).to_bytes(8, "big") + later.signed[8:]
    forged = text.replace(b64encode(later.key_id + later.signed).decode(), b64encode(moved).decode())
    with pytest.raises(Unproven, match="signature of witness"):
        Trust(TRUST.keys, (witness,)).checkpoint(forged)


def statement(number: int, new: Signer, since: int, *before: Signer) -> str:
    return signed(f"{verify.KEY_STATEMENT}\n{NAME}\n{number}\n{new.vkey}\n{since}\n", new, *before)


def test_a_trail_carries_trust_to_the_keys_that_followed() -> None:
    second, third = Signer.new(NAME), Signer.new(NAME)
    notes = [statement(1, LOG, 0), statement(2, second, 10, LOG), statement(3, third, 12, second)]
    keys = verify.trail("\n".join(notes), KEY)
    assert [(each.since, each.until) for each in keys] == [(0, 10), (10, 12), (12, None)]
    trust = Trust(tuple(keys))
    assert trust.checkpoint(checkpoint(by=third)).signed_by == verify.key(third.vkey)
    with pytest.raises(Unproven, match="does not count for it"):
        trust.checkpoint(checkpoint())
    from_second = Trust(tuple(verify.trail("\n".join(notes), verify.key(second.vkey))))
    with pytest.raises(Unproven, match="not signed"):
        from_second.checkpoint(checkpoint(EVENTS[:3]))


def test_a_trail_that_lacks_a_signature_or_an_order_is_refused() -> None:
    second = Signer.new(NAME)
    first = statement(1, LOG, 0)
    for broken in (
        [first, statement(2, second, 10)],
        [first, statement(2, second, 10, second)],
        [first, statement(3, second, 10, LOG)],
        [statement(1, LOG, 20), statement(2, second, 10, LOG)],
        [statement(2, second, 10, LOG)],
        [first.replace("\n0\n", "\n1\n")],
        [statement(1, second, 0)],
        [first, "x"],
    ):
        with pytest.raises(Unproven):
            verify.trail("\n".join(broken), KEY)


def test_a_bundle_proves_the_record() -> None:
    proven = verify.check_bundle(json.dumps(bundle()).encode(), TRUST)
    assert (proven.record, [event.position for event in proven.events]) == ("complaint-1", [1, 4, 7, 10])
    assert proven.checkpoint.size == 12


Change = Callable[[dict[str, Any]], object]


def event_of(told: dict[str, Any], place: int) -> dict[str, Any]:
    found: dict[str, Any] = told["events"][place]
    return found


BUNDLE_CHANGES: dict[str, Change] = {
    "state": lambda told: event_of(told, 1).update(state='{"schema":2}'),
    "time": lambda told: event_of(told, 1).update(recordedAt="2023-11-14T22:13:20.000005Z"),
    "topic": lambda told: event_of(told, 1).update(topic="ComplaintRefused"),
    "position": lambda told: event_of(told, 1).update(position=5),
    "version": lambda told: event_of(told, 1).update(version=3),
    "boolean position": lambda told: event_of(told, 0).update(position=True),
    "fraction": lambda told: event_of(told, 0).update(version=1.0),
    "beyond the tree": lambda told: event_of(told, 3).update(position=13),
    "negative": lambda told: event_of(told, 0).update(position=-1),
    "another record's event": lambda told: told.update(record="complaint-2"),
    "left out": lambda told: told["events"].pop(1),
    "twice": lambda told: told["events"].insert(1, told["events"][0]),
    "swapped": lambda told: told["events"].reverse(),
    "no events": lambda told: told.update(events=[]),
    "no proof": lambda told: event_of(told, 0).pop("proof"),
    "short proof": lambda told: event_of(told, 0)["proof"].pop(),
    "long proof": lambda told: event_of(told, 0)["proof"].extend([trees.text(bytes(32))] * 100),
    "proof of numbers": lambda told: event_of(told, 0).update(proof=[1]),
    "surrogate": lambda told: event_of(told, 0).update(state="\ud800"),
    "bad time": lambda told: event_of(told, 0).update(recordedAt="2023-02-30T22:13:20.000001Z"),
    "time after all years": lambda told: event_of(told, 0).update(recordedAt="9999-12-31T23:59:59.000000-23:59"),
    "time before all years": lambda told: event_of(told, 0).update(recordedAt="0001-01-01T00:00:00.000000+23:59"),
    "unknown field": lambda told: event_of(told, 0).update(comment="true"),
    "unknown format": lambda told: told.update(format="ombudsman-register/bundle/v2"),
    "foreign checkpoint": lambda told: told.update(checkpoint=checkpoint(by=Signer.new(NAME))),
    "older checkpoint": lambda told: told.update(checkpoint=checkpoint(EVENTS[:9])),
}


@pytest.mark.parametrize("change", BUNDLE_CHANGES)
def test_a_bundle_that_was_touched_is_refused(change: str) -> None:
    told = bundle()
    BUNDLE_CHANGES[change](told)
    with pytest.raises(Unproven):
        verify.check_bundle(json.dumps(told).encode(), TRUST)


def test_whatever_single_byte_is_changed_a_bundle_tells_the_truth_or_is_refused_in_a_sentence() -> None:
    """Changed bytes may stand where they mean nothing (white space, the number): then the same events are proven."""
    content, chance = json.dumps(bundle()).encode(), random.Random(5)
    true = verify.check_bundle(content, TRUST)
    refused = 0
    for _ in range(1_500):
        damaged = bytearray(content)
        place = chance.randrange(len(damaged))
        match chance.randrange(3):
            case 0:
                damaged[place] = chance.randrange(256)
            case 1:
                del damaged[place : place + chance.randrange(1, 60)]
            case 2:
                damaged[place:place] = damaged[place : place + chance.randrange(1, 60)]
        try:
            told = verify.check_bundle(bytes(damaged), TRUST)
        except Unproven:
            refused += 1
        else:
            assert told._replace(number=true.number) == true
    assert refused > 1_300


@pytest.mark.parametrize("letter", ["\ud800", "\x1b", "\u2028", "\t"])
def test_a_note_holds_nothing_that_does_not_print(letter: str) -> None:
    told = bundle() | {"checkpoint": checkpoint().replace("\n\n", f"\n{letter}\n\n", 1)}
    with pytest.raises(Unproven, match="do not print"):
        verify.check_bundle(json.dumps(told).encode(), TRUST)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"{}", b"null", b"[" * 100_000, b"NaN", b'{"format":1,"format":2}', b"1" * 10_000],
)
def test_what_is_no_bundle_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Unproven):
        verify.check_bundle(content, TRUST)


def test_an_archive_is_what_its_checkpoint_signs(tmp_path: Path) -> None:
    covered = verify.check_archive([archive(tmp_path / "a", note=checkpoint(EVENTS[:9]))], TRUST)
    assert (covered.size, covered.checkpoints, covered.last and covered.last.size) == (12, 1, 9)


def test_increments_continue_an_archive(tmp_path: Path) -> None:
    first = archive(tmp_path / "a", EVENTS[:7])
    second = archive(tmp_path / "b", EVENTS[7:], note=checkpoint())
    assert verify.check_archive([first, second], TRUST).size == 12
    with pytest.raises(Unproven, match="event 1 is missing"):
        verify.check_archive([second], TRUST)


def changed(place: int, **fields: Any) -> list[StoredEvent]:
    return [event._replace(**fields) if event.position == place else event for event in EVENTS]


def test_a_rewritten_archive_is_found_out_between_two_checkpoints(tmp_path: Path) -> None:
    kept = [TRUST.checkpoint(checkpoint(EVENTS[:size])) for size in (4, 8, 12)]
    rewritten = archive(tmp_path / "a", changed(6, state=b"{}"))
    with pytest.raises(Unproven, match="the first difference lies at positions 5 to 8"):
        verify.check_archive([rewritten], TRUST, kept)


def test_checkpoints_rewritten_with_the_events_do_not_narrow_where_the_difference_lies(tmp_path: Path) -> None:
    kept = [TRUST.checkpoint(checkpoint(EVENTS[:size])) for size in (4, 12)]
    rewritten = changed(6, state=b"{}")
    first = archive(tmp_path / "a", rewritten[:8], note=checkpoint(rewritten[:8]))
    second = archive(tmp_path / "b", rewritten[8:], note=checkpoint(rewritten))
    with pytest.raises(Unproven, match="the first difference lies at positions 5 to 12"):
        verify.check_archive([first, second], TRUST, kept)


def test_two_checkpoints_of_one_size_that_contradict_each_other_tell_nothing_of_where(tmp_path: Path) -> None:
    kept = [TRUST.checkpoint(checkpoint(events)) for events in (EVENTS, changed(6, state=b"{}"))]
    with pytest.raises(Unproven, match="the first difference lies at positions 1 to 12"):
        verify.check_archive([archive(tmp_path / "a")], TRUST, kept)


def test_with_tiles_kept_elsewhere_the_position_is_named_exactly(tmp_path: Path) -> None:
    (tmp_path / "tile/0/000.p").mkdir(parents=True)
    hashes = [verify.event_hash(event) for event in EVENTS]
    (tmp_path / "tile/0/000.p/12").write_bytes(b"".join(hashes))
    rewritten = archive(tmp_path / "a", changed(6, state=b"{}"))
    with pytest.raises(Unproven, match="event 6") as told:
        verify.check_archive([rewritten], TRUST, [TRUST.checkpoint(checkpoint())], verify.tile_directory(tmp_path))
    assert told.value.position == 6


def damage(directory: Path, how: str) -> None:
    file, manifest = directory / "events/000000000006.jsonl", directory / "manifest.json"
    content, told = file.read_text(), json.loads(manifest.read_text())
    lines = content.splitlines(keepends=True)
    match how:
        case "flipped":
            file.write_text(content.replace("Accepted", "Refused_", 1))
        case "dropped":
            file.write_text("".join(lines[1:]))
        case "swapped":
            file.write_text("".join([lines[1], lines[0], *lines[2:]]))
        case "cut":
            file.write_text(content[:-1])
        case "more":
            file.write_text(content + "\n")
        case "gone":
            file.unlink()
        case "elsewhere":
            told["segments"][1]["file"] = "events/../../secret"
        case "not a number":
            told["segments"][1]["bytes"] = "1"
        case "hole":
            del told["segments"][1]
        case "of another log":
            told["log"] = "another/log"
        case "pipe":
            file.unlink()
            subprocess.run(["mkfifo", file], check=True)
    if manifest.read_text() != json.dumps(told):
        manifest.write_text(json.dumps(told))


@pytest.mark.parametrize(
    "how",
    [
        "flipped",
        "dropped",
        "swapped",
        "cut",
        "more",
        "gone",
        "elsewhere",
        "not a number",
        "hole",
        "of another log",
        "pipe",
    ],
)
def test_a_damaged_archive_is_refused_in_a_sentence(
    tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = archive(tmp_path / "a", note=checkpoint())
    damage(directory, how)
    assert verify.main(["archive", str(directory), "--key", LOG.vkey]) == 1
    told = capsys.readouterr().err
    assert told.startswith("NOT PROVEN: ")
    assert told.count("\n") == 1


def test_two_checkpoints_are_compared_by_an_archive_or_by_tiles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tile/0/000.p").mkdir(parents=True)
    (tmp_path / "tile/0/000.p/12").write_bytes(b"".join(map(verify.event_hash, EVENTS)))
    (tmp_path / "old").write_text(checkpoint(EVENTS[:5]))
    (tmp_path / "new").write_text(checkpoint())
    (tmp_path / "forked").write_text(checkpoint(changed(5, state=b"{}")[:5]))
    directory = archive(tmp_path / "a")

    def run(*arguments: object) -> int:
        return verify.main([*map(str, arguments), "--key", LOG.vkey])

    for source in (("--archive", directory), ("--tiles", tmp_path)):
        assert run("checkpoints", tmp_path / "old", tmp_path / "new", *source) == 0
        assert "begins with the 5 events signed before" in capsys.readouterr().out
        assert run("checkpoints", tmp_path / "forked", tmp_path / "new", *source) == 1
        assert run("checkpoints", tmp_path / "new", tmp_path / "old", *source) == 1
    assert "shrunk from 12 to 5 events: event 6 is missing" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        run("checkpoints", tmp_path / "old", tmp_path / "new")
    assert "by --proof, --archive or --tiles" in capsys.readouterr().err


PROOF: dict[str, Any] = {
    "format": verify.CONSISTENCY,
    "old": 5,
    "new": 12,
    "proof": [trees.text(each) for each in trees.consistency(5, list(map(verify.event_hash, EVENTS)))],
}


def test_two_checkpoints_are_compared_by_a_consistency_proof() -> None:
    old, new = (TRUST.checkpoint(checkpoint(EVENTS[:size])) for size in (5, 12))
    verify.check_continuation(old, new, json.dumps(PROOF).encode())
    wrong: list[dict[str, Any]] = [
        {**PROOF, "proof": PROOF["proof"][:-1]},
        {**PROOF, "proof": [*PROOF["proof"], PROOF["proof"][0]]},
        {**PROOF, "proof": PROOF["proof"] * 40},
        {**PROOF, "proof": "x"},
        {**PROOF, "proof": [1]},
        {**PROOF, "old": True},
        {**PROOF, "old": 4},
        {**PROOF, "format": "x"},
        {**PROOF, "more": 1},
    ]
    for told in wrong:
        with pytest.raises(Unproven):
            verify.check_continuation(old, new, json.dumps(told).encode())
    with pytest.raises(Unproven, match="another new root"):
        verify.check_continuation(
            old, TRUST.checkpoint(checkpoint(changed(6, state=b"{}"))), json.dumps(PROOF).encode()
        )


def test_the_verifier_runs_alone(tmp_path: Path) -> None:
    shutil.copy(verify.__file__, tmp_path / "verify.py")
    (tmp_path / "bundle.json").write_text(json.dumps(bundle()))
    (tmp_path / "key").write_text(LOG.vkey + "\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "verify.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30)

    done = run("bundle", "bundle.json", "--key", "key")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("proven: these 4 events of complaint-1 stand in the log as they are told\n")
    assert run("bundle", "bundle.json").returncode == 2
    piped = f"{sys.executable} -I verify.py bundle bundle.json --key key | true"
    assert subprocess.run(piped, shell=True, cwd=tmp_path, capture_output=True, check=True, timeout=30).stderr == b""
    assert run("bundle", "absent.json", "--key", "key").stderr == (
        "NOT PROVEN: absent.json cannot be read: No such file or directory\n"
    )
