"""A log to tamper with: rows put into the register by its owner, one database for the tests of a module."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from infra.log.checkpoints import Checkpoints, Kept
from infra.log.follower import Follower
from infra.log.keys import LogKey
from tests.conftest import Server

NAME = "office.example/log"
TABLES = ("log.cosignature", "log.checkpoint", "log.key", "log.tile", "register.events")


@dataclass
class Log:
    """A log over a register into which rows are put as they come, by its owner."""

    dsn: str
    checkpoints: Checkpoints

    def record(self, count: int = 1) -> None:
        """Put events into the register and let the tree grow over them."""
        with psycopg.connect(self.dsn, autocommit=True) as owner:
            owner.execute(
                "insert into register.events (originator_id, originator_version, topic, state, notification_id,"
                " recorded_at) select 'office-71', n, 'Something', '{}', n, '2026-03-03T10:00:00Z' from"
                " (select coalesce(max(notification_id), 0) as head from register.events) as now,"
                " generate_series(head + 1, head + %s) as n",
                (count,),
            )
        self.grow()

    def grow(self) -> None:
        with Follower(self.dsn) as follower:
            follower.catch_up()

    def sign(self) -> Kept:
        signed = self.checkpoints.sign()
        assert signed is not None
        return signed

    def tamper(self, *statements: str) -> None:
        """Change what may not be changed, as a superuser who switches the triggers off."""
        with psycopg.connect(self.dsn, autocommit=True) as owner:
            for table in TABLES:
                owner.execute(f"alter table {table} disable trigger only_grows".encode())
            for statement in statements:
                owner.execute(statement.encode())
            for table in TABLES:
                owner.execute(f"alter table {table} enable always trigger only_grows".encode())


@pytest.fixture(scope="module")
def register(server: Server, template: str) -> Iterator[str]:
    """One database for all tests of a module."""
    name = server.create(template)
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def log(register: str, tmp_path: Path) -> Log:
    """A log over an empty register."""
    log = Log(register, Checkpoints(register, LogKey(NAME, tmp_path / "keys" / "log.key")))
    log.tamper(*(f"delete from {table}" for table in TABLES))
    return log
