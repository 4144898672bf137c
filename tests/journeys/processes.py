"""The register as people run it: processes of its command line, with what they print, and a collector that listens."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/graphql")


class Process:
    """A command of `ombudsman` that runs until it is stopped."""

    def __init__(self, *arguments: str, dsn: str, home: Path, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from infra.cli import main; main()", *arguments],
            cwd=ROOT,
            env=self.environment(dsn, home, **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.out: list[str] = []
        self.errors: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(stream, into), daemon=True)
            for stream, into in ((self._process.stdout, self.out), (self._process.stderr, self.errors))
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def environment(dsn: str, home: Path, **more: str) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("OTEL_", "OMBUDSMAN_")) or name == "OMBUDSMAN_KEK"
        }
        return {**kept, "DATABASE_URL": dsn, "OMBUDSMAN_HOME": str(home), "PYTHONUNBUFFERED": "1", **more}

    @staticmethod
    def _read(stream: Iterable[str] | None, into: list[str]) -> None:
        for line in stream or ():
            into.append(line)

    def url(self, within: float = 30) -> str:
        """The address that it prints once it is ready."""
        found = self._wait_for(lambda: _ADDRESS.search("".join(self.out)), within)
        return found[1] + "/graphql"

    def wait_for_words(self, words: str, within: float = 30) -> None:
        """Wait until it has printed these words."""
        self._wait_for(lambda: re.search(re.escape(words), "".join(self.out + self.errors)), within)

    def _wait_for(self, look: Callable[[], re.Match[str] | None], within: float) -> re.Match[str]:
        until = time.monotonic() + within
        while time.monotonic() < until:
            if found := look():
                return found
            assert self._process.poll() is None, f"ended with {self._process.returncode}: {self.errors}"
            time.sleep(0.02)
        raise AssertionError(f"not ready within {within} s: {self.errors}")

    def stop(self, number: int = signal.SIGTERM, within: float = 15) -> tuple[int, float]:
        """Send a signal; the exit code and the seconds that the end took."""
        began = time.monotonic()
        self._process.send_signal(number)
        code = self._process.wait(within)
        took = time.monotonic() - began
        for reader in self._readers:
            reader.join(5)
        return code, took

    def end(self) -> None:
        """Make sure that it is gone."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(10)
        for reader in self._readers:
            reader.join(5)


@contextmanager
def running(*arguments: str, dsn: str, home: Path, **environment: str) -> Iterator[Process]:
    """A process that is gone at the end, whatever happened."""
    process = Process(*arguments, dsn=dsn, home=home, **environment)
    try:
        yield process
    finally:
        process.end()


class Collector:
    """Takes what OpenTelemetry sends over HTTP, as the bytes that they are. Use as a context."""

    def __init__(self) -> None:
        received: dict[str, list[bytes]] = {}
        headers: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                received.setdefault(self.path, []).append(body)
                headers.append(str(self.headers))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.received = received
        self.headers = headers
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Collector":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
