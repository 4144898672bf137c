"""An archive holds all that was recorded, and a register restored from it is the same register."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from infra.archive import ArchiveRefused, export, restore, segments
from infra.log import verify
from infra.log.keys import LogKey
from infra.log.notes import Signer, signed
from infra.store.recorder import Store
from infra.store.session import AlreadyKnown, Entry, NewEvent
from tests.conftest import Server
from tests.infra.founded import found

LOG = "register.test/log"
ROWS = "select * from register.events order by notification_id"
COMMANDS = "select * from register.commands order by first_position"
READINGS = "select * from journal.reading order by position"
TIMES = "select * from journal.times order by record"
REFUSALS = "select * from journal.refusal order by position"
LOG_KEYS = "select number, vkey, since, statement from log.key order by number"
CHECKPOINTS = "select size, root, note from log.checkpoint order by number"
REFUSED = {"official": "official-1", "command": "Accept", "kind": "complaint", "record": None, "code": "INVALID"}
READ = {
    "official": None,
    "reason": None,
    "operation": "test",
    "channel": "query",
    "kind": "person",
    "parts": ["person"],
}
ENTRY = Entry(uuid4(), b"\x00\xff", "office-99", 3)


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LINES", 10)


def fill(dsn: str) -> None:
    """A history, a state that is no text, and reads."""
    with Store(dsn) as store:
        found(store)
        with store.recorder.session() as session:
            states = (b'{"schema":1}', b"\xff\x00", 'Қ "\\\u2028\n'.encode())
            session.append([ENTRY], {"office-99": 0}, [NewEvent("office-99", "OfficeOpened", s) for s in states])
    read(dsn, "person-1", "person-2", "person-1")


@pytest.fixture
def filled(database: str) -> str:
    """A register that a test may write to."""
    fill(database)
    return database


@pytest.fixture(scope="module")
def kept(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A register that no test writes to, and the log's key, whose successor signed a checkpoint over all of it."""
    name = server.create(template)
    dsn = server.address(name)
    fill(dsn)
    key = LogKey(LOG, tmp_path_factory.mktemp("log") / "key")
    with psycopg.connect(dsn, autocommit=True) as conn:
        with conn.transaction():
            first = key.signer(conn)
        key.rotate(conn, 0)
        with conn.transaction():
            sign(dsn, signer=key.signer(conn))
    yield dsn, first.vkey
    server.drop(name)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def read(dsn: str, *records: str) -> None:
    with psycopg.connect(dsn) as conn:
        for record in records:
            conn.execute("select journal.note(%s)", (json.dumps([{**READ, "record": record}]),))
        conn.execute("select journal.refuse(%s)", (json.dumps([{**REFUSED, "paragraph": "20.2", "trace": None}]),))


def rows(dsn: str, query: str) -> list[Any]:
    with psycopg.connect(dsn) as conn:
        return conn.execute(query.encode()).fetchall()


def tree(dsn: str, size: int | None = None) -> verify.Frontier:
    grown = verify.Frontier()
    for stream, version, topic, state, position, at in rows(dsn, ROWS)[:size]:
        grown.add(
            verify.event_hash(verify.StoredEvent(position, stream, version, topic, state, verify.microseconds(at)))
        )
    return grown


def sign(dsn: str, size: int | None = None, signer: Signer | None = None) -> Signer:
    """Put a signed checkpoint of the first positions into the log."""
    by, grown = signer or Signer.new(LOG), tree(dsn, size)
    text = f"{LOG}\n{grown.size}\n{verify.base64.b64encode(grown.root()).decode()}\n"
    with psycopg.connect(dsn) as conn:
        conn.execute(
            "insert into log.checkpoint (size, root, note) values (%s, %s, %s)",
            (grown.size, grown.root(), signed(text, by)),
        )
    return by


def files(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*")) if path.is_file())


def test_a_restored_register_is_the_same_and_goes_on_where_the_old_one_ended(
    kept: tuple[str, str], directory: Path, database: str
) -> None:
    old, key = kept
    done = export(old, directory, log=LOG)
    back = restore(database, directory, key=key)
    for query in (ROWS, COMMANDS, READINGS, TIMES, REFUSALS, LOG_KEYS, CHECKPOINTS):
        assert rows(database, query) == rows(old, query)
    assert back.head == done.events == done.last == back.proven
    assert back.root == tree(old).root()

    with Store(database) as store, store.recorder.session() as session:
        again = session.append([ENTRY], {"office-99": 0}, [NewEvent("office-99", "OfficeOpened", b"{}")] * 3)
        assert isinstance(again, AlreadyKnown)
        assert again.commands[0].same
        new = session.append(
            [Entry(uuid4(), b"", "office-99", 1)], {"office-99": 3}, [NewEvent("office-99", "T", b"{}")]
        )
    assert new[0] == done.last + 1  # type: ignore[index]
    read(database, "person-3")
    assert [row[0] for row in rows(database, READINGS)] == [1, 2, 3, 4]


def test_the_archive_is_checked_without_the_product(kept: tuple[str, str], directory: Path) -> None:
    export(kept[0], directory, log=LOG)
    trust = ["--key", kept[1], "--keys", str(directory / "log-keys")]
    assert verify.main(["archive", str(directory), *trust]) == 0


def test_files_are_for_their_owner_alone(kept: tuple[str, str], directory: Path) -> None:
    export(kept[0], directory, log=LOG)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(directory)} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (directory, directory / "events")} == {0o700}


