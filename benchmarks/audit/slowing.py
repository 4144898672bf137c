"""What the log takes from the appends: the same appends with and without the process that keeps it, turn by turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from benchmarks.appending import CASES, acting, appending, classifying
from benchmarks.arena import Arena, say
from benchmarks.audit.sealing import in_plain_words
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.casework import Institution, carry_out, found, registration, registrations
from benchmarks.clients import Act, Clients, Work
from benchmarks.figures import Figure, percentiles
from infra.log.checkpoints import Checkpoints
from infra.log.follower import following_log
from infra.log.keys import LogKey
from infra.log.publication import Publisher
from infra.register import Register
from infra.store.recorder import Store

SECTION = "Appends with the log behind them"
WITHOUT, WITH = "register without its log", "register: with its log"
STATE = b'{"schema":1,"act":{"actor":"official-00000000-0000-0000-0000-000000000000"},"event":{"text":"%s"}}' % (
    b"x" * 400
)
_EVERY = 1.0
"""Seconds between checkpoints, sixty times as often as by default."""


def slowing(arena: Arena, size: AuditSize) -> Iterator[Figure]:
    """The bare append and whole commands, with all that the trail adds and without; the projector rests in both."""
    dsn = arena.database("audit_appends", register=False, copy_of=TEMPLATE)
    with Store(dsn) as store:
        register = Register(store)
        institution = found(register)
        for office in institution.offices:
            carry_out(register, registrations(office, CASES))
    ways = (
        ("an append alone", appending, (dsn, STATE), (dsn, STATE)),
        ("ClassifyComplaint", classifying, (dsn, institution), (dsn, institution)),
        ("RegisterComplaint, its values sealed", receiving, (dsn, institution, False), (dsn, institution, True)),
    )
    with Clients(max(size.clients), __name__) as clients:
        for count in size.clients:
            for what, client, bare, whole in ways:
                works: dict[str, list[Work]] = {WITHOUT: [], WITH: []}
                for turn in range(size.rounds):
                    say(f"log: {what}, clients: {count}, round {turn + 1} of {size.rounds}")
                    for by in (WITHOUT, WITH) if turn % 2 else (WITH, WITHOUT):  # the register grows all the while
                        with _log(arena, dsn) if by == WITH else nullcontext():
                            work = clients.work(
                                client, whole if by == WITH else bare, clients=count, seconds=size.seconds
                            )
                        works[by].append(work)
                for by, parts in works.items():
                    yield _figure(what, by, count, _together(parts))


@contextmanager
def receiving(place: int, dsn: str, institution: Institution, sealed: bool) -> Iterator[Act]:
    """An employee registers complaints in an office of the client's own, each with a new person."""
    office = institution.offices[place % len(institution.offices)]
    with nullcontext() if sealed else in_plain_words(), acting(dsn, institution.staff[office].clerk) as execute:
        yield lambda: execute(registration(office, place))


@contextmanager
def _log(arena: Arena, dsn: str) -> Iterator[None]:
    """The follower and the signer, as `ombudsman project` runs them, caught up before the clients begin."""
    stop, ready = threading.Event(), threading.Event()
    publisher = Publisher(Checkpoints(dsn, LogKey("register.benchmark/log", arena.home / "benchmark.key")), _EVERY)
    signer = threading.Thread(target=publisher.run, args=(stop,))
    with following_log(dsn, stop, looked=lambda size: ready.set()):
        ready.wait()
        signer.start()
        try:
            yield
        finally:
            stop.set()
            signer.join()


def _together(parts: list[Work]) -> Work:
    return Work(
        done=sum(part.done for part in parts),
        seconds=sum(part.seconds for part in parts),
        durations=[duration for part in parts for duration in part.durations],
    )


def _figure(what: str, by: str, clients: int, work: Work) -> Figure:
    p50, p99 = percentiles(work.durations)
    return Figure(
        section=SECTION,
        what=what,
        by=by,
        clients=clients,
        unit="appends",
        per_second=work.per_second,
        p50=p50,
        p99=p99,
        peer=by == WITHOUT,
        note="tree and a checkpoint each second; at least 0.85 needed" if by == WITH else "plain words, nobody follows",
    )
