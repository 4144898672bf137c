"""What every test may ask for: a PostgreSQL (`server`) and a fresh database of its own (`database`, `empty_database`).

The server is the embedded one, shared by parallel workers, or that of DATABASE_URL. A migrated database is a copy of
a template, so it costs milliseconds.
"""

import os
import secrets
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from infra.database import open_database
from infra.settings import Settings


class Server:
    """A PostgreSQL whose owner makes and drops databases for tests."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.prefix = f"test_{secrets.token_hex(4)}"
        self._made = 0

    def address(self, database: str) -> str:
        """The same server and user, another database."""
        head, _, query = self.dsn.partition("?")
        scheme, _, rest = head.partition("://")
        authority = rest.partition("/")[0]
        return f"{scheme}://{authority}/{database}" + (f"?{query}" if query else "")

    def create(self, template: str = "template0") -> str:
        """A new database's name; from template0 it is UTF-8 whatever the server's default."""
        self._made += 1
        name = f"{self.prefix}_{self._made}"
        encoding = sql.SQL(" ENCODING 'UTF8'") if template == "template0" else sql.SQL("")
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)) + encoding
        )
        return name

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement)


HOMES = "REGISTER_TEST_HOMES"


def pytest_configure(config: pytest.Config) -> None:
    """One directory for every home of this run, parallel workers included.

    pytest's own is closed to other accounts: root's embedded servers would put their data below /var/lib, for good.
    """
    if not hasattr(config, "workerinput"):
        os.environ[HOMES] = tempfile.mkdtemp(prefix="register-tests-")
        Path(os.environ[HOMES]).chmod(0o711)
        os.environ["OMBUDSMAN_KEK"] = b64encode(secrets.token_bytes(32)).decode()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(HOMES), ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL of this run, ready and empty."""
    home = f"{os.environ[HOMES]}/shared"
    settings = Settings.of({"DATABASE_URL": os.environ.get("DATABASE_URL", ""), "OMBUDSMAN_HOME": home})
    with open_database(settings) as database:
        if database.embedded is not None:
            _without_waiting_for_the_disk(database.dsn)
        yield Server(database.dsn)


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """A migrated database that nobody connects to."""
    from infra.migrate import migrate

    name = server.create()
    migrate(server.address(name))
    yield name
    server.drop(name)


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    """The owner's address of a fresh, migrated database."""
    yield from _lent(server, template)


@pytest.fixture
def empty_database(server: Server) -> Iterator[str]:
    """The owner's address of a fresh database without anything in it."""
    yield from _lent(server, "template0")


@pytest.fixture
def make_database(server: Server, template: str) -> Iterator[Callable[[], str]]:
    """Makes one more fresh, migrated database at each call, for tests that compare several."""
    names: list[str] = []

    def make() -> str:
        names.append(server.create(template))
        return server.address(names[-1])

    yield make
    for name in names:
        server.drop(name)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home directory that does not exist yet, gone after the test."""
    path = Path(os.environ[HOMES]) / secrets.token_hex(4)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def _lent(server: Server, template: str) -> Iterator[str]:
    name = server.create(template)
    yield server.address(name)
    server.drop(name)


def _without_waiting_for_the_disk(dsn: str) -> None:
    """Tests kill processes, not the machine: what was written survives that without fsync."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
