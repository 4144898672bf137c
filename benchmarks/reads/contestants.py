"""Who is asked: each contestant is one process that serves the same database, and the requests it understands."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from os import environ
from pathlib import Path
from typing import NamedTuple

import orjson
from psutil import Process
from psycopg.conninfo import conninfo_to_dict

from benchmarks.arena import say
from benchmarks.reads import handwritten, questions
from benchmarks.servers import SERVE, free_port, register_settings, running

REGISTER = "register: GraphQL"
POSTGRAPHILE = "PostGraphile 5"
HANDWRITTEN = "hand-written SQL"
DATALOADERS = "Strawberry with dataloaders"
NAMES = {"register": REGISTER, "postgraphile": POSTGRAPHILE, "hand": HANDWRITTEN, "dataloaders": DATALOADERS}
"""The contestants by their short names."""
PACKAGES = Path(__file__).parent / "postgraphile"
NODE = 22
"""PostGraphile needs this version of Node or a later one."""
_PROFILED = """
import cProfile, os
from infra.cli import main
profile = cProfile.Profile()
try:
    profile.runcall(main)
finally:
    profile.dump_stats(os.environ["BENCHMARK_PROFILE"])
"""
_profile: list[Path] = []


class Contestant(NamedTuple):
    """A running server.

    by: its name; requests: how it is asked; port: where it serves; memory: bytes that it holds in memory now
    note: what must be known to read its figures
    """

    by: str
    requests: questions.Requests
    port: int
    memory: Callable[[], int]
    note: str


class NotHereError(Exception):
    """A contestant cannot run on this machine; the text says why."""


@contextmanager
def profiled(file: Path) -> Iterator[None]:
    """The register's processes are profiled while the context lasts, each into this file when it ends."""
    _profile.append(file.absolute())
    try:
        yield
    finally:
        _profile.pop()


@contextmanager
def contestant(by: str, home: Path, dsn: str, *, installing: bool) -> Iterator[Contestant]:
    """One contestant, serving the database at `dsn`, with its log in `home`.

    installing: fetch the packages of PostGraphile when they are not there yet
    Raises NotHereError, ServerFailedError.
    """
    port = free_port()
    command, environment, requests, note = _ways(by, home, dsn, port, installing=installing)
    log = home / f"reads.{sha256(f'{by} {dsn}'.encode()).hexdigest()[:8]}.log"
    with running(command, environment, port, log) as process:
        memory = Process(process.pid).memory_info
        yield Contestant(by, requests, port, lambda: int(memory().rss), note)


def _ways(
    by: str, home: Path, dsn: str, port: int, *, installing: bool
) -> tuple[list[str], Mapping[str, str], questions.Requests, str]:
    """The command, what it needs in its environment, how it is asked, and what is to be said of it."""
    if by == REGISTER:
        serving = {**register_settings(home, port), "DATABASE_URL": dsn}
        if _profile:
            serving["BENCHMARK_PROFILE"] = str(_profile[-1])
        command = [sys.executable, "-c", _PROFILED if _profile else SERVE, "serve"]
        return command, serving, questions.of_register, "profiled" if _profile else ""
    if by == POSTGRAPHILE:
        place = _packages(installing=installing)
        shutil.copy(PACKAGES / "server.mjs", place)
        node = _node(place)
        command = [str(node), str(place / "server.mjs"), str(port)]
        return command, _libpq(dsn), questions.of_postgraphile, _versions(place, node)
    module, requests = {
        HANDWRITTEN: ("handwritten", questions.of_handwritten),
        DATALOADERS: ("dataloaders", questions.of_dataloaders),
    }[by]
    command = [sys.executable, "-m", f"benchmarks.reads.{module}", str(port)]
    return command, {handwritten.DSN: dsn}, requests, ""


def _libpq(dsn: str) -> dict[str, str]:
    """The database's address in the words of `postgraphile/server.mjs`; an URL does not reach a socket."""
    given = conninfo_to_dict(dsn)
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "DATABASE": "dbname"}
    address = {f"REGISTER_{name}": str(given[word]) for name, word in names.items()}
    return {**address, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}


def _packages(*, installing: bool) -> Path:
    """The directory with PostGraphile of the locked version. Raises NotHereError."""
    lock = (PACKAGES / "package-lock.json").read_bytes()
    caches = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = caches / "ombudsman-benchmarks" / f"postgraphile-{sha256(lock).hexdigest()[:12]}"
    if (place / "node_modules" / "postgraphile").is_dir():
        return place
    npm = shutil.which("npm")
    if not installing or npm is None:
        raise NotHereError("its packages are not installed" + ("" if npm else ", and there is no npm to do it"))
    say("installing PostGraphile")
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PACKAGES / name, place)
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=place,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise NotHereError(f"its packages cannot be installed: {done.stderr.strip()[-300:]}")
    return place


def _node(place: Path) -> Path:
    """A Node that is new enough: the one that came with the packages, or the machine's. Raises NotHereError."""
    brought = sorted((place / "node_modules").glob("node-*/bin/node"))
    if brought:
        return brought[0]
    own = shutil.which("node")
    if own is None or int(_version(Path(own)).partition(".")[0]) < NODE:
        raise NotHereError(f"it needs Node {NODE} or later")
    return Path(own)


def _version(node: Path) -> str:
    return subprocess.run([node, "--version"], capture_output=True, check=True, text=True).stdout.strip().lstrip("v")


def _versions(place: Path, node: Path) -> str:
    package = orjson.loads((place / "node_modules" / "postgraphile" / "package.json").read_bytes())
    return f"{package['version']} on Node {_version(node)}"
