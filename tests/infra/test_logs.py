"""Logs tell what happened, in which trace, and nothing about anybody, whoever writes them and however."""

import ast
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from graphql_api.errors import Unavailable
from infra import logs
from infra.http.commands import Commands
from infra.sealing import KeysUnavailableError
from infra.telemetry import Telemetry
from infra.telemetry.vocabulary import CHECKS

CANARIES = ("Айгүл", "Ivanova Aigul", "880101400123", "+77011234567", "aigul@example.kz")


class Written:
    """The lines written since the test began."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = Written()
    logs.configure(json=True, stream=written.stream)
    yield written
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


async def test_why_no_command_can_be_carried_out_is_said_by_the_type_of_the_error(written: Written) -> None:
    class Keyless:
        def head(self) -> int:
            raise KeysUnavailableError(CANARIES[0])

    with pytest.raises(Unavailable):
        await Commands(Keyless(), Telemetry()).head()  # type: ignore[arg-type]
    (line,) = written.lines
    assert (line["level"], line["exception"]) == ("critical", "KeysUnavailableError")
    assert CANARIES[0] not in written.text


def test_every_word_that_the_source_says_gets_through_the_gate() -> None:
    """One outside of the vocabulary is dropped without a sound, and the line tells less than it was meant to."""
    dropped = [
        f"{file.name}:{call.lineno} {word.arg}"
        for file in Path(logs.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("_log.")
        for word in call.keywords
        if word.arg is not None and word.arg not in {*CHECKS, "exc_info"}
    ]
    assert dropped == []


def test_a_line_is_one_json_object_with_level_time_logger_and_words(written: Written) -> None:
    structlog.get_logger("infra.store").info("events appended", position=12, count=3, command="AcceptComplaint")
    (line,) = written.lines
    assert line.pop("timestamp").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "events appended",
        "logger": "infra.store",
        "position": 12,
        "count": 3,
        "command": "AcceptComplaint",
    }


def test_a_line_names_the_trace_that_it_belongs_to(written: Written) -> None:
    telemetry = Telemetry(spans=InMemorySpanExporter())
    with telemetry.operation("query") as operation:
        structlog.get_logger().info("query planned")
        logging.getLogger("psycopg").warning("slow")
    structlog.get_logger().info("idle")
    first, second, third = written.lines
    assert (operation.traceparent or "").startswith(f"00-{first['trace_id']}-{first['span_id']}-")
    assert second["trace_id"] == first["trace_id"] and "trace_id" not in third


def test_an_exception_is_told_by_type_causes_and_frames(written: Written) -> None:
    try:
        try:
            int(CANARIES[0])
        except ValueError as error:
            raise LookupError(CANARIES[1]) from error
    except LookupError:
        structlog.get_logger().exception("projection parked", position=7)
    (line,) = written.lines
    assert (line["level"], line["exception"], line["causes"]) == ("error", "LookupError", ["ValueError"])
    (frame,) = line["frames"]
    assert frame.startswith("tests/infra/test_logs.py:") and frame.endswith(
        " test_an_exception_is_told_by_type_causes_and_frames"
    )


def test_an_unexpected_error_is_found_by_the_id_that_the_client_was_told(written: Written) -> None:
    error_id = str(uuid4())
    Telemetry().unexpected(error_id, KeyError(CANARIES[2]))
    (line,) = written.lines
    assert (line["event"], line["error_id"], line["exception"]) == ("unexpected error", error_id, "KeyError")
    assert CANARIES[2] not in written.text


def test_a_database_error_is_told_by_its_code(written: Written) -> None:
    error = type("UniqueViolation", (Exception,), {"sqlstate": "23505"})(f"Key (iin)=({CANARIES[2]}) already exists.")
    structlog.get_logger().error("append failed", exc_info=error)
    assert written.lines[0]["sqlstate"] == "23505" and CANARIES[2] not in written.text


def test_an_access_line_tells_method_path_and_status_without_query_or_address(written: Written) -> None:
    logging.getLogger("uvicorn.access").info(
        '%s - "%s %s HTTP/%s" %d', "10.1.2.3:4444", "POST", "/graphql?name=Aigul", "1.1", 200
    )
    (line,) = written.lines
    assert (line["event"], line["method"], line["path"], line["status"]) == ("request", "POST", "/graphql", 200)
    assert "Aigul" not in written.text and "10.1.2.3" not in written.text


def test_the_servers_own_steps_are_told_in_words(written: Written) -> None:
    logging.getLogger("uvicorn.error").info("Application startup complete.")
    assert written.lines[0]["event"] == "application started"


def test_a_library_is_quoted_by_place_alone_and_only_when_it_warns(written: Written) -> None:
    logging.getLogger("psycopg.pool").info("connected as %s", CANARIES[0])
    logging.getLogger("psycopg.pool").warning(f"error connecting as {CANARIES[0]}")  # as libraries do
    (line,) = written.lines
    assert (line["event"], line["level"], line["logger"]) == ("library message", "warning", "psycopg.pool")
    assert line["place"].startswith("tests/infra/test_logs.py:")


@pytest.mark.parametrize("canary", CANARIES)
def test_personal_words_appear_in_no_line_whoever_writes_them(written: Written, canary: str) -> None:
    log, library = structlog.get_logger("infra"), logging.getLogger("eventsourcing")
    try:
        raise type(canary, (ValueError,), {"sqlstate": canary})(canary)
    except ValueError:
        log.exception("failed", name=canary, code=canary, command=canary, path=canary, place=canary, error_id=canary)
        library.exception("failed for %s", canary, extra={"applicant": canary})
    log.info(f"accepted the complaint of {canary}", **{canary: canary})
    log.info("accepted", position=canary, count=[canary], frames=[canary], causes=[canary], trace_id=canary)
    with structlog.contextvars.bound_contextvars(applicant=canary, kind=canary):
        log.warning("bound")
    library.error(canary)
    library.error("%d", canary)
    library.error({"name": canary})
    logging.getLogger("uvicorn.error").error(f"Traceback …\nValueError: {canary}")
    access = logging.getLogger("uvicorn.access")
    access.info('%s - "%s %s HTTP/%s" %d', canary, canary, f"/{canary}?{canary}", canary, canary)
    access.info('%s - "WebSocket %s" [accepted]', canary, f"/graphql?token={canary}")
    assert canary not in written.text and json.dumps(canary)[1:-1] not in written.text
    assert len(written.lines) == 10


def test_a_message_with_the_wrong_arguments_is_not_printed_by_python_either(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("eventsourcing").error("%d", CANARIES[0])
    written.stream.close()
    logging.getLogger("eventsourcing").error(CANARIES[0])
    assert capsys.readouterr().err == ""


UNCAUGHT = """
import gc, threading, sys, warnings
from infra import logs
logs.configure(json=True)
logs.guard_process()
def fail(): raise ValueError("Aigul")
class Fails:
    def __del__(self): fail()
thread = threading.Thread(target=fail); thread.start(); thread.join()
Fails(); gc.collect()
warnings.warn("Aigul", RuntimeWarning)
name = "Aigul"
raise LookupError(name)
"""


def test_what_nobody_caught_is_told_without_its_message() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", UNCAUGHT],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [line.get("exception") for line in lines] == ["ValueError", "ValueError", None, "LookupError"]
    assert "Aigul" not in ran.stderr + ran.stdout and ran.returncode == 1


def test_a_person_at_a_terminal_reads_words_instead_of_json() -> None:
    shown = Written()
    try:
        logs.configure(json=False, stream=shown.stream)
        structlog.get_logger().info("events appended", position=12)
    finally:
        structlog.reset_defaults()
    assert "events appended" in shown.text and "position=12" in shown.text and not shown.text.startswith("{")


def test_work_goes_on_when_nobody_takes_the_lines_any_more(written: Written) -> None:
    written.stream.close()
    structlog.get_logger().error("event parked", position=12)
    logs.request_line("POST", "/graphql", 200)
