"""Restoration: an archive replayed into a fresh database, all of it or nothing.

One transaction holds the register's turn, writes every row as the archive tells it, compares every checksum, the dense
order and the root of the tree with the checkpoint, and commits only then.
"""

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, LiteralString, NamedTuple, Self

import msgspec
import psycopg
from psycopg import Connection

from infra.archive import manifest as manifests
from infra.archive import segments
from infra.archive.export import OWNER, Progress
from infra.archive.lines import COMMANDS, EVENTS, READINGS, REFUSALS, CommandLine, EventLine, Kind, moment, state_of
from infra.archive.log import Signed, continued, signed_in
from infra.archive.manifest import ArchiveRefused, Manifest
from infra.log import verify
from infra.store.datastore import CHANNEL

_TOGETHER = 2_000
_SEAL = b'{"sealed":'
_EVENTS = "select register.restore_events(%b::int8, %b::text[], %b::int8[], %b::text[], %b::bytea[], %b::timestamptz[])"
_COMMANDS = (
    "select register.restore_commands(%b::uuid[], %b::bytea[], %b::text[], %b::int8[], %b::int8[], %b::timestamptz[])"
)
_READINGS = "select register.restore_readings(%s::jsonb)"
_REFUSALS = "select register.restore_refusals(%s::jsonb)"
_STORED = """
    select notification_id, originator_id, originator_version, topic, state, recorded_at
      from register.events
     order by notification_id"""


class Restored(NamedTuple):
    """What was written, and the root of the tree over all positions of the register."""

    events: int
    commands: int
    readings: int
    refusals: int
    head: int
    root: bytes
    proven: int | None
    """Size of the checkpoint with which the events agree; None when the archive has none."""
    sealed: bool
    """Whether values stand sealed in it: they are read with the keys of persons, which lie in no archive."""


class _Writing:
    """Writes one batch while the next one is read and hashed; at most one is under way."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._under_way: Future[object] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.shutdown()

    def write(self, query: LiteralString, *columns: Any) -> None:
        """Call a function of the restoration. An error of the batch before is raised here."""
        self.settle()
        self._under_way = self._worker.submit(self._conn.execute, query, columns, binary=True)

    def settle(self) -> None:
        """Wait until everything is written."""
        if self._under_way is not None:
            self._under_way.result()


def restore(dsn: str, directory: Path, *, key: str | None = None, progress: Progress = lambda *_: None) -> Restored:
    """Write an archive into a database without events; an increment into one that ends where it begins.

    dsn: a migrated database, as a user who may act as its owner
    key: the log's public key, to check the checkpoint's signature besides its root
    Raises ArchiveRefused; nothing has been written then.
    """
    told = manifests.read(directory)
    signed = signed_in(directory, told, key)
    with psycopg.connect(dsn, options="-c timezone=UTC -c jit=off") as conn:
        conn.execute(f"set role {OWNER}")
        conn.execute("select register.take_turn()")
        tree, sealed = _continued(conn, told), False
        _compared(tree, signed)
        if signed is not None:
            continued(conn, signed)
        try:
            with _Writing(conn) as to:
                for segment in told.segments:
                    lines = _lines(directory, EVENTS, segment)
                    sealed |= _events(to, lines, segment.first - 1, tree, signed)
                    progress(segment.last - told.first + 1, told.last - told.first + 1)
                commands = _all(directory, COMMANDS, told.commands, lambda lines: _commands(to, lines, told))
                readings = _all(directory, READINGS, told.readings, lambda lines: _entries(to, _READINGS, lines))
                refusals = _all(directory, REFUSALS, told.refusals, lambda lines: _entries(to, _REFUSALS, lines))
                to.settle()
        except psycopg.errors.DataException as error:
            raise ArchiveRefused(error.diag.message_primary or "the archive does not continue the register") from None
        except psycopg.errors.IntegrityError as error:
            raise ArchiveRefused(f"the archive holds something twice: {error.diag.constraint_name}") from None
        if signed is not None and signed.size > tree.size:
            raise ArchiveRefused(f"the checkpoint tells of {signed.size} events, the archive ends with {tree.size}")
        conn.execute(f"select pg_notify('{CHANNEL}', %s)", (str(tree.size),))
    return Restored(
        told.last - told.first + 1,
        commands,
        readings,
        refusals,
        tree.size,
        tree.root(),
        signed.size if signed else None,
        sealed,
    )


def _continued(conn: Connection[Any], told: Manifest) -> verify.Frontier:
    """The tree of what the register holds already: nothing, or all that stands before an increment."""
    tree = verify.Frontier()
    row = conn.execute("select coalesce(max(notification_id), 0) from register.events").fetchone()
    assert row is not None
    if row[0] != told.first - 1:
        raise ArchiveRefused(
            f"the register stands at position {row[0]} and the archive begins with {told.first}: "
            "an archive is restored into a database without events, an increment where the archive before it ended"
        )
    if row[0]:
        with conn.cursor(name="stored") as cursor:
            cursor.itersize = _TOGETHER
            for position, stream, version, topic, state, recorded_at in cursor.execute(_STORED.encode(), binary=True):
                at = verify.microseconds(recorded_at)
                tree.add(verify.event_hash(verify.StoredEvent(position, stream, version, topic, state, at)))
    return tree


def _events(
    to: _Writing,
    lines: Iterator[EventLine],
    after: int,
    tree: verify.Frontier,
    signed: Signed | None,
) -> bool:
    """Write a segment's events behind position `after`, each into the tree, too; whether values are sealed in them."""
    sealed = False
    while batch := list(islice(lines, _TOGETHER)):
        streams, versions, topics, states, times = [], [], [], [], []
        for place, line in enumerate(batch, after + 1):
            try:
                at, state = moment(line.recordedAt), state_of(line)
            except ValueError as error:
                raise ArchiveRefused(f"position {place}: {error}") from None
            if line.position != place or line.version < 1:
                raise ArchiveRefused(f"position {place} is missing: {line.position} stands in its place")
            streams.append(line.stream)
            versions.append(line.version)
            topics.append(line.topic)
            states.append(state)
            sealed = sealed or _SEAL in state
            times.append(at)
            leaf = verify.encode(place, line.stream, line.version, line.topic, state, verify.microseconds(at))
            tree.add(verify.leaf_hash(leaf))
            if signed is not None and tree.size == signed.size:
                _compared(tree, signed)
        to.write(_EVENTS, after, streams, versions, topics, states, times)
        after += len(batch)
    return sealed


