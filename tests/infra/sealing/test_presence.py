"""A process says that it is not ready while it lacks the keys of its register, and seldom asks anybody for them."""

from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from infra.bootstrap import house
from infra.register import Register
from infra.sealing import Keyring, Presence, kek_source
from infra.sealing.keeping import rewrap
from infra.sealing.keks import FromFile, KekSource
from infra.sealing.presence import PATIENCE
from infra.settings import Settings
from infra.store.recorder import Store
from tests.infra.founded import found
from tests.infra.sealing.story import told

ANOTHER = b64encode(bytes(range(32))).decode()


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def appender(dsn: str) -> psycopg.Connection[Any]:
    conn = psycopg.connect(dsn, autocommit=True)
    conn.execute("set role register_appender")
    return conn


def known(dsn: str, presence: Presence) -> bool:
    return presence.known(partial(appender, dsn))


@pytest.fixture
def told_by(database: str) -> Any:
    """Tells of persons in a register whose keys come from a source."""

    def tell(source: KekSource) -> None:
        with Store(database, keyring=Keyring(source)) as store:
            found(store)
            told(Register(store))

    return tell


def test_a_register_without_keys_lacks_none_and_gets_none_by_being_asked(database: str, home: Path) -> None:
    assert known(database, Presence(Keyring(FromFile(home / "kek"))))
    assert not home.exists()


def test_keys_that_are_not_there_or_not_those_of_the_register_are_missed(
    database: str, home: Path, told_by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_by(FromFile(home / "kek"))
    assert known(database, Presence(Keyring(FromFile(home / "kek"))))
    assert not known(database, Presence(Keyring(FromFile(home / "elsewhere" / "kek"))))
    assert not known(database, Presence(Keyring(kek_source({"OMBUDSMAN_KEK": ANOTHER}))))
    monkeypatch.setenv("OMBUDSMAN_KMS", "kms 'a")
    assert not known(database, Presence(Keyring()))
    assert not (home / "elsewhere").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b""])
def test_a_file_that_holds_no_keys_is_missed_too(database: str, home: Path, told_by: Any, content: bytes) -> None:
    told_by(FromFile(home / "kek"))
    (home / "kek").write_bytes(content)
    assert not known(database, Presence(Keyring(FromFile(home / "kek"))))


def test_keys_that_were_rotated_elsewhere_are_fetched(database: str, home: Path, told_by: Any) -> None:
    told_by(FromFile(home / "kek"))
    presence = Presence(Keyring(FromFile(home / "kek")))
    assert known(database, presence)
    rewrap(database, Keyring(FromFile(home / "kek")))
    assert known(database, presence)


def test_keys_that_were_rotated_away_are_missed_although_some_are_in_memory(
    database: str, home: Path, told_by: Any
) -> None:
    told_by(FromFile(home / "kek"))
    keyring = Keyring(kek_source({"OMBUDSMAN_KEK": (home / "kek").read_text()}))
    with appender(database) as conn:
        keyring.secret(conn, "fingerprints")
    presence = Presence(keyring)
    assert known(database, presence)
    rewrap(database, Keyring(FromFile(home / "kek")))
    assert not known(database, presence)


@pytest.fixture
def service(home: Path) -> Path:
    """A key management service that notes each call and fails while a file `down` lies beside it."""
    home.mkdir(parents=True)
    script = home / "kms"
    script.write_text('#!/bin/sh\necho "$1" >> "$0.calls"\n[ ! -e "$0.down" ] || exit 1\ncat\n')
    script.chmod(0o700)
    return script


def test_a_service_is_asked_once_and_after_it_failed_seldom(database: str, service: Path, told_by: Any) -> None:
    def calls() -> int:
        return len(Path(f"{service}.calls").read_text().split())

    source, clock = kek_source({"OMBUDSMAN_KMS": str(service)}), Clock()
    told_by(source)
    down, before = Path(f"{service}.down"), calls()
    down.touch()
    presence = Presence(Keyring(source), clock)
    assert [known(database, presence) for _ in range(5)] == [False] * 5
    assert calls() == before + 1
    down.unlink()
    assert not known(database, presence)
    clock.now += PATIENCE
    assert [known(database, presence) for _ in range(5)] == [True] * 5
    assert calls() == before + 2
    down.touch()
    clock.now += PATIENCE
    assert known(database, presence), "what a process has in memory it works with"
    assert calls() == before + 2


def test_who_asks_whether_the_register_is_ready_is_told_that_keys_are_missing(
    database: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("OMBUDSMAN_HOME", str(home))
    settings = Settings.of({"DATABASE_URL": database, "OMBUDSMAN_HOME": str(home)})
    with house(settings) as opened, TestClient(opened.web()) as client:
        with Store(database) as store:
            found(store)
        told(opened.register)
        assert client.get("/readyz").json() == {"ready": True, "missing": []}
    monkeypatch.setenv("OMBUDSMAN_KEK", ANOTHER)
    with house(settings) as opened, TestClient(opened.web()) as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["keys"]})
