"""An operator with all rights rewrites the register, its tree and its checkpoints. Each way is found out and named."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.log import live, stored, verify
from infra.log.live import Elsewhere
from infra.log.notes import signed
from infra.log.tiles import StoredTiles
from infra.log.verify import StoredEvent, Unproven
from tests.infra.log import trees
from tests.infra.log.conftest import TABLES, Log

SIGNED = (100, 200, 300)
RECORD = """
    insert into register.events (originator_id, originator_version, topic, state, notification_id, recorded_at)
    select 'complaint-' || n %% 7, n / 7 + 1, 'Something', convert_to('{"schema":1,"n":' || n || '}', 'UTF8'), n,
           timestamptz '2026-03-03T10:00:00Z' + n * interval '1 second'
      from generate_series(1, 300) as n where n between %s and %s"""
SHIFT = (
    "update register.events set notification_id = notification_id + 10000 where notification_id {0}",
    "update register.events set notification_id = notification_id - 10000 + {1} where notification_id > 10000",
)


@dataclass(frozen=True)
class Tampering:
    """What is done to the rows, and the first position that differs then. dense: whether no position is missing"""

    statements: tuple[str, ...]
    position: int = 150
    dense: bool = True


TAMPERINGS = {
    "a byte of a state": Tampering(
        ("update register.events set state = set_byte(state, 12, get_byte(state, 12) # 1) where notification_id = 150",)
    ),
    "a microsecond of a time": Tampering(
        ("update register.events set recorded_at = recorded_at + interval '1 us' where notification_id = 150",)
    ),
    "a letter of an id": Tampering(
        ("update register.events set originator_id = 'complaint-x' where notification_id = 150",)
    ),
    "a version": Tampering(("update register.events set originator_version = 999 where notification_id = 150",)),
    "a name": Tampering(("update register.events set topic = 'Somethinh' where notification_id = 150",)),
    "an event dropped": Tampering(("delete from register.events where notification_id = 150",), dense=False),
    "an event dropped and the hole closed": Tampering(
        ("delete from register.events where notification_id = 150", *(each.format("> 150", -1) for each in SHIFT))
    ),
    "two events swapped": Tampering(
        (
            "update register.events set notification_id = 10000 where notification_id = 150",
            "update register.events set notification_id = 150 where notification_id = 151",
            "update register.events set notification_id = 151 where notification_id = 10000",
            "update register.events set recorded_at = '2026-03-03T10:02:30Z' where notification_id in (150, 151)",
        )
    ),
    "an event inserted": Tampering(
        (
            *(each.format(">= 150", 1) for each in SHIFT),
            "insert into register.events select 'complaint-0', 999, topic, state, 150, recorded_at"
            " from register.events where notification_id = 149",
        )
    ),
    "the last event of what was signed": Tampering(
        ("update register.events set state = '{}' where notification_id = 200",), position=200
    ),
    "the very first event": Tampering(
        ("update register.events set state = '{}' where notification_id = 1",), position=1
    ),
    "the tail cut off": Tampering(("delete from register.events where notification_id > 250",), position=251),
}


class Operator:
    """Whoever runs the database, with all rights and the log's key; triggers are switched off."""

    def __init__(self, log: Log, connection: psycopg.Connection[Any]) -> None:
        self._log = log
        self._connection = connection

    def run(self, *statements: str) -> None:
        for statement in statements:
            self._connection.execute(statement.encode())

    def rebuild_tree(self) -> None:
        self.run("delete from log.tile")
        self._log.grow()

    def sign_anew(self) -> None:
        """Every checkpoint once more, as large as before, over what the tree holds now."""
        self.run("delete from log.checkpoint")
        with self._connection.transaction():
            signer, tree = self._log.checkpoints.key.signer(self._connection), StoredTiles(self._connection).tree()
            for size in (*(size for size in SIGNED if size < tree.size), tree.size):
                root = tree.root(size)
                note = signed(f"{signer.name}\n{size}\n{trees.text(root)}\n", signer)
                self._connection.execute(
                    "insert into log.checkpoint (size, root, note) values (%s, %s, %s)", (size, root, note)
                )


@pytest.fixture
def operator(log: Log) -> Iterator[Operator]:
    """An operator over a register of 300 events, of which 100, 200 and 300 were signed."""
    with psycopg.connect(log.dsn, autocommit=True) as owner:
        start = 1
        for size in SIGNED:
            owner.execute(RECORD, (start, size))
            log.grow()
            log.sign()
            start = size + 1
        for table in TABLES:
            owner.execute(f"alter table {table} disable trigger user".encode())
        yield Operator(log, owner)


