"""Traces and metrics tell what the register does, and nothing about anybody; a collector that is down disturbs none."""

import asyncio
import contextvars
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.baggage import set_baggage
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from infra.telemetry import Lag, Telemetry, traceparent
from infra.telemetry.vocabulary import allowed_attributes, attributes, path_template, span_name

CANARIES = ("Айгүл", "Ivanova Aigul", "880101400123", "+77011234567", "aigul@example.kz")
ELSEWHERE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Told:
    """What left the process."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.reader = InMemoryMetricReader()
        self.telemetry = Telemetry(spans=self.exporter, metrics=self.reader)

    @property
    def spans(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self.exporter.get_finished_spans()}

    @property
    def counts(self) -> dict[tuple[object, ...], float]:
        data = self.reader.get_metrics_data()
        points: dict[tuple[object, ...], float] = {}
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.data.data_points:
                        words = sorted((point.attributes or {}).items())
                        value = point.value if isinstance(point, NumberDataPoint) else point.count
                        points[metric.name, *(said for _, said in words)] = value
        return points

    @property
    def everything(self) -> str:
        spans = "".join(span.to_json() for span in self.exporter.get_finished_spans())
        data = self.reader.get_metrics_data()
        return spans + (data.to_json() if data else "")


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    yield told
    told.telemetry.close()


def test_a_mutation_is_one_trace_from_request_to_projection_in_another_process(told: Told) -> None:
    telemetry = told.telemetry
    with telemetry.operation("mutation"), telemetry.command("AcceptComplaint"), telemetry.step("append") as append:
        append.note(position=41, count=2)
        in_the_act = traceparent()
    there = Told()
    with there.telemetry.projecting([in_the_act, in_the_act], projection="complaints", position=41):
        pass
    mutation, command, append_span = (told.spans[name] for name in ("mutation", "command AcceptComplaint", "append"))
    project = there.spans["project"]
    assert len({span.context.trace_id for span in (mutation, command, append_span, project)}) == 1
    assert mutation.parent is None
    assert [span.parent.span_id for span in (command, append_span, project) if span.parent] == [
        span.context.span_id for span in (mutation, command, append_span)
    ]
    assert project.parent is not None and project.parent.is_remote
    assert append_span.attributes == {"register.position": 41, "register.count": 2, "register.outcome": "done"}


def test_a_batch_of_events_gets_one_span_in_each_of_its_traces_up_to_a_limit(told: Told) -> None:
    acts = [f"00-{trace:032x}-{trace:016x}-01" for trace in range(1, 101) for _ in range(3)]
    with told.telemetry.projecting([None, *acts], projection="complaints"):
        pass
    spans = told.exporter.get_finished_spans()
    assert len({span.context.trace_id for span in spans}) == len(spans) == 64


def test_events_without_a_trace_are_projected_without_a_span(told: Told) -> None:
    with told.telemetry.projecting([None, None], projection="complaints"):
        assert traceparent() is None
    assert not told.spans


@pytest.mark.parametrize("damaged", [None, "", "00-0-0-01", CANARIES[0], ELSEWHERE[:-3]])
def test_a_damaged_trace_context_begins_a_new_trace(told: Told, damaged: str | None) -> None:
    with told.telemetry.operation("query"), told.telemetry.linked("project", damaged):
        pass
    assert told.spans["project"].parent is None


def test_the_traceparent_names_the_running_operation(told: Told) -> None:
    assert traceparent() is None
    with told.telemetry.operation("query") as operation:
        assert traceparent() == operation.traceparent
        with told.telemetry.command("AcceptComplaint") as command:
            assert traceparent() == command.traceparent != operation.traceparent
        assert traceparent() == operation.traceparent
    assert traceparent() is None


def test_an_open_subscription_is_not_the_parent_of_what_happens_meanwhile(told: Told) -> None:
    with told.telemetry.operation("subscription"), told.telemetry.operation("query"):
        pass
    assert told.spans["query"].parent is None


def test_operations_and_commands_are_counted_by_outcome(told: Told) -> None:
    telemetry = told.telemetry
    with telemetry.operation("mutation"), telemetry.command("AcceptComplaint"):
        pass
    with telemetry.operation("mutation"), telemetry.command("AcceptComplaint") as command:
        command.refused("OFFICE_FOREIGN")
    with pytest.raises(ZeroDivisionError), telemetry.operation("query"):
        _ = 1 / 0
    with pytest.raises(asyncio.CancelledError), telemetry.operation("query"):
        raise asyncio.CancelledError
    assert told.counts == {
        ("register.operations", "mutation", "done"): 1,
        ("register.operations", "mutation", "refused"): 1,
        ("register.operations", "query", "failed"): 1,
        ("register.operations", "query", "cancelled"): 1,
        ("register.commands", "AcceptComplaint", "done"): 1,
        ("register.commands", "AcceptComplaint", "refused"): 1,
        ("register.refusals", "OFFICE_FOREIGN"): 1,
    }


def test_a_refusal_told_at_every_level_is_counted_once(told: Told) -> None:
    with told.telemetry.operation("mutation") as mutation:
        for _ in range(2):
            with told.telemetry.command("AcceptComplaint") as command:
                command.refused("COMPLAINT_CLOSED")
                command.refused("COMPLAINT_CLOSED")
        mutation.refused("COMPLAINT_CLOSED")
    assert told.counts["register.refusals", "COMPLAINT_CLOSED"] == 2
    assert (told.spans["mutation"].attributes or {})["register.code"] == "COMPLAINT_CLOSED"


def test_a_failure_is_told_by_its_type_alone(told: Told) -> None:
    with pytest.raises(ValueError, match="Айгүл"), told.telemetry.operation("query"):
        raise ValueError(f"no such applicant: {CANARIES[0]}")
    span = told.spans["query"]
    assert span.attributes == {
        "register.operation": "query",
        "register.outcome": "failed",
        "error.type": "ValueError",
    }
    assert span.status.status_code is StatusCode.ERROR and span.status.description is None and not span.events


@pytest.mark.parametrize(
    ("code", "outcome", "status"),
    [("INTERNAL", "failed", StatusCode.ERROR), ("VALIDATION_FAILED", "invalid", StatusCode.UNSET)],
)
def test_an_error_is_the_registers_own_or_the_clients(told: Told, code: str, outcome: str, status: StatusCode) -> None:
    with told.telemetry.operation("query") as operation:
        operation.failed(code)
    span = told.spans["query"]
    assert (span.attributes or {})["register.code"] == code and span.status.status_code is status
    assert told.counts == {("register.operations", "query", outcome): 1}


def test_an_operation_may_end_in_another_context_than_it_began(told: Told) -> None:
    operation = told.telemetry.operation("query")
    contextvars.Context().run(operation.__enter__)
    operation.__exit__(None, None, None)
    assert traceparent() is None and "query" in told.spans


def test_the_lag_of_each_projection_is_measured_in_events_and_seconds(told: Told) -> None:
    told.telemetry.watch_lag(lambda: [Lag("complaints", 7, 1.5), Lag("petitions", 0, 0.0)])
    assert told.counts == {
        ("register.projection.lag.events", "complaints"): 7,
        ("register.projection.lag.events", "petitions"): 0,
        ("register.projection.lag.seconds", "complaints"): 1.5,
        ("register.projection.lag.seconds", "petitions"): 0.0,
    }


def test_a_lag_that_cannot_be_asked_leaves_the_other_metrics_alone(told: Told) -> None:
    def away() -> list[Lag]:
        raise ConnectionError(CANARIES[0])

    told.telemetry.watch_lag(away)
    with told.telemetry.operation("query"):
        pass
    assert told.counts == {("register.operations", "query", "done"): 1}


# Requests ------------------------------------------------------------------------------------------------------------


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(request.url.query))


async def fail(request: Request) -> PlainTextResponse:
    raise ValueError(CANARIES[0] + request.headers.get("x-name", ""))


def ask(told: Told, method: str, path: str, **details: Any) -> httpx.Response:
    routes = [Route("/graphql", answer, methods=["GET", "POST"]), Route("/livez", answer), Route("/", fail)]
    application = told.telemetry.instrument(Starlette(routes=routes))
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)

    async def exchange() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://register") as client:
            return await client.request(method, path, **details)

    return asyncio.run(exchange())


def test_a_request_is_the_first_span_and_continues_the_callers_trace(told: Told) -> None:
    reply = ask(
        told, "POST", "/graphql?name=%D0%90", headers={"traceparent": ELSEWHERE, "tracestate": f"v={CANARIES[2]}"}
    )
    span = told.spans["POST /graphql"]
    assert reply.text == "name=%D0%90"
    assert span.attributes == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
        "url.scheme": "http",
    }
    assert f"{span.context.trace_id:032x}" == ELSEWHERE[3:35] and not span.context.trace_state
    assert told.counts["http.server.request.duration", "POST", 200, "/graphql", "1.1", "http"] == 1
    assert len(told.exporter.get_finished_spans()) == 1


def test_health_checks_and_websockets_make_no_spans(told: Told) -> None:
    ask(told, "GET", "/livez")

    async def socket() -> None:
        async def nothing(*_: Any) -> None: ...

        async def receive() -> Any: ...

        await told.telemetry.instrument(nothing)({"type": "websocket", "path": "/graphql"}, receive, nothing)

    asyncio.run(socket())
    assert not told.spans


def test_a_request_that_is_no_text_is_still_answered(told: Told) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def blind(whole: Any, _: Any, send: Any) -> None:
        assert whole is scope
        await send({"type": "http.response.start", "status": 200, "headers": []})

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/graphql",
        "query_string": b"\xff\xfe",
        "headers": [(b"\xff", b"\\x"), (b"traceparent", b"\xff"), (b"user-agent", b"\\N{oops")],
        "http_version": "1.1",
    }

    async def ask() -> None:
        await told.telemetry.instrument(blind)(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 200


# Nobody --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("canary", CANARIES)
def test_personal_words_appear_in_no_span_and_no_measurement(told: Told, canary: str) -> None:
    telemetry = told.telemetry
    with suppress(ValueError), telemetry.operation("mutation", name=canary, code=canary) as operation:
        operation.note(code=canary, applicant=canary, position=canary, **{canary: canary})
        operation.refused(canary)
        with telemetry.command(canary, command=canary) as command:
            command.note(version=canary)
        with telemetry.linked("project", f"{ELSEWHERE}-{canary}", projection=canary):
            set_baggage("name", canary)
        with telemetry.tracers.get_tracer(canary).start_as_current_span(canary, attributes={canary: canary}) as span:
            span.add_event(canary, {"exception.type": canary, "exception.message": canary})
            span.set_status(StatusCode.ERROR, canary)
            raise type(canary, (ValueError,), {})(f"x {canary}")
    telemetry.watch_lag(lambda: [Lag(canary, 1, 1.0)])
    for path in ("/", f"/{canary}", f"/graphql/{canary}", "/graphql"):
        ask(
            told,
            "POST" if path == "/graphql" else "GET",
            path,
            params={"q": canary},
            headers={b"x-name": canary.encode(), b"user-agent": canary.encode(), b"baggage": b"n=" + canary.encode()},
        )
    ask(told, canary.encode().hex().upper(), "/graphql")
    everything = told.everything
    for form in (canary, canary.encode().hex(), canary.encode("unicode_escape").decode()):
        assert form not in everything and form.upper() not in everything
    assert {"mutation", "POST /graphql", "GET /", "GET other", "GET /graphql/*"} <= told.spans.keys()


def test_only_known_attributes_with_values_of_their_pattern_are_allowed() -> None:
    assert attributes({"position": 3, "code": "COMPLAINT_CLOSED", "duration_ms": 1.5}) == {
        "register.position": 3,
        "register.code": "COMPLAINT_CLOSED",
        "register.duration_ms": 1.5,
    }
    for word, value in {
        "position": 880101400123,
        "code": "closed",
        "command": "Complaint of 1999",
        "projection": "Complaints",
        "status": True,
        "path": "/graphql?x=1",
        "count": "3",
        "note": "x",
    }.items():
        assert attributes({word: value}) == {}
    assert (
        allowed_attributes({"url.query": "x", "client.address": "1.2.3.4", "db.query.text": "x", "code": "A_B"}) == {}
    )


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/graphql", "/graphql"),
        ("/graphql?query={x}", "/graphql"),
        ("/graphiql/assets/a.js", "/graphiql/*"),
        ("/Ivanova", "other"),
        ("//Ivanova/graphql", "other"),
        ("", "other"),
    ],
)
def test_a_path_is_told_only_as_the_register_knows_it(path: str, told: str) -> None:
    assert path_template(path) == told


def test_a_span_is_named_by_the_kind_of_operation_never_by_a_client() -> None:
    names = ["mutation", "append", "command AcceptComplaint", "GET /graphql", "GET other"]
    assert [span_name(name) for name in names] == names
    assert {span_name(name) for name in ("FindIvanova", "command Ivanova Aigul", "GET /x", "BREW /graphql")} == {
        "other"
    }


# Collector -----------------------------------------------------------------------------------------------------------

PROGRAM = """
import sys, time
from infra import logs
from infra.telemetry import Telemetry
logs.configure(json=True)
telemetry = Telemetry()
begun = time.monotonic()
for _ in range(3000):
    with telemetry.operation("query"):
        pass
