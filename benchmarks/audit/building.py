"""Building the tree over events of the register, leaves a second, beside hashing the rows in the database."""

import time
from collections.abc import Callable, Iterator

import psycopg

from benchmarks.arena import Arena, say
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.figures import Figure
from infra.log import stored, verify
from infra.log.follower import Follower
from infra.log.live import check

SECTION = "The log over the register"
FOLLOWER = "register: log follower"
EVENTS = """
    insert into register.events (originator_id, originator_version, topic, state, notification_id, recorded_at)
    select 'complaint-' || md5(((n - 1) / 20)::text), (n - 1) %% 20 + 1, 'ComplaintClassified',
           convert_to('{"schema":1,"act":{"actor":"official-00000000-0000-0000-0000-000000000000","reason":"'
                      || repeat(md5(n::text), 14) || '"},"event":{"category":"HOUSING"}}', 'UTF8'),
           n, timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second'
      from generate_series(1, %s) as n"""
"""Streams of twenty events with states of some 600 bytes, as many events as asked for."""
_HASHES = """
    select count(sha256('\\x00' || convert_to('ombudsman-register/event/v1' || chr(10), 'UTF8')
               || int8send(notification_id)
               || int4send(octet_length(originator_id)) || convert_to(originator_id, 'UTF8')
               || int8send(originator_version)
               || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
               || int4send(octet_length(state)) || state
               || int8send((extract(epoch from recorded_at) * 1000000)::int8)))
      from register.events"""


def building(arena: Arena, size: AuditSize) -> Iterator[Figure]:
    """Leaves a second of the follower and of the check of the live register."""
    dsn = arena.database("audit_tree", register=False, copy_of=TEMPLATE)
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(EVENTS, (size.events,))
        conn.execute("vacuum analyze register.events")
        say(f"log: {size.events:,} leaves hashed by the database alone")
        hashed = _seconds(lambda: conn.execute(_HASHES))
    with Follower(dsn) as follower:
        say(f"log: the tree over {size.events:,} events")
        built = _seconds(follower.catch_up)
    say("log: the same, recomputed in memory")
    with psycopg.connect(dsn) as conn:
        events = list(stored.after(conn, 0, size.events))
    computed = _seconds(lambda: verify.check_events(events))
    say("log: ombudsman verify")
    checked = _seconds(lambda: check(dsn))
    note = "rows read, leaves and nodes hashed, tiles stored; at least 50,000 needed"
    yield _figure("leaves of the tree", FOLLOWER, size.events / built, note)
    yield _figure(
        "leaves of the tree", "leaf hashes in SQL alone", size.events / hashed, "no nodes, nothing stored", True
    )
    note = "rows read and compared with tiles and checkpoints"
    yield _figure("events verified", "register: verify", size.events / checked, note)
    yield _figure(
        "events verified", "verify.py in memory", size.events / computed, "the tree alone, nothing read", True
    )


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _figure(what: str, by: str, rate: float, note: str, peer: bool = False) -> Figure:
    return Figure(section=SECTION, what=what, by=by, clients=1, unit="leaves", per_second=rate, peer=peer, note=note)
