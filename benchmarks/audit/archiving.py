"""Export and restoration of a whole register, events a second, beside PostgreSQL's own COPY of the same table."""

import shutil
import time
from collections.abc import Callable, Iterator

import psycopg

from benchmarks.arena import Arena, say
from benchmarks.audit.building import EVENTS
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.figures import Figure
from infra.archive import export, restore

SECTION = "The archive"
_COMMANDS = """
    insert into register.commands (command_id, fingerprint, stream, first_position, last_position, recorded_at)
    select gen_random_uuid(), sha256(int8send(n)), 'complaint-' || md5(((n - 1) / 20)::text), n, n + 1,
           timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second'
      from generate_series(1, %s, 2) as n"""


def archiving(arena: Arena, size: AuditSize) -> Iterator[Figure]:
    """A register with a command for two events goes into files and comes back."""
    events = size.events - size.events % 2
    old = arena.database("audit_archived", register=False, copy_of=TEMPLATE)
    new = arena.database("audit_restored", register=False, copy_of=TEMPLATE)
    copied = arena.database("audit_copied", register=False, copy_of=TEMPLATE)
    with psycopg.connect(old, autocommit=True) as conn:
        conn.execute(EVENTS, (events,))
        conn.execute(_COMMANDS, (events,))
        conn.execute("vacuum analyze register.events, register.commands")
    directory = arena.home / "archive"
    try:
        say(f"archive: {events:,} events into files and back")
        written = _seconds(lambda: export(old, directory, log="benchmark"))
        restored = _seconds(lambda: restore(new, directory))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    out, back = _copy(old, copied)
    note = "with commands and checksums, brought to the disk"
    yield _figure("events exported", "register: export", events / written, note)
    yield _figure("events exported", "COPY TO", events / out, "one table, no checksums", peer=True)
    note = "with commands, checksums, dense order and the root of the tree, in one transaction"
    yield _figure("events restored", "register: restore", events / restored, note)
    yield _figure("events restored", "COPY FROM", events / back, "one table, nothing compared", peer=True)


def _copy(old: str, new: str) -> tuple[float, float]:
    """Seconds of COPY out of one database and into another."""
    blocks: list[bytes] = []

    def out() -> None:
        with psycopg.connect(old) as conn, conn.cursor().copy("copy register.events to stdout (format binary)") as copy:
            blocks.extend(bytes(block) for block in copy)

    def back() -> None:
        with (
            psycopg.connect(new) as conn,
            conn.cursor().copy("copy register.events from stdin (format binary)") as copy,
        ):
            for block in blocks:
                copy.write(block)

    return _seconds(out), _seconds(back)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _figure(what: str, by: str, rate: float, note: str, *, peer: bool = False) -> Figure:
    return Figure(section=SECTION, what=what, by=by, clients=1, unit="events", per_second=rate, peer=peer, note=note)
