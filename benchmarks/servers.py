"""The servers that are asked over HTTP: the register's own, as everybody starts it, and the hand-written peer."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks import handwritten
from benchmarks.http_load import HOST, until_it_answers

_PATIENCE = 15
"""Seconds that a server has to stop."""
SERVE = "from infra.cli import main; main()"
_PLENTY = str(10**9)
"""Cost that the one viewer of a measurement may spend: the limit is counted, and never reached."""
_LOG = "server.log"


class ServerFailedError(Exception):
    """A server did not start; the text has its last words."""


@contextmanager
def register_server(home: Path) -> Iterator[int]:
    """`ombudsman serve` on the register of a home directory; its port."""
    port = free_port()
    with running(
        [sys.executable, "-c", SERVE, "serve"], register_settings(home, port), port, home / f"register.{_LOG}"
    ):
        yield port


def register_settings(home: Path, port: int) -> dict[str, str]:
    """The register's settings while it is measured."""
    return {
        "OMBUDSMAN_HOME": str(home),
        "OMBUDSMAN_HOST": HOST,
        "OMBUDSMAN_PORT": str(port),
        "OMBUDSMAN_BUDGET": _PLENTY,
        "OMBUDSMAN_BUDGET_REFILL": _PLENTY,
    }


@contextmanager
def handwritten_server(home: Path, register: str, plain: str, official: str) -> Iterator[int]:
    """The peer on the same database, and on one of its own for what it writes; its port."""
    port = free_port()
    environment = {handwritten.DSN: register, handwritten.PLAIN: plain, handwritten.OFFICIAL: official}
    command = [sys.executable, "-m", "benchmarks.handwritten", str(port)]
    with running(command, environment, port, home / f"handwritten.{_LOG}"):
        yield port


@contextmanager
def running(
    command: list[str], environment: Mapping[str, str], port: int, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that serves, in a session of its own: Ctrl-C reaches the run, which then stops its servers."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "DATABASE_URL"))}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        try:
            asyncio.run(until_it_answers(port, lambda: process.poll() is None))
        except (TimeoutError, ConnectionError) as error:
            last_words = log.read_text(errors="replace").strip()[-1_000:]
            raise ServerFailedError(f"{Path(command[0]).name} {command[-1]}: {error}\n{last_words}") from None
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody serves now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