def exported(directory: Path, events: list[StoredEvent]) -> Path:
    """An archive of these events."""
    file = f"events/{events[0].position:012d}.jsonl"
    content = "".join(f"{json.dumps(stored.line(event))}\n" for event in events).encode()
    (directory / "events").mkdir(parents=True, exist_ok=True)
    (directory / file).write_bytes(content)
    segment = {
        "file": file,
        "first": events[0].position,
        "last": events[-1].position,
        "count": len(events),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    told = {"format": verify.ARCHIVE, "log": "office.example/log", "segments": [segment]}
    (directory / "manifest.json").write_text(
        json.dumps({**told, "from": events[0].position, "to": events[-1].position})
    )
    return directory


@pytest.fixture
def elsewhere(operator: Operator, log: Log, tmp_path: Path) -> Elsewhere:
    """What an auditor took away before: each checkpoint, the tiles and a copy of the events."""
    directory = tmp_path / "kept"
    directory.mkdir()
    with psycopg.connect(log.dsn) as connection:
        notes = connection.execute("select size, note from log.checkpoint").fetchall()
        tiles = connection.execute("select level, number, hashes from log.tile").fetchall()
        events = list(stored.all_of(connection))
    for size, note in notes:
        (directory / f"checkpoint-{size}").write_text(note)
    for level, number, hashes in tiles:
        file = directory / verify.tile_path(level, number, len(hashes) // 32)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(hashes)
    exported(directory, events)
    return Elsewhere([directory / f"checkpoint-{size}" for size in SIGNED], [directory], directory)


def found_out(log: Log, **how: Any) -> Unproven:
    with pytest.raises(Unproven) as told:
        live.check(log.dsn, **how)
    return told.value


def test_a_register_that_nobody_touched_is_what_its_log_says(
    operator: Operator, log: Log, elsewhere: Elsewhere
) -> None:
    checked = live.check(log.dsn, elsewhere=elsewhere)
    assert (checked.size, checked.checkpoints, checked.signed) == (300, 6, 300)


@pytest.mark.parametrize("how", TAMPERINGS)
def test_whatever_is_done_to_rows_is_named_by_its_position(
    operator: Operator, log: Log, elsewhere: Elsewhere, how: str
) -> None:
    tampering = TAMPERINGS[how]
    operator.run(*tampering.statements)
    assert found_out(log).position == tampering.position

    if not tampering.dense:
        return
    operator.rebuild_tree()
    told = found_out(log)
    first = max((size for size in SIGNED if size < tampering.position), default=0) + 1
    last = min(size for size in SIGNED if size >= tampering.position)
    assert told.position == tampering.position or f"positions {first} to {last}" in str(told)

    operator.sign_anew()
    kept_checkpoints = Elsewhere(elsewhere.checkpoints)
    told = found_out(log, elsewhere=kept_checkpoints)
    assert told.position == tampering.position or f"positions {first} to {last}" in str(told)
    assert found_out(log, elsewhere=Elsewhere(archive=elsewhere.archive)).position == tampering.position
    assert found_out(log, elsewhere=Elsewhere(elsewhere.checkpoints, tiles=elsewhere.tiles)).position == (
        tampering.position
    )


def test_increments_tell_of_a_tail_that_was_cut_off_before_they_begin(
    operator: Operator, log: Log, tmp_path: Path
) -> None:
    with psycopg.connect(log.dsn) as connection:
        events = list(stored.all_of(connection))
    base, increment = exported(tmp_path / "base", events[:200]), exported(tmp_path / "increment", events[200:])
    for archive in ([base, increment], [increment]):
        assert live.check(log.dsn, elsewhere=Elsewhere(archive=archive)).size == 300
    wrong = found_out(log, elsewhere=Elsewhere(archive=[increment, base]))
    assert isinstance(wrong, live.UnfitCopyError) and "does not begin after the end of the one before" in str(wrong)

    operator.run("delete from register.events where notification_id > 190")
    operator.rebuild_tree()
    operator.sign_anew()
    for archive in ([base, increment], [increment]):
        assert found_out(log, elsewhere=Elsewhere(archive=archive)).position == 191


def test_without_anything_kept_elsewhere_an_operator_with_the_key_is_not_found_out(
    operator: Operator, log: Log
) -> None:
    """The honest limit: what the documentation says about it is true."""
    operator.run(*TAMPERINGS["a byte of a state"].statements)
    operator.rebuild_tree()
    operator.sign_anew()
    assert live.check(log.dsn).size == 300


def test_a_tree_that_was_rewritten_alone_is_named(operator: Operator, log: Log) -> None:
    operator.run(
        "update log.tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where (level, number) = (0, 1)"
    )
    assert found_out(log).position == 258
    operator.rebuild_tree()
    operator.run("update log.tile set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) where level = 1")
    told = found_out(log)
    assert "hash 0 of the tree's tile 1/0" in str(told)
    assert told.position is None


def test_a_checkpoint_that_was_rewritten_is_refused(operator: Operator, log: Log) -> None:
    operator.run("update log.checkpoint set note = replace(note, E'\\n200\\n', E'\\n201\\n') where size = 200")
    assert "signature" in str(found_out(log))


def test_a_log_that_continues_under_another_key_is_refused_by_who_knows_the_key(
    operator: Operator, log: Log, tmp_path: Path
) -> None:
    trusted = verify.key(key_of(log))
    assert live.check(log.dsn, trusted=trusted).size == 300
    operator.run("delete from log.checkpoint", "delete from log.key")
    log.checkpoints.key.path.unlink()
    log.sign()
    assert live.check(log.dsn).size == 300
    assert "does not stand in the trail" in str(found_out(log, trusted=trusted))


def key_of(log: Log) -> str:
    with psycopg.connect(log.dsn) as connection:
        row = connection.execute("select vkey from log.key").fetchone()
    assert row is not None
    return str(row[0])
