"""The database at the door: which one it is, and what is said when it will not do."""

from pathlib import Path

import psycopg
import pytest

from infra.database import DatabaseUnavailable, DatabaseUnreachable, DatabaseUnsuitable, open_database
from infra.settings import Settings
from tests.conftest import Server


def test_without_an_address_the_embedded_server_runs_while_the_database_is_open(home: Path) -> None:
    with open_database(Settings(home=home)) as database:
        assert database.embedded is not None
        with psycopg.connect(database.dsn) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("ombudsman",)
    assert not database.embedded.running()


def test_with_an_address_no_server_of_ours_is_started(empty_database: str, home: Path) -> None:
    with open_database(Settings(database_url=empty_database, home=home)) as database:
        assert database.embedded is None
        assert database.dsn == empty_database
    assert not home.exists()


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    settings = Settings(database_url="postgresql://somebody:geheim@127.0.0.1:1/register")
    with (
        pytest.raises(DatabaseUnreachable, match=r"host 127\.0\.0\.1, port 1, database register") as failure,
        open_database(settings),
    ):
        pass
    assert "geheim" not in str(failure.value)


@pytest.mark.parametrize(
    "address", ["postgresql://a:geheim@[b/c", "postgresql://a:ge@heim@b/c", "postgresql://%zz:geheim@b"]
)
def test_an_address_that_is_none_is_told_without_repeating_it(address: str) -> None:
    settings = Settings(database_url=address)
    with pytest.raises(DatabaseUnreachable, match="is not an address") as failure, open_database(settings):
        pass
    assert "heim" not in str(failure.value)


def test_a_database_that_is_not_utf8_is_refused(server: Server) -> None:
    name = f"{server.prefix}_latin"
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'".encode())
    try:
        with (
            pytest.raises(DatabaseUnsuitable, match="not UTF-8"),
            open_database(Settings(database_url=server.address(name))),
        ):
            pass
    finally:
        server.drop(name)


def test_a_server_older_than_the_oldest_is_refused(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.database.OLDEST", 99)
    with (
        pytest.raises(DatabaseUnsuitable, match="needs 99 or newer"),
        open_database(Settings(database_url=empty_database)),
    ):
        pass


def test_a_failure_of_the_embedded_server_is_an_unavailable_database(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(DatabaseUnavailable, match="OMBUDSMAN_HOME"),
        open_database(Settings(home=tmp_path / "file" / "x")),
    ):
        pass


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_migrated_database_is_fresh_for_each_test(database: str, turn: str) -> None:
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT to_regclass('left_behind') IS NULL").fetchone() == (True,)
        connection.execute("CREATE TABLE left_behind ()")
