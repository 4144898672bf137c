"""The unmodified library as a peer: its recorder with its own table, its runner with the smallest projection."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, StoredEvent, Tracking
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Composed

from benchmarks.clients import Act, Work
from infra.store.codec import StoredRow

BATCH = 500
"""Events that are saved together; saving thousands at once can block both ends of the connection."""


@contextmanager
def recorder(dsn: str) -> Iterator[PostgresApplicationRecorder]:
    """The library's recorder with its default settings and its own table in this database."""
    datastore = PostgresDatastore(*_address(dsn).values())
    try:
        made = PostgresApplicationRecorder(datastore)
        made.create_table()
        yield made
    finally:
        datastore.close()


@contextmanager
def saving(place: int, dsn: str, state: bytes) -> Iterator[Act]:
    """One event of a new aggregate, again and again. The table stands already."""
    datastore = PostgresDatastore(*_address(dsn).values())
    try:
        made = PostgresApplicationRecorder(datastore)
        yield lambda: len(made.insert_events([StoredEvent(uuid4(), 1, "ComplaintClassified", state)]) or ())
    finally:
        datastore.close()


def save(dsn: str, rows: Sequence[StoredRow]) -> Work:
    """Save these events as they come, `BATCH` at a time."""
    events = [StoredEvent(uuid5(NAMESPACE_URL, row.stream), row.version, row.topic, row.state) for row in rows]
    with recorder(dsn) as made:
        begin = time.monotonic()
        for start in range(0, len(events), BATCH):
            made.insert_events(events[start : start + BATCH])
        return Work(done=len(events), seconds=time.monotonic() - begin, durations=[])


_CREATE = Composed([SQL("create table if not exists tally (topic text primary key, events bigint not null)")])
_COUNT = SQL("insert into tally as t values (%s, 1) on conflict (topic) do update set events = t.events + 1")


class _AsStored(Mapper[Any]):
    """Events are handed on as they were stored: reading them costs the peer nothing."""

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return stored_event


class _Saved(Application[Any]):
    """The library's application over the events that `save` wrote."""

    name = "stored"


class _Tally(PostgresTrackingRecorder):
    """One small table: how many events of each name."""

    def __init__(self, datastore: PostgresDatastore, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        self.sql_create_statements.append(_CREATE)

    def count(self, topic: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(_COUNT, (topic,))


class _Counting(Projection[_Tally]):
    """Counts, and tracks each event, as the library's own examples do."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.count(domain_event.topic, tracking)


def project(dsn: str, events: int, seconds: float) -> Work:
    """Let the library's runner count the events that `save` wrote, for some seconds from the first one on."""
    address = dict(zip(("DBNAME", "HOST", "PORT", "USER", "PASSWORD"), _address(dsn).values(), strict=True))
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "MAPPER_TOPIC": f"{__name__}:_AsStored",
        **{f"POSTGRES_{name}": value for name, value in address.items()},
    }
    with ProjectionRunner(
        application_class=_Saved, projection_class=_Counting, view_class=_Tally, env=environment
    ) as runner:
        before = shown = _shown(runner) or 0
        begin = time.monotonic()
        while shown < events and time.monotonic() < begin + seconds:
            runner.run_forever(0.01)  # raises what its thread raised
            shown = _shown(runner) or 0
            if not before:
                before, begin = shown, time.monotonic()
        return Work(done=shown - before, seconds=time.monotonic() - begin, durations=[])


def _shown(runner: ProjectionRunner[_Saved, _Tally]) -> int | None:
    shown: int | None = runner.view.max_tracking_id(runner.app_name)
    return shown


def _address(dsn: str) -> dict[str, str]:
    given = conninfo_to_dict(dsn)
    return {name: str(given[name]) for name in ("dbname", "host", "port", "user", "password")}
