"""One mutation is one trace, from the request to the tables, also where the tables are kept by another process."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from infra.telemetry import Telemetry
from tests.conftest import Server
from tests.domain.scenario import EMPLOYEE_71
from tests.journeys.conftest import small
from tests.journeys.projecting import Elsewhere, Spanned, projected_elsewhere, spanned
from tests.journeys.served import Served
from tests.journeys.test_casework import registered

CLIENT = "00-11111111111111111111111111111111-2222222222222222-01"


class Watched:
    """A served register whose telemetry stays in memory, and its projector in another process."""

    def __init__(self, served: Served, elsewhere: Elsewhere, spans: InMemorySpanExporter, metrics: Any) -> None:
        self.served = served
        self.elsewhere = elsewhere
        self._spans = spans
        self._metrics = metrics

    def forget(self) -> None:
        self._spans.clear()

    def spans(self) -> dict[str, Spanned]:
        """The spans of this process by name; each name once."""
        spans = [spanned(span) for span in self._spans.get_finished_spans()]
        assert len({span.name for span in spans}) == len(spans), spans
        return {span.name: span for span in spans}

    def counts(self, name: str) -> dict[tuple[Any, ...], float]:
        """The points of a metric by the values of their words."""
        data = self._metrics.get_metrics_data()
        found = [m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics if m.name == name]
        points = [point for metric in found for point in metric.data.data_points]
        return {tuple(p.attributes[name] for name in sorted(p.attributes)): p.value for p in points}


@pytest.fixture
def watched(server: Server, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    spans, metrics = InMemorySpanExporter(), InMemoryMetricReader()
    monkeypatch.setattr("infra.bootstrap.Telemetry", lambda: Telemetry(spans=spans, metrics=metrics))
    with (
        small(server, template, tmp_path, projecting=False) as served,
        projected_elsewhere(served.dsn) as elsewhere,
    ):
        until = time.monotonic() + 60
        while served.house.lag()[0].events:
            assert time.monotonic() < until, "the projector did not come"
            time.sleep(0.05)
        registered(served.caller(EMPLOYEE_71))  # the views stand and both processes are warm
        spans.clear()
        yield Watched(served, elsewhere, spans, metrics)


def test_a_mutation_is_one_trace_through_both_processes_with_one_span_for_each_step(watched: Watched) -> None:
    clerk = watched.served.caller(EMPLOYEE_71)
    query = """mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) {
        position events { event actor { id posts { id } } } record { id name version } } }"""
    answer = watched.served.http.post(
        watched.served.url,
        json={"query": query, "variables": {"input": {"details": {"name": "Somebody"}}}},
        headers=clerk.headers(traceparent=CLIENT),
    ).json()
    position = int(answer["data"]["registerPerson"]["position"])

    spans = watched.spans()
    assert list(spans) == ["append", "command RegisterPerson", "mutation", "POST /graphql"]
    chain = [spans[name] for name in ("POST /graphql", "mutation", "command RegisterPerson", "append")]
    assert [span.parent for span in chain] == [CLIENT.split("-")[2], *(span.span for span in chain[:-1])]
    assert {span.trace for span in chain} == {CLIENT.split("-")[1]}

    (recorded,) = watched.served.house.register.tail(position - 1, 1)
    assert recorded.act.trace == f"00-{CLIENT.split('-')[1]}-{spans['command RegisterPerson'].span}-01"
    (projected,) = [span for span in watched.elsewhere.spans() if span.trace == CLIENT.split("-")[1]]
    assert (projected.name, projected.parent) == ("project", spans["command RegisterPerson"].span)


def test_a_query_is_told_on_the_span_of_its_request_however_much_it_asks_for(watched: Watched) -> None:
    clerk = watched.served.caller(EMPLOYEE_71)
    clerk.ask("{ offices { posts { title holder { name posts { id } } } } complaints { nodes { heads { head } } } }")
    (request,) = watched.spans().values()
    assert (request.name, request.words["register.operation"]) == ("POST /graphql", "query")
    assert request.words["register.outcome"] == "done"


def test_a_refused_mutation_has_no_append_and_its_code_is_counted_once(watched: Watched) -> None:
    complaint = registered(watched.served.caller(EMPLOYEE_71))
    watched.forget()
    watched.served.caller(EMPLOYEE_71).refused("acceptComplaint", complaint=complaint)
    spans = watched.spans()
    assert list(spans) == ["command AcceptComplaint", "mutation", "POST /graphql"]
    assert spans["command AcceptComplaint"].words["register.code"] == "NO_AUTHORITY"
    assert watched.counts("register.refusals") == {("NO_AUTHORITY",): 1}
    assert watched.counts("register.commands")["AcceptComplaint", "refused"] == 1
    assert watched.counts("register.commands")["RegisterComplaint", "done"] == 2
    lag = watched.counts("register.projection.lag.events")
    assert lag.keys() == {("views",), ("log",), ("checkpoint",)}
    assert lag["views",] == 0
