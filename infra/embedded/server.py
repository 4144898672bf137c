"""The embedded server's life: initialise once, start, share between processes, stop with the last of them.

Two file locks in the home carry the arrangement and vanish with their process, however it ends: `postgres.lock` is
held while a server is being started or stopped, `postgres.users` is shared by every process that uses it.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from infra.embedded.cluster import OWNER, PATIENCE, PORT, initialise, live_pid, start, stop
from infra.embedded.place import EmbeddedServerFailed, Place, locate, make_home, prepare

DATABASE = "ombudsman"
LIBPQ_VARIABLES_BEYOND_OPTIONS = (
    "PGSERVICEFILE",
    "PGSYSCONFDIR",
    "PGTZ",
    "PGDATESTYLE",
    "PGGEQO",
    "PGLOCALEDIR",
    "PGDATA",
)


class EmbeddedServer:
    """The PostgreSQL of one home directory.

    Any number of processes may start it; the first one launches it, the last one to stop it shuts it down, and after a
    crash of either side the next start recovers. Every failure is an EmbeddedServerFailed that says what to do.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().resolve()
        self._use: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Return when the server answers and has the database `ombudsman`; at most about two minutes.

        Takes libpq's variables (PGHOST, PGOPTIONS, …) out of this process's environment: they would reach every
        connection, and mean another server.
        """
        _forget_libpq_environment()
        make_home(self.home)
        with self._alone():
            place = prepare(self.home)
            self._begin_use()
            try:
                initialise(place, self._make_password())
                self._launch(place)
                self._make_database()
            except BaseException:
                self._end_use()
                raise

    def stop(self) -> None:
        """Give the server up; shut it down if no other process uses it. Nothing acknowledged is lost."""
        if not self.home.is_dir():
            return
        with self._alone():
            self._begin_use()
            try:
                place = locate(self.home)
                if place is not None and self._is_the_last_user():
                    stop(place)
            finally:
                self._end_use()

    def running(self) -> bool:
        """Whether the server answers a query right now."""
        place = locate(self.home) if self.home.is_dir() else None
        return place is not None and self._answers()

    def postmaster_pid(self) -> int | None:
        """The process id of the server's first process, None while there is none."""
        place = locate(self.home) if self.home.is_dir() else None
        return None if place is None else live_pid(place)

    def dsn(self, database: str = DATABASE) -> str:
        """The address of a database as the server's owner. It contains the password: never print it."""
        place = locate(self.home)
        if place is None:
            raise EmbeddedServerFailed(f"there is no PostgreSQL in {self.home} yet: start it first")
        return (
            f"postgresql://{OWNER}:{self._password()}@/{quote(database, safe='')}"
            f"?host={quote(str(place.sockets), safe='')}&port={PORT}&sslmode=disable&gssencmode=disable"
        )

    def _launch(self, place: Place) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline:
                raise EmbeddedServerFailed(f"PostgreSQL did not answer within {PATIENCE} s: see {place.log}")
            if live_pid(place) is None:
                start(place)
            else:
                time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.dsn("postgres"), connect_timeout=10) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EmbeddedServerFailed(
                    f"the server does not know the password in {self._password_file}: "
                    "put back the file that belongs to it"
                ) from None
            return False
        return True

    def _make_database(self) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    @property
    def _password_file(self) -> Path:
        return self.home / "postgres.password"

    def _password(self) -> str:
        try:
            return self._password_file.read_text().strip()
        except FileNotFoundError:
            raise EmbeddedServerFailed(
                f"{self._password_file} is missing: put back the file that belongs to the server"
            ) from None

    def _make_password(self) -> str:
        if not self._password_file.exists():
            staged = self._password_file.with_suffix(".new")
            staged.unlink(missing_ok=True)
            staged.touch(mode=0o600)
            staged.write_text(secrets.token_urlsafe(32))
            staged.rename(self._password_file)
        return self._password()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process starts or stops this server."""
        lock = _open_lock(self.home / "postgres.lock")
        try:
            deadline = time.monotonic() + PATIENCE + 30
            while not _locked(lock, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise EmbeddedServerFailed(
                        f"another process has been starting or stopping the server in {self.home} for too long"
                    )
                time.sleep(0.02)
            yield
        finally:
            os.close(lock)

    def _begin_use(self) -> None:
        if self._use is None:
            self._use = _open_lock(self.home / "postgres.users")
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def _end_use(self) -> None:
        if self._use is not None:
            fcntl.flock(self._use, fcntl.LOCK_UN)  # closing alone would leave it held by forked children
            os.close(self._use)
            self._use = None

    def _is_the_last_user(self) -> bool:
        return self._use is not None and _locked(self._use, fcntl.LOCK_EX)


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EmbeddedServerFailed(f"cannot open {path} ({error.strerror}): set OMBUDSMAN_HOME elsewhere") from error


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_libpq_environment() -> None:
    options = [option.envvar.decode() for option in psycopg.pq.Conninfo.get_defaults() if option.envvar]
    for name in (*options, *LIBPQ_VARIABLES_BEYOND_OPTIONS):
        os.environ.pop(name, None)
