"""The library's application, factory and PostgreSQL recorder, with our append and reads in place of its hot statements.

What the library offers on top (`repository.get`, notification logs, section paging) works on this recorder unchanged.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from eventsourcing import postgres
from eventsourcing.application import Application
from eventsourcing.persistence import BaseInfrastructureFactory, IntegrityError, Notification, StoredEvent
from eventsourcing.utils import Environment

from infra.sealing import Keyring
from infra.store.codec import Codec, StoredRow
from infra.store.datastore import CHANNEL, RegisterDatastore
from infra.store.session import Entry, NewEvent, Session, Written

APPENDER = "register_appender"
_ALL = 2**31 - 1


@dataclass(frozen=True)
class StoredNotification(Notification):
    """The library's notification with its whole row, so that position and time of recording reach the codec."""

    row: StoredRow


class RegisterRecorder(postgres.PostgresApplicationRecorder):
    """Appends through `register.append`, reads `register.events`."""

    datastore: RegisterDatastore

    def __init__(self, datastore: RegisterDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.channel_name = CHANNEL
        self.keyring = Keyring()

    @contextmanager
    def session(self, *, turn: bool = False) -> Iterator[Session]:
        """A session on a pooled connection. With `turn` it is one transaction, and nobody else appends meanwhile."""
        with self.datastore.get_connection() as conn:
            session = Session(conn, self.keyring)
            if not turn:
                yield session
                return
            with conn.transaction():
                conn.execute("select register.take_turn()")
                yield session

    def drop_broken_connections(self) -> None:
        """Test the pooled connections after one was lost; the others may be gone with the same server."""
        self.datastore.pool.check()

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """The library's own way in: events that carry their versions, as one command without a name.

        Raises IntegrityError when a stream has moved on.
        """
        if not stored_events:
            return None
        guards: dict[str, int] = {}
        places: Counter[str] = Counter()
        for event in stored_events:
            stream = str(event.originator_id)
            guards.setdefault(stream, event.originator_version - 1)
            places[stream] += 1
            if event.originator_version != guards[stream] + places[stream]:
                raise IntegrityError(f"{stream} is not continued without holes")
        new = [NewEvent(str(e.originator_id), e.topic, e.state) for e in stored_events]
        fingerprint = sha256(b"".join(e.state for e in stored_events)).digest()
        with self.session() as session:
            answer = session.append([Entry(uuid4(), fingerprint, new[0].stream, len(new))], guards, new)
        if not isinstance(answer, Written):
            raise IntegrityError("a stream has moved on")
        return range(answer.first, answer.last + 1)

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        with self.session() as session:
            rows = session.stream(str(originator_id), gt or 0, _ALL if lte is None else lte, _ALL)
        ordered = rows[::-1] if desc else rows
        return [_notification(row) for row in ordered[:limit]]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - inclusive_of_start
        with self.session() as session:
            rows = session.tail(after, limit) if not topics else session.tail_of(after, limit, list(topics))
        return [_notification(row) for row in rows if stop is None or row.position <= stop]


def _notification(row: StoredRow) -> StoredNotification:
    return StoredNotification(
        originator_id=row.stream,
        originator_version=row.version,
        topic=row.topic,
        state=row.state,
        id=row.position,
        row=row,
    )


class RegisterFactory(postgres.PostgresFactory):
    """Builds the recorder from `REGISTER_DSN`; creates nothing."""

    def __init__(self, env: Environment) -> None:
        BaseInfrastructureFactory.__init__(self, env)
        dsn, size = env.get("REGISTER_DSN"), env.get("REGISTER_POOL_SIZE")
        assert dsn is not None
        assert size is not None
        self._register = RegisterDatastore(dsn, role=APPENDER, pool_size=1, max_overflow=int(size) - 1)
        self.datastore = self._register

    def application_recorder(self) -> RegisterRecorder:
        return RegisterRecorder(self._register)


class Store(Application[str]):
    """The library's application over one register. Configured by its arguments alone, not by the environment.

    dsn: connection string of a migrated database
    connections: most connections that it opens at once
    keyring: the keys of this register's persons; those of this process's environment when left out
    """

    recorder: RegisterRecorder
    mapper: Codec

    def __init__(self, dsn: str, *, connections: int = 16, keyring: Keyring | None = None) -> None:
        self._environment = {
            "PERSISTENCE_MODULE": "infra.store.recorder:RegisterFactory",
            "MAPPER_TOPIC": "infra.store.codec:Codec",
            "CREATE_TABLE": "no",
            "REGISTER_DSN": dsn,
            "REGISTER_POOL_SIZE": str(connections),
        }
        super().__init__()
        if keyring is not None:
            self.recorder.keyring = keyring

    def construct_env(self, name: str, env: Any = None) -> Environment:
        return Environment(name, {**self._environment, **(env or {})})