def test_an_interrupted_export_goes_on_behind_its_last_whole_segment(
    filled: str, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(done: int, of: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(filled, directory, log=LOG, progress=interrupted)
    assert not (directory / "manifest.json").exists()
    (directory / "events" / "000000000021.part").write_bytes(b'{"position":21')
    before = {path.name: path.stat().st_mtime_ns for path in (directory / "events").glob("*.jsonl")}
    with Store(filled) as store, store.recorder.session() as session:  # what comes later belongs to an increment
        session.append([Entry(uuid4(), b"", "office-98", 1)], {"office-98": 0}, [NewEvent("office-98", "T", b"{}")])
    done = export(filled, directory, log=LOG)
    assert done.found == 20
    assert len(before) == 2
    assert before.items() <= {p.name: p.stat().st_mtime_ns for p in (directory / "events").glob("*.jsonl")}.items()
    assert done.events == done.last == len(rows(filled, ROWS)) - 1
    assert not list(directory.rglob("*.part"))


def test_an_export_that_lost_a_segment_is_not_taken_up(kept: tuple[str, str], directory: Path) -> None:
    def interrupted(done: int, of: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(kept[0], directory, log=LOG, progress=interrupted)
    (directory / "events" / "000000000001.jsonl").unlink()
    with pytest.raises(ArchiveRefused, match="does not follow"):
        export(kept[0], directory, log=LOG)


def test_an_increment_continues_the_archive_before(
    filled: str, directory: Path, tmp_path: Path, make_database: Callable[[], str]
) -> None:
    held = LogKey(LOG, tmp_path / "key")
    with psycopg.connect(filled) as conn:
        key = held.signer(conn)
    sign(filled, 7, key)
    last = export(filled, directory, log=LOG).last
    told = json.loads((directory / "manifest.json").read_text())
    assert (told["size"], told["beyond"]) == (7, [8, last])
    with Store(filled) as store, store.recorder.session() as session:
        session.append([Entry(uuid4(), b"", "office-99", 2)], {"office-99": 3}, [NewEvent("office-99", "T", b"{}")] * 2)
    read(filled, "person-9")
    sign(filled, signer=key)
    increment = tmp_path / "increment"
    assert export(filled, increment, log=LOG, first=last + 1).events == 2
    fresh = make_database()
    with pytest.raises(ArchiveRefused, match="begins with"):
        restore(fresh, increment)
    restore(fresh, directory)
    with pytest.raises(ArchiveRefused, match="stands at position"):
        restore(fresh, directory)
    assert restore(fresh, increment, key=key.vkey).proven == last + 2
    for query in (ROWS, COMMANDS, READINGS, TIMES, REFUSALS):
        assert rows(fresh, query) == rows(filled, query)
    assert verify.main(["archive", str(directory), str(increment), "--key", key.vkey]) == 0


def test_a_directory_with_something_else_in_it_is_left_as_it_is(kept: tuple[str, str], directory: Path) -> None:
    directory.mkdir()
    (directory / "notes.txt").write_text("mine")
    with pytest.raises(ArchiveRefused, match="not empty"):
        export(kept[0], directory, log=LOG)
    assert [path.name for path in directory.iterdir()] == ["notes.txt"]


def content(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in files(directory)}


def edited(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def rewritten(directory: Path, change: Callable[[list[dict[str, Any]]], Any]) -> None:
    """Another history in the second segment, with a manifest to match: only a checkpoint can tell."""
    path = directory / "events" / "000000000011.jsonl"
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    change(lines)
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    told = json.loads((directory / "manifest.json").read_text())
    content = path.read_bytes()
    told["segments"][1] |= {"bytes": len(content), "sha256": segments.sha256(content).hexdigest()}
    (directory / "manifest.json").write_text(json.dumps(told))


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "a bit of a segment": lambda d: edited(d / "events/000000000011.jsonl", lambda b: b.replace(b"actor", b"actos", 1)),
    "a cut segment": lambda d: edited(d / "events/000000000021.jsonl", lambda b: b[: len(b) // 2]),
    "a missing segment": lambda d: os.unlink(d / "events/000000000021.jsonl"),  # noqa: PTH108
    "a missing manifest": lambda d: os.unlink(d / "manifest.json"),  # noqa: PTH108
    "another trail of keys": lambda d: edited(d / "log-keys", lambda b: b.replace(b"\n2\n", b"\n3\n", 1)),
    "a missing checkpoint": lambda d: os.unlink(d / "checkpoint"),  # noqa: PTH108
    "another root": lambda d: edited(d / "checkpoint", lambda b: b.replace(b.splitlines()[2][:4], b"AAAA", 1)),
    "a path outside": lambda d: edited(d / "manifest.json", lambda b: b.replace(b"events/000000000011", b"../x", 1)),
    "a gap in the manifest": lambda d: edited(d / "manifest.json", lambda b: b.replace(b'"last": 10', b'"last": 9', 1)),
    "an edited state": lambda d: rewritten(d, lambda e: e[3].update(state=e[3]["state"] + " ")),
    "an edited time": lambda d: rewritten(d, lambda e: e[-1].update(recordedAt=e[-1]["recordedAt"][:-7] + "999999Z")),
    "another form of a time": lambda d: rewritten(d, lambda e: e[3].update(recordedAt="2026-01-02")),
    "a time before": lambda d: rewritten(d, lambda e: e[3].update(recordedAt="2001-01-01T00:00:00.000000Z")),
    "a swap": lambda d: rewritten(d, lambda e: e.reverse()),
    "another version": lambda d: rewritten(d, lambda e: e[3].update(version=e[3]["version"] + 1)),
    "a foreign field": lambda d: rewritten(d, lambda e: e[3].update(more=1)),
    "a commands line": lambda d: edited(
        d / "commands/000000000001.jsonl", lambda b: b.replace(b'"first":1', b'"first":0')
    ),
}


def test_a_damaged_archive_is_refused_as_a_whole(kept: tuple[str, str], directory: Path, database: str) -> None:
    export(kept[0], directory, log=LOG)
    taken = []
    for number, (name, damage) in enumerate(DAMAGE.items()):
        damaged = directory.with_name(f"damaged-{number}")
        shutil.copytree(directory, damaged)
        damage(damaged)
        assert content(damaged) != content(directory), name
        try:
            restore(database, damaged, key=kept[1])
        except ArchiveRefused:
            assert rows(database, "select 1 from register.events union all select 1 from register.commands") == []
        else:
            taken.append(name)
            break
    assert taken == []


def test_a_checkpoint_of_somebody_else_is_refused(kept: tuple[str, str], directory: Path, database: str) -> None:
    export(kept[0], directory, log=LOG)
    with pytest.raises(ArchiveRefused, match="trail of keys"):
        restore(database, directory, key=Signer.new(LOG).vkey)


def test_without_a_key_the_checkpoint_must_be_one_of_the_archives_own_trail(
    kept: tuple[str, str], directory: Path, database: str
) -> None:
    """Otherwise the log would go on from a checkpoint that its own keys never signed, and could not be verified."""
    export(kept[0], directory, log=LOG)
    body = (directory / "checkpoint").read_text().rpartition("\n\n")[0] + "\n"
    (directory / "checkpoint").write_text(signed(body, Signer.new(LOG)))
    with pytest.raises(ArchiveRefused, match=r"^checkpoint: "):
        restore(database, directory)
    assert rows(database, ROWS) == []


def test_a_checkpoint_without_its_trail_of_keys_is_refused_with_and_without_a_key(
    kept: tuple[str, str], directory: Path, database: str
) -> None:
    """The restored log would go on from a checkpoint that nobody can verify."""
    export(kept[0], directory, log=LOG)
    (directory / "log-keys").unlink()
    for key in (None, kept[1]):
        with pytest.raises(ArchiveRefused, match="no log-keys"):
            restore(database, directory, key=key)
    assert rows(database, ROWS) == []


def test_a_log_that_was_begun_with_another_key_is_not_mixed_with_that_of_the_archive(
    kept: tuple[str, str], directory: Path, database: str, tmp_path: Path
) -> None:
    export(kept[0], directory, log=LOG)
    with psycopg.connect(database) as conn:
        LogKey(LOG, tmp_path / "other").signer(conn)
    begun = rows(database, LOG_KEYS)
    with pytest.raises(ArchiveRefused, match="another key than the archive"):
        restore(database, directory, key=kept[1])
    assert (rows(database, LOG_KEYS), rows(database, ROWS), rows(database, CHECKPOINTS)) == (begun, [], [])


def test_nobody_but_the_owner_restores(database: str) -> None:
    calls = (
        "restore_events(0, '{a-1}', '{1}', '{T}', '{x}', '{2026-01-01}')",
        "restore_commands('{}', '{}', '{}', '{}', '{}', '{}')",
        "restore_readings('[]')",
        "restore_refusals('[]')",
    )
    for role in ("register_appender", "register_projector", "register_reader"):
        with psycopg.connect(database, autocommit=True) as conn:
            conn.execute(f"set role {role}".encode())
            for call in calls:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(f"select register.{call}".encode())
