"""The only wiring: from the settings to a working house. Every entry point begins here; nothing else builds parts."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import anyio
import psycopg

from infra.database import Database, open_database
from infra.identity import Verifier, verifier_of
from infra.log.checkpoints import Checkpoints
from infra.log.follower import following_log
from infra.log.keys import LogKey
from infra.log.publication import Directory, Publisher
from infra.log.standing import standing
from infra.migrate import migrate, pending
from infra.projector import CAUGHT_UP, follow, progress
from infra.register import Register
from infra.sealing import Presence
from infra.settings import Settings
from infra.store.recorder import APPENDER, Store
from infra.telemetry import Lag, Telemetry
from infra.telemetry.requests import Application

GIVEN_UP: Final = 3.0
"""Seconds after which a checkpoint that nobody takes does not keep the process from ending."""


class MigrationsPendingError(Exception):
    """The database is behind this release; the text says how to bring it up to date."""


@dataclass(frozen=True)
class House:
    """The working parts of one process."""

    settings: Settings
    database: Database
    register: Register
    telemetry: Telemetry
    keys: Presence

    def projecting(self, stop: threading.Event) -> None:
        """Keep the read models up to date, let the log grow and sign it, until `stop` is set."""
        with following_log(self.database.dsn, stop), self.signing():
            follow(self.database.dsn, stop, traced=self.telemetry.projecting)

    @contextmanager
    def projector(self) -> Iterator[None]:
        """A thread that keeps the read models up to date as long as the context lasts."""
        stop = threading.Event()
        thread = threading.Thread(target=self.projecting, args=(stop,), name="projector")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def web(self, environment: Mapping[str, str] = os.environ, *, try_it: bool = True) -> Application:
        """The ASGI application. Raises SettingRefused for settings that cannot be used."""
        from infra.http import SCHEMA, Budget, Doors, Gates, application, trusted
        from infra.log.proofs import RecordProofs

        settings = self.settings
        verifier: Verifier = verifier_of(settings, environment)
        budget = Budget(settings.budget, settings.budget_refill)
        return application(
            Doors(
                dsn=self.database.dsn,
                shown=CAUGHT_UP,
                register=self.register,
                telemetry=self.telemetry,
                identify=verifier.verify_async,
                ready=self._ready,
                gates=Gates(budget, trusted(settings.documents, SCHEMA._schema, only=settings.documents_only)),
                try_it=try_it,
                proofs=RecordProofs(self.checkpoints()),
            )
        )

    async def _ready(self) -> list[str]:
        return await anyio.to_thread.run_sync(self.missing)

    def checkpoints(self) -> Checkpoints:
        """The checkpoints of the log, signed with the key of this process's settings."""
        settings = self.settings
        path = settings.log_key or settings.home / "keys" / "log.key"
        place = Directory(settings.checkpoint_directory) if settings.checkpoint_directory else None
        return Checkpoints(self.database.dsn, LogKey(settings.log_name, path), place)

    @contextmanager
    def signing(self) -> Iterator[None]:
        """A thread that signs and publishes checkpoints on schedule as long as the context lasts."""
        stop = threading.Event()
        publisher = Publisher(self.checkpoints(), self.settings.checkpoint_every, self.settings.checkpoint_webhook)
        thread = threading.Thread(target=publisher.run, args=(stop,), name="signer", daemon=True)
        try:
            thread.start()
            yield
        finally:
            stop.set()
            if thread.ident is not None:
                thread.join(GIVEN_UP)

    def missing(self) -> list[str]:
        """What keeps the house from working; empty when it is ready."""
        try:
            due = pending(self.database.dsn)
            if due:
                return [f"migration {name}" for name in due]
            return [] if self.keys.known(partial(_as_appender, self.database.dsn)) else ["keys"]
        except psycopg.Error:
            return ["database"]

    def lag(self) -> list[Lag]:
        """How far the read models, first of all, the log's tree and its newest checkpoint are behind the register."""
        with psycopg.connect(self.database.dsn) as connection:
            now, log = progress(connection), standing(connection)
        return [Lag("views", now.events, now.seconds), Lag("log", *log.growing), Lag("checkpoint", *log.unsigned)]


@contextmanager
def house(settings: Settings, *, migrating: bool = False) -> Iterator[House]:
    """Open the database and build the parts on it; close all of them at the end, whatever happened.

    migrating: bring the database to this release first; otherwise one that is behind is an error. The embedded
        server's own database is always brought up to date: it belongs to this product alone.
    Raises DatabaseUnavailable, MigrationError, MigrationsPendingError.
    """
    with ExitStack() as stack:
        database = stack.enter_context(open_database(settings))
        if migrating or database.embedded is not None:
            migrate(database.dsn)
        elif due := pending(database.dsn):
            raise MigrationsPendingError(
                f"the database lacks {len(due)} migrations of this release ({', '.join(due)}): run `ombudsman migrate`"
            )
        telemetry = Telemetry()
        stack.callback(telemetry.close)
        store = Store(database.dsn)
        register = Register(store, appending=partial(_step, telemetry))
        stack.callback(register.close)
        built = House(settings, database, register, telemetry, Presence(store.recorder.keyring))
        telemetry.watch_lag(built.lag)
        yield built


def _as_appender(dsn: str) -> psycopg.Connection[Any]:
    conn = psycopg.connect(dsn, autocommit=True)
    conn.execute(f"set role {APPENDER}")
    return conn


def _step(telemetry: Telemetry) -> Any:
    return telemetry.step("append")
