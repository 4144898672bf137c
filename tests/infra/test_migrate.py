"""One step, any number of times, from any number of processes at once, by whoever may."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra import migrate as migration
from infra.migrate import ROLES, MigrationError, migrate, pending
from infra.store.recorder import Store


def test_migrating_twice_changes_nothing(empty_database: str) -> None:
    waiting = pending(empty_database)
    assert waiting[:2] == ["001_events", "002_append"]
    assert migrate(empty_database) == waiting
    assert pending(empty_database) == []
    assert migrate(empty_database) == []


def test_processes_that_migrate_at_once_agree(empty_database: str) -> None:
    barrier = threading.Barrier(4)

    def run(_: int) -> list[str]:
        barrier.wait()
        return migrate(empty_database)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, range(4)))
    assert sorted(len(result) for result in results)[:3] == [0, 0, 0]
    assert pending(empty_database) == []


def test_a_changed_file_is_refused(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(empty_database)
    files = list(migration._wanted())
    monkeypatch.setattr(migration, "_wanted", lambda: iter([(files[0][0], files[0][1] + " "), *files[1:]]))
    with pytest.raises(MigrationError, match="001_events was changed"):
        migrate(empty_database)


def test_a_failing_migration_leaves_nothing_behind(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = list(migration._wanted())
    monkeypatch.setattr(migration, "_wanted", lambda: iter([*files, ("999_broken", "create table x (y int); oops")]))
    with pytest.raises(psycopg.errors.SyntaxError):
        migrate(empty_database)
    with psycopg.connect(empty_database) as conn:
        assert conn.execute("select to_regnamespace('register')").fetchone() == (None,)


@pytest.fixture
def plain_user(empty_database: str) -> Callable[[bool], str]:
    """The address of the database as a user who owns it but is no superuser; a member of the roles, or not."""

    def owner(member: bool) -> str:
        parts = conninfo_to_dict(empty_database)
        name = f"plain_{parts['dbname']}"
        with psycopg.connect(empty_database, autocommit=True) as conn:
            migration._create_roles(conn)
            conn.execute(f"create role {name} login password 'secret'".encode())
            conn.execute(f"alter database {parts['dbname']} owner to {name}".encode())
            if member:
                conn.execute(f"grant {', '.join(ROLES)} to {name}".encode())
        return make_conninfo(empty_database, user=name, password="secret")

    return owner


def test_an_owner_who_is_no_superuser_can_migrate_and_serve(plain_user: Callable[[bool], str]) -> None:
    dsn = plain_user(True)
    assert migrate(dsn)
    with Store(dsn) as store, store.recorder.session() as session:
        assert session.head() == 0


def test_who_lacks_the_roles_is_told_what_an_administrator_can_do(plain_user: Callable[[bool], str]) -> None:
    with pytest.raises(MigrationError, match="an administrator can: grant register_owner to this user"):
        migrate(plain_user(False))
