"""The live register against its log: rows, tiles, signed checkpoints, and whatever somebody kept elsewhere.

Everything is recomputed from the rows by the functions of `verify`; only the order of the questions stands here. The
check reads one snapshot in constant memory, so the register may grow meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.sql import SQL, Identifier

from infra.log import stored, verify
from infra.log.tiles import StoredTiles
from infra.log.tree import over
from infra.log.verify import TILE_WIDTH, Checkpoint, StoredEvent, Trust, Unproven
from projections.visibility import PROJECTOR

Progress = Callable[[int, int], None]
"""Told how many of how many events are checked."""


class Checked(NamedTuple):
    """A register that is what its log says. checkpoints: how many agree; signed: the largest one's size, 0: none."""

    size: int
    root: bytes
    checkpoints: int
    signed: int


class Elsewhere(NamedTuple):
    """What somebody kept of the log: files of checkpoints, an archive with its increments, a directory of tiles."""

    checkpoints: Sequence[Path] = ()
    archive: Sequence[Path] = ()
    tiles: Path | None = None


NOTHING: Final = Elsewhere()


class UnfitCopyError(Unproven):
    """What somebody kept is damaged or is no such thing, so nothing is proven and nothing said of the register."""


def check(
    dsn: str,
    *,
    trusted: verify.Key | None = None,
    elsewhere: Elsewhere = NOTHING,
    progress: Progress = lambda position, of: None,
) -> Checked:
    """Check the whole register. Raises Unproven, which names the first position that differs; UnfitCopyError; OSError.

    trusted: a key of the log that the reader knows by another way; without it the first key of the trail is believed
    elsewhere: copies that the operator could not recall; without any, whoever rewrote rows, tiles and checkpoints alike
        is not found out
    """
    with _snapshot(dsn) as conn:
        tiles, trust = StoredTiles(conn), _trust(conn, trusted)
        size, head = tiles.size(), _head(conn)
        kept = sorted((_read(file, trust) for file in elsewhere.checkpoints), key=_size)
        events = stored.all_of(conn, lambda position: progress(position, head))
        if elsewhere.archive:
            events = _archived(events, elsewhere.archive)
        if elsewhere.tiles is not None:
            leaves = verify.leaves(verify.tile_directory(elsewhere.tiles), max(map(_size, kept), default=0))
            events = _tiled(events, leaves)
        covered = verify.check_events(events, _signed(conn, trust), kept, known=verify.leaves(tiles.read, size))
        if covered.size < size:
            raise Unproven(f"event {covered.size + 1} is missing: the tree has {size} leaves", covered.size + 1)
        _check_levels(tiles, size)
        return Checked(covered.size, covered.root, covered.checkpoints, _size(covered.last) if covered.last else 0)


@contextmanager
def _snapshot(dsn: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(dsn, application_name="register_verify") as conn:
        conn.isolation_level = IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        conn.execute(SQL("set role {}").format(Identifier(PROJECTOR)))
        conn.execute("set enable_seqscan = off")
        yield conn


def _trust(conn: Connection[Any], trusted: verify.Key | None) -> Trust:
    """The keys that the log's own trail gives, from the trusted one on."""
    rows = conn.execute("select vkey, statement from log.key order by number").fetchall()
    if not rows:
        return Trust((verify.KeyInForce(trusted, 0, None),) if trusted else ())
    return Trust(tuple(verify.trail("\n".join(row[1] for row in rows), trusted or verify.key(rows[0][0]))))


def _head(conn: Connection[Any]) -> int:
    row = conn.execute("select coalesce(max(notification_id), 0) from register.events").fetchone()
    return int(row[0]) if row else 0


def _signed(conn: Connection[Any], trust: Trust) -> Iterator[Checkpoint]:
    with conn.cursor(name="checkpoints") as cursor:
        for (note,) in cursor.execute("select note from log.checkpoint order by size, number"):
            yield trust.checkpoint(note)


def _read(file: Path, trust: Trust) -> Checkpoint:
    text = verify.text_of(file)
    try:
        Trust().checkpoint(text)
    except Unproven as why:
        raise UnfitCopyError(f"{file} is no checkpoint: {why}") from None
    try:
        return trust.checkpoint(text)
    except Unproven as why:
        raise Unproven(f"{file}: {why}") from None


def _size(checkpoint: Checkpoint) -> int:
    return checkpoint.size


def _archived(events: Iterable[StoredEvent], directories: Sequence[Path]) -> Iterator[StoredEvent]:
    """The same events, as long as each is the one that an archive holds at its position, if it holds one."""
    held, position = _held(directories), 0
    ahead = next(held, None)
    for event in events:
        position += 1
        if ahead is not None and ahead.position == position:
            if verify.event_hash(ahead) != verify.event_hash(event):
                raise Unproven(f"event {position} is not the one that the archive holds", position)
            ahead = next(held, None)
        yield event
    if ahead is not None:
        raise Unproven(f"event {position + 1} is missing: the archive holds event {ahead.position}", position + 1)


def _held(directories: Sequence[Path]) -> Iterator[StoredEvent]:
    """The events of an archive and its increments, between which some may lack."""
    last = 0
    for directory in directories:
        try:
            if verify.manifest(directory)["from"] <= last:
                raise Unproven("it does not begin after the end of the one before")
            for event in verify.archived(directory):
                last = event.position
                yield event
        except Unproven as why:
            raise UnfitCopyError(f"the archive {directory} cannot be compared: {why}") from None


def _tiled(events: Iterable[StoredEvent], known: verify.LeafHash) -> Iterator[StoredEvent]:
    """The same events, as long as each is the one whose hash the tiles hold at its place, if they hold one."""
    position = 0
    for event in events:
        position += 1
        if _leaf(known, position) not in (None, verify.event_hash(event)):
            raise Unproven(f"event {position} is not the one that the tiles kept elsewhere hold", position)
        yield event
    if _leaf(known, position + 1) is not None:
        raise Unproven(f"event {position + 1} is missing: the tiles kept elsewhere hold it", position + 1)


def _leaf(known: verify.LeafHash, position: int) -> bytes | None:
    try:
        return known(position - 1)
    except Unproven as why:
        raise UnfitCopyError(f"the tiles kept elsewhere cannot be compared: {why}") from None


def _check_levels(tiles: StoredTiles, size: int) -> None:
    """Every hash above the lowest level is the root over the tile below it."""
    level = 1
    while count := size >> 8 * level:
        for number in range(0, count, TILE_WIDTH):
            width = min(TILE_WIDTH, count - number)
            above = tiles.read(level, number // TILE_WIDTH, width)
            for place in range(width):
                if over(tiles.read(level - 1, number + place, TILE_WIDTH)) != above[place * 32 : place * 32 + 32]:
                    raise Unproven(
                        f"hash {place} of the tree's tile {level}/{number // TILE_WIDTH} is not the root over what lies"
                        " below it: the events are right, the tree is not"
                    )
        level += 1
