"""A proxy before PostgreSQL that cuts a connection at a chosen point of the protocol."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Cut(Enum):
    """Where the next append is cut off."""

    BEFORE_IT_ARRIVES = "before it arrives"
    AFTER_ITS_COMMIT = "after its commit"


class Proxy:
    """Listens on a socket of its own and passes everything on, until it is armed."""

    def __init__(self, dsn: str, directory: Path) -> None:
        parts = conninfo_to_dict(dsn)
        self._host, self._port = str(parts.get("host", "127.0.0.1")), int(str(parts.get("port", "5432")))
        self.dsn = make_conninfo(dsn, host=str(directory), port=5432, sslmode="disable", gssencmode="disable")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(directory / ".s.PGSQL.5432"))
        self._listener.listen()
        self._cut: Cut | None = None
        self._marker = b""
        self.cuts = 0

    def cut_next(self, cut: Cut, marker: bytes) -> None:
        """Cut the next connection on which the client sends `marker`."""
        self._cut, self._marker = cut, marker

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _pass_on(self, client: socket.socket) -> None:
        with client, self._dial() as server:
            doomed = threading.Event()
            threading.Thread(target=self._answers, args=(server, client, doomed), daemon=True).start()
            with suppress(OSError):
                while data := client.recv(1 << 16):
                    if self._cut is not None and self._marker in data:
                        cut, self._cut = self._cut, None
                        self.cuts += 1
                        if cut is Cut.BEFORE_IT_ARRIVES:
                            break
                        doomed.set()
                    server.sendall(data)
            for end in (client, server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _answers(self, server: socket.socket, client: socket.socket, doomed: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(1 << 16):
                if doomed.is_set() and data.endswith(_READY_AND_IDLE):
                    break
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)

    def _dial(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._host}/.s.PGSQL.{self._port}")
        return server


_READY_AND_IDLE = b"Z\x00\x00\x00\x05I"
"""ReadyForQuery outside a transaction: the server has committed."""


@contextmanager
def proxy(dsn: str, directory: Path) -> Iterator[Proxy]:
    standing = Proxy(dsn, directory)
    thread = threading.Thread(target=standing.serve, daemon=True)
    thread.start()
    try:
        yield standing
    finally:
        standing.close()
        thread.join(5)
