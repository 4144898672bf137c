"""Asking over HTTP: some connections that stay open, each with one question at a time, on loopback.

A plain client over sockets: on a machine where client and server share the cores, a comfortable client library would
be a large part of what is measured.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from itertools import count, cycle, islice
from typing import Any

import orjson

from benchmarks.clients import Work

HOST = "127.0.0.1"
_HEADERS_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class AnswerRefusedError(Exception):
    """A server answered with an error where the measurement needs an answer."""


def post(path: str, content: Any, token: str = "") -> bytes:
    """A request as it goes over the wire."""
    body = orjson.dumps(content)
    lines = [f"POST {path} HTTP/1.1", f"host: {HOST}", "content-type: application/json", "accept: application/json"]
    lines += [f"authorization: Bearer {token}"] if token else []
    return "\r\n".join([*lines, f"content-length: {len(body)}"]).encode() + _HEADERS_END + body


def get(path: str) -> bytes:
    """A request without a body."""
    return f"GET {path} HTTP/1.1\r\nhost: {HOST}".encode() + _HEADERS_END


class Connection:
    """One open connection to a server of this machine. Use as a context."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> "Connection":
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port, limit=2**20)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer. Raises AnswerRefusedError."""
        self._writer.write(request)
        head = (await self._reader.readuntil(_HEADERS_END)).lower()
        begin = head.index(_LENGTH) + len(_LENGTH)
        body = await self._reader.readexactly(int(head[begin : head.index(b"\r\n", begin)]))
        if not head.startswith(b"http/1.1 200") or b'"errors":' in body:
            raise AnswerRefusedError(body[:500].decode(errors="replace"))
        return body


async def load(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int,
    seconds: float,
    check: Callable[[bytes], None] = lambda body: None,
    most: int | None = None,
) -> Work:
    """Ask the requests in turn over some connections, for so many seconds or until `most` are answered.

    check: looks at each answer; its time is not counted
    Raises AnswerRefusedError and what `check` raises.
    """
    durations: list[float] = []
    turn = islice(zip(count(), cycle(requests)), most)
    opened = [Connection(port) for _ in range(connections)]
    for connection in opened:
        await connection.__aenter__()
        await connection.ask(requests[0])  # what a server does once for each document and connection is not measured
    begin = time.monotonic()

    async def ask_on(connection: Connection) -> None:
        for _, request in turn:
            before = time.monotonic()
            if before >= begin + seconds:
                return
            body = await connection.ask(request)
            durations.append(time.monotonic() - before)
            check(body)

    try:
        await _together(ask_on(connection) for connection in opened)
        return Work(done=len(durations), seconds=time.monotonic() - begin, durations=durations)
    finally:
        for connection in opened:
            await connection.__aexit__()


async def _together(asked: Iterable[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for each in asked:
            group.create_task(each)


async def once(port: int, request: bytes) -> Any:
    """One answer, read as JSON. Raises AnswerRefusedError."""
    async with Connection(port) as connection:
        return orjson.loads(await connection.ask(request))


async def until_it_answers(port: int, alive: Callable[[], bool], *, path: str = "/readyz", within: float = 60) -> None:
    """Wait for a server that is starting. Raises TimeoutError, or ConnectionError when it died."""
    async with asyncio.timeout(within):
        while alive():
            try:
                async with Connection(port) as connection:
                    await connection.ask(get(path))
                    return
            except (OSError, AnswerRefusedError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.05)
    raise ConnectionError("the server ended before it answered")
