"""Where a run takes place: an embedded server of its own in a directory that is gone afterwards, fresh databases."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg
from psycopg.sql import SQL, Identifier

from infra.embedded import EmbeddedServer
from infra.migrate import migrate
from infra.projector import Projector


def say(text: str) -> None:
    """Progress, to stderr."""
    print(text, file=sys.stderr, flush=True)


class Arena:
    """The server of one run.

    home: its directory, with the keys of the demonstration too
    """

    def __init__(self, server: EmbeddedServer, home: Path) -> None:
        self._server = server
        self.home = home

    @property
    def dsn(self) -> str:
        """The address of the server's first database, which holds the register that is served."""
        return self._server.dsn()

    def address(self, name: str) -> str:
        """The address of a database of the server."""
        return self._server.dsn(name)

    def database(self, name: str, *, register: bool = True, copy_of: str = "template1") -> str:
        """The address of one more database, empty or migrated, or the copy of one that nobody uses."""
        with psycopg.connect(self._server.dsn("postgres"), autocommit=True) as conn:
            conn.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(copy_of)))
        dsn = self._server.dsn(name)
        if register:
            migrate(dsn)
        return dsn


def show(dsn: str) -> None:
    """Let the read tables show everything that is recorded, with statistics for the planner."""
    with Projector(dsn) as projector:
        projector.catch_up()
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("analyze")


@contextmanager
def _keys_in(home: Path) -> Iterator[None]:
    """Persons' keys are wrapped by a key that lies, and goes, with the server."""
    with patch.dict(os.environ, {"OMBUDSMAN_HOME": str(home)}):
        yield


@contextmanager
def kept_arena(home: Path) -> Iterator[Arena]:
    """A running server in a home directory that stays, so that the next run finds its databases again."""
    with EmbeddedServer(home) as server, _keys_in(home):
        yield Arena(server, home)


@contextmanager
def arena(directory: Path | None) -> Iterator[Arena]:
    """A running server below `directory`, by default the one for temporary files; nothing of it stays."""
    place = Path(tempfile.mkdtemp(prefix="register-benchmark-", dir=directory))
    if os.geteuid() == 0:
        place.chmod(0o711)  # the server's account has to pass
    try:
        with EmbeddedServer(place / "home") as server, _keys_in(place / "home"):
            migrate(server.dsn())
            yield Arena(server, place / "home")
    finally:
        shutil.rmtree(place, ignore_errors=True)