def _compared(tree: verify.Frontier, signed: Signed | None) -> None:
    """At the checkpoint's size the tree's root is that of the checkpoint."""
    if signed is not None and tree.size == signed.size and tree.root() != signed.root:
        raise ArchiveRefused(f"the events up to position {tree.size} are not those that the checkpoint covers")


def _commands(to: _Writing, lines: list[CommandLine], told: Manifest) -> None:
    for line in lines:
        if not told.first <= line.first <= line.last <= told.last:
            raise ArchiveRefused(f"a command has positions outside {told.first} to {told.last}")
    try:
        fingerprints = [base64.b64decode(line.fingerprint, validate=True) for line in lines]
        times = [moment(line.recordedAt) for line in lines]
    except ValueError:
        raise ArchiveRefused("a command has a fingerprint or a time that is none") from None
    columns = ([getattr(line, name) for line in lines] for name in ("command", "stream", "first", "last"))
    commands, streams, firsts, lasts = columns
    to.write(_COMMANDS, commands, fingerprints, streams, firsts, lasts, times)


def _entries(to: _Writing, query: LiteralString, lines: list[Any]) -> None:
    to.write(query, msgspec.json.encode(lines).decode())


def _lines(directory: Path, kind: Kind, segment: manifests.Segment) -> Iterator[Any]:
    for number, line in enumerate(segments.read(directory, kind, segment), 1):
        try:
            yield kind.decode(line)
        except msgspec.MsgspecError:
            raise ArchiveRefused(f"{segment.file}, line {number}: is none of {kind.name}") from None


def _all(directory: Path, kind: Kind, told: tuple[manifests.Segment, ...], write: Callable[[list[Any]], None]) -> int:
    """Write all lines of a kind, some thousand at a time; how many there were."""
    for segment in told:
        lines = _lines(directory, kind, segment)
        while batch := list(islice(lines, _TOGETHER)):
            write(batch)
    return sum(segment.count for segment in told)
