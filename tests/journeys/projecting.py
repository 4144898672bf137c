"""A projector in a process of its own, with telemetry of its own, as `ombudsman project` runs it."""

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


class Spanned(NamedTuple):
    """A span as it left its process."""

    name: str
    trace: str
    span: str
    parent: str | None
    words: dict[str, object]


def spanned(span: ReadableSpan) -> Spanned:
    assert span.context is not None
    parent = f"{span.parent.span_id:016x}" if span.parent else None
    trace, own = f"{span.context.trace_id:032x}", f"{span.context.span_id:016x}"
    return Spanned(span.name, trace, own, parent, dict(span.attributes or {}))


def _project(dsn: str, connection: Connection) -> None:
    from infra.projector import follow
    from infra.telemetry import Telemetry

    exporter = InMemorySpanExporter()
    telemetry, stop = Telemetry(spans=exporter), threading.Event()
    following = threading.Thread(target=follow, args=(dsn, stop), kwargs={"traced": telemetry.projecting})
    following.start()
    connection.recv()
    stop.set()
    following.join(30)
    connection.send([spanned(span) for span in exporter.get_finished_spans()])


class Elsewhere:
    """The projector in its process, while it lives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._spans: list[Spanned] | None = None

    def spans(self) -> list[Spanned]:
        """End the process; the spans that it made."""
        if self._spans is None:
            self._connection.send("end")
            assert self._connection.poll(30), "the projector does not end"
            self._spans = self._connection.recv()
        return self._spans


@contextmanager
def projected_elsewhere(dsn: str) -> Iterator[Elsewhere]:
    """Another process keeps the views up to date."""
    start = multiprocessing.get_context("spawn")
    here, there = start.Pipe()
    process = start.Process(target=_project, args=(dsn, there))
    process.start()
    elsewhere = Elsewhere(here)
    try:
        yield elsewhere
        elsewhere.spans()
    finally:
        process.join(30)
        if process.is_alive():
            process.kill()
            process.join(10)