worked = time.monotonic() - begun
time.sleep(float(sys.argv[1]))
begun = time.monotonic()
telemetry.close(within=1.0)
print(worked, time.monotonic() - begun)
"""


def run(pause: float, **environment: str) -> tuple[float, float, str]:
    """Seconds of 3,000 operations, seconds of closing, and the log of a process with this collector."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(pause)],
        env={**clean, "PYTHONPATH": str(Path.cwd()), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    worked, closed = map(float, ran.stdout.split())
    return worked, closed, ran.stderr


def test_without_a_collector_nothing_is_sent_and_nothing_is_said() -> None:
    _, closed, log = run(0)
    assert log == "" and closed < 0.5


def test_a_collector_that_is_down_costs_one_line_for_each_signal_and_holds_nobody() -> None:
    worked, closed, log = run(
        2.5,
        OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9",
        OTEL_BSP_SCHEDULE_DELAY="100",
        OTEL_METRIC_EXPORT_INTERVAL="200",
        OTEL_EXPORTER_OTLP_TIMEOUT="0.2",
    )
    lines = log.splitlines()
    assert len(lines) == 2 and all("telemetry collector not reached" in line for line in lines)
    assert worked < 5 and closed < 2


def test_a_collector_that_never_answers_does_not_hold_the_exit() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as deaf:
        _, closed, _ = run(0, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{deaf.server_port}")
    assert closed < 2


def test_a_collector_gets_the_spans_and_the_metrics() -> None:
    got: list[str] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            got.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        _, _, log = run(0, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert set(got) == {"/v1/traces", "/v1/metrics"} and log == ""
