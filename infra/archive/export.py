"""Export: everything that was recorded, as files, from one snapshot and in constant memory.

What is to be exported is written down first; a run that was interrupted is ended by the same command, which keeps the
segments that are whole. The manifest comes last, so a directory with a manifest is a whole archive.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import psycopg
from msgspec import Struct
from psycopg import Connection

from infra.archive import segments
from infra.archive.lines import COMMANDS, EVENTS, KINDS, READINGS, REFUSALS, Kind
from infra.archive.manifest import CHECKPOINT, LOG_KEYS, MANIFEST, ArchiveRefused, Manifest, Segment, encoded
from infra.log import checkpoints, keys

OWNER = "register_owner"
PLAN = "plan.json"
_FETCH = 5_000
_OVERLAP = timedelta(minutes=1)
"""Reads so long before the last position of the archive before are told again: they may have been noted late."""

Progress = Callable[[int, int], None]
"""(events written so far, events in all)."""


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """What an export set out to write; the same in all of its runs.

    first, last: positions of events; readings, refusals: last positions of the journals; since: entries before are
        left out of these
    """

    log: str
    first: int
    last: int
    readings: int
    refusals: int
    since: datetime | None


class Exported(NamedTuple):
    """What was written: numbers of lines, and how many of the events had been written by earlier runs."""

    events: int
    commands: int
    readings: int
    refusals: int
    found: int
    last: int
    size: int | None


def export(dsn: str, directory: Path, *, log: str, first: int = 1, progress: Progress = lambda *_: None) -> Exported:
    """Write the register, or its events from position `first`, as an archive.

    dsn: a migrated database, as a user who may act as its owner
    directory: a new or empty one, or that of an export that was interrupted
    log: name of the log
    Raises ArchiveRefused.
    """
    with snapshot(dsn) as conn:
        plan = _planned(conn, directory, log, first)
        found: dict[str, int] = {}
        written: dict[str, list[Segment]] = {}
        wanted = plan.last - plan.first + 1
        for kind in KINDS:
            done = written[kind.name] = _found(directory, kind, plan)
            found[kind.name] = sum(segment.count for segment in done)
            for segment in segments.write(directory, kind, _rows(conn, kind, plan, done)):
                done.append(segment)
                if kind is EVENTS:
                    progress(sum(each.count for each in done), wanted)
        size = _checkpoint(conn, directory, plan)
    manifest = Manifest(
        log=plan.log,
        first=plan.first,
        last=plan.last,
        size=size,
        beyond=_beyond(plan, size),
        segments=tuple(written[EVENTS.name]),
        commands=tuple(written[COMMANDS.name]),
        readings=tuple(written[READINGS.name]),
        refusals=tuple(written[REFUSALS.name]),
    )
    _is_complete(manifest)
    segments.replaced(directory / MANIFEST, encoded(manifest))
    (directory / PLAN).unlink()
    events, commands, readings, refusals = (sum(each.count for each in written[kind.name]) for kind in KINDS)
    return Exported(events, commands, readings, refusals, found[EVENTS.name], plan.last, size)


@contextmanager
def snapshot(dsn: str) -> Iterator[Connection[Any]]:
    """One unchanging view of the database, with the owner's rights and for reading only."""
    with psycopg.connect(dsn, options="-c timezone=UTC -c jit=off -c default_transaction_read_only=on") as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.execute(f"set role {OWNER}")
        yield conn


def _planned(conn: Connection[Any], directory: Path, log: str, first: int) -> Plan:
    if (directory / MANIFEST).exists():
        raise ArchiveRefused(f"{directory}: holds a whole archive already; choose another directory")
    if (directory / PLAN).exists():
        return _begun(directory, first)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise ArchiveRefused(f"{directory}: is not empty; choose a directory that is, or that does not exist yet")
    head = _one(conn, "select coalesce(max(notification_id), 0) from register.events")
    if not 1 <= first <= head + 1:
        raise ArchiveRefused(f"--from: the register has the positions 1 to {head}")
    before = _one(conn, "select max(recorded_at) from register.events where notification_id = %s", first - 1)
    plan = Plan(
        log=log,
        first=first,
        last=head,
        readings=_one(conn, "select coalesce(max(position), 0) from journal.reading"),
        refusals=_one(conn, "select coalesce(max(position), 0) from journal.refusal"),
        since=before - _OVERLAP if before else None,
    )
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    segments.replaced(directory / PLAN, msgspec.json.encode(plan))
    return plan


def _begun(directory: Path, first: int) -> Plan:
    try:
        plan = msgspec.json.decode((directory / PLAN).read_bytes(), type=Plan)
    except msgspec.MsgspecError:
        raise ArchiveRefused(f"{directory / PLAN}: is not the plan of an export; choose another directory") from None
    if plan.first != first:
        raise ArchiveRefused(f"{directory}: the export that was begun here is one from position {plan.first}")
    return plan


def _found(directory: Path, kind: Kind, plan: Plan) -> list[Segment]:
    """What earlier runs left whole. Raises ArchiveRefused when one of its segments of events is gone."""
    found = list(segments.whole(directory, kind))
    expected = plan.first
    for segment in found if kind is EVENTS else ():
        if segment.first != expected or segment.last - segment.first + 1 != segment.count:
            raise ArchiveRefused(f"{segment.file}: does not follow the segment before; choose another directory")
        expected = segment.last + 1
    return found


def _rows(conn: Connection[Any], kind: Kind, plan: Plan, done: list[Segment]) -> Iterator[tuple[Any, ...]]:
    """The rows that are still to be written, by a cursor of the server."""
    start, upto = {
        READINGS.name: (0, plan.readings),
        REFUSALS.name: (0, plan.refusals),
    }.get(kind.name, (plan.first - 1, plan.last))
    bounds = {"after": done[-1].last if done else start, "upto": upto, "since": plan.since}
    with conn.cursor(name=kind.name) as cursor:
        cursor.execute(kind.query, bounds, binary=True)
        while rows := cursor.fetchmany(_FETCH):
            yield from rows


def _checkpoint(conn: Connection[Any], directory: Path, plan: Plan) -> int | None:
    """Put the newest checkpoint that the archive can be compared with beside it, with the trail of keys; its size."""
    row = conn.execute(
        "select number, size, root, note, signed_at from log.checkpoint where size <= %s"
        " order by size desc, number desc limit 1",
        (plan.last,),
    ).fetchone()
    if row is None:
        return None
    newest = checkpoints.Kept(*row)
    segments.replaced(directory / CHECKPOINT, checkpoints.published(conn, newest).encode())
    if stated := keys.trail(conn):
        segments.replaced(directory / LOG_KEYS, keys.published([each.note for each in stated]).encode())
    return newest.size


def _beyond(plan: Plan, size: int | None) -> tuple[int, int] | None:
    first = max(plan.first, (size or 0) + 1)
    return (first, plan.last) if first <= plan.last else None


def _is_complete(manifest: Manifest) -> None:
    events = sum(segment.count for segment in manifest.segments)
    if events != manifest.last - manifest.first + 1:
        raise ArchiveRefused(
            f"the register has {manifest.last - manifest.first + 1} positions but {events} events were found: "
            "positions are missing from it, see `ombudsman verify`"
        )


def _one(conn: Connection[Any], query: str, *parameters: Any) -> Any:
    row = conn.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return row[0]
