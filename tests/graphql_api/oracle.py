"""The oracle of compiled questions: one register in which every table has rows, asked in two ways, answers compared.

Asked through the endpoint, through the extension, and by the ordinary executor; what leaves must be equal to the last
character that a client could tell apart, and so must be what the journal notes.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

import psycopg
from starlette.datastructures import Headers
from starlette.requests import Request

from domain.capacity import Capacity
from domain.text import Language
from graphql_api import ports
from graphql_api.compiled import compiler
from graphql_api.compiled.roots import Root
from graphql_api.context import Operation, Ports
from graphql_api.documents import documents
from graphql_api.errors import presented
from graphql_api.ports import ReadNote
from graphql_api.reads import json_text
from graphql_api.schema import schema
from infra.demo import fill
from infra.http.answers import results
from infra.http.budget import Budget
from infra.http.endpoint import Endpoint, Gates
from infra.http.messages import JSON
from infra.http.observation import Observation
from infra.http.views import ReadModels
from infra.projector import CAUGHT_UP
from infra.register import Register
from infra.store.recorder import Store
from infra.store.tail import Tail
from infra.telemetry import Telemetry
from tests.graphql_api.arguing import Known
from tests.graphql_api.composing import Asked
from tests.graphql_api.hostile import embellish, known_values
from tests.projections.written import catch_up

UNTIL: Final = date(2026, 6, 30)
TODAY: Final = UNTIL + timedelta(days=1)
LANGUAGES: Final[tuple[Language, ...]] = ("en", "kk", "ru")
REASON: Final = "An inspection of the office's work"
STRANGER: Final = "official-nobody"
INTEGRATOR: Final = "official-integrator"


@dataclass(frozen=True)
class Viewer:
    """Who asks. official: None is the public"""

    official: str | None
    reason: str | None = None
    language: Language = "en"


@dataclass(frozen=True)
class Caller:
    """What a token would prove."""

    subject: str
    expires_at: datetime = datetime(2999, 1, 1, tzinfo=UTC)
    language: Language | None = None


@dataclass
class Notes:
    """A journal that keeps what it is told until it is taken."""

    kept: list[ReadNote] = field(default_factory=list)

    async def note(self, notes: Sequence[ReadNote]) -> None:
        self.kept += notes

    def taken(self) -> list[Any]:
        kept, self.kept = self.kept, []
        return sorted((n.record, n.parts, n.kind, n.operation, n.channel, n.official, n.reason) for n in kept)


@dataclass(frozen=True)
class Told:
    """An answer: its body as ordered pairs, and what the journal was told."""

    body: Any
    notes: list[Any]


class Oracle:
    """The register, open in an event loop of its own."""

    def __init__(self, dsn: str, runner: asyncio.Runner, views: ReadModels) -> None:
        self.dsn = dsn
        self._runner = runner
        self._views = views
        self._schema = schema()
        self.notes = Notes()
        telemetry: Any = Observation(Telemetry())
        self._ports = Ports(None, views, telemetry, lambda: TODAY, self.notes)  # type: ignore[arg-type]
        gates = Gates(Budget(10**12, 1))
        self._endpoint = Endpoint(self._schema, self._ports, _identified, gates, try_it=False)
        self._documents = documents(self._schema._schema)
        with psycopg.connect(dsn) as connection:
            self.viewers = [*_viewers(connection)]
            values, ids = known_values(connection)
        self.known = Known(values, {}, ids)
        self.known.cursors.update(self._cursors())

    def viewer(self, random: Random) -> Viewer:
        """Anybody, and often the one who sees most."""
        return self.viewers[0] if random.random() < 0.4 else random.choice(self.viewers)

    def endpoint(self, asked: Asked, viewer: Viewer) -> Told:
        """The answer as a client gets it."""
        return self._runner.run(self._by_endpoint(asked, viewer))

    def executed(self, asked: Asked, viewer: Viewer, *, compiled: bool) -> Told:
        """The answer of the executor, with or without compiled fields."""
        return self._runner.run(self._executed(asked, viewer, compiled))

    def parses(self, asked: Asked) -> bool:
        """Whether the text is a document at all, within what the parser takes."""
        return self._documents.prepared(asked.query).document is not None

    def left(self, asked: Asked, viewer: Viewer) -> list[Root]:
        """The root fields of a valid operation that are left to the ordinary executor."""
        document = self._documents.prepared(asked.query).document
        assert document is not None
        plan = compiler(self._schema).plan(document, asked.name, asked.variables, viewer.language)
        return [Root("")] if plan is None else [root for root in plan.roots if not root.told]

    def forget(self) -> None:
        """Plan anew whatever is asked from now on."""
        compiler(self._schema)._plans.clear()

    def told_by_the_database(self, instants: Sequence[datetime]) -> list[str]:
        """The JSON text that a compiled field of each instant has."""
        sql = f"select {json_text('told')} from unnest(%s::timestamptz[]) as told"

        async def told() -> list[str]:
            async with self._views.session(ports.Viewer(None, None)) as session:
                return [text for (text,) in await session.rows(sql, (list(instants),))]

        return self._runner.run(told())

    async def _by_endpoint(self, asked: Asked, viewer: Viewer) -> Told:
        sent = {"query": asked.query, "variables": asked.variables, "operationName": asked.name}
        content = json.dumps(sent | ({"extensions": {"reason": viewer.reason}} if viewer.reason else {})).encode()
        headers = {
            "content-type": "application/json",
            "accept-language": viewer.language,
            **({"authorization": f"Bearer {viewer.official}"} if viewer.official else {}),
        }
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        parts = iter([{"type": "http.request", "body": content, "more_body": False}])

        async def receive() -> Any:
            return next(parts, None) or await asyncio.Event().wait()

        response = await self._endpoint.answer(Request(scope, receive))
        return Told(_read(bytes(response.body)), self.notes.taken())

    async def _executed(self, asked: Asked, viewer: Viewer, compiled: bool) -> Told:
        caller = Caller(viewer.official) if viewer.official else None
        operation = Operation(self._ports, caller, viewer.language, reason=viewer.reason, compiled=compiled)
        result: Any = await self._schema.execute(
            asked.query, variable_values=asked.variables, context_value=operation, operation_name=asked.name
        )
        if result.errors:
            result.errors = presented(result.errors, self._ports.telemetry)
        return Told(_read(bytes(results(result, JSON, Headers()).body)), self.notes.taken())

    def _cursors(self) -> dict[tuple[str, str], list[str]]:
        """Cursors of each connection in each of its orders."""
        found: dict[tuple[str, str], list[str]] = {}
        query: Any = self._schema._schema.query_type
        for name, definition in query.fields.items():
            if "order" not in definition.args:
                continue
            for order in definition.args["order"].type.values:
                text = f"{{ {name}(order: {order}, first: 40) {{ edges {{ cursor }} }} }}"
                told = self.executed(Asked(text, {}, None), self.viewers[0], compiled=False)
                edges = dict(dict(dict(told.body)["data"])[name])["edges"]
                found[name, order] = [dict(edge)["cursor"] for edge in edges]
        return found


def _read(body: bytes) -> Any:
    """A body with the order of its fields, whole numbers apart from others, without what it cost."""
    told = json.loads(body, object_pairs_hook=list, parse_float=lambda text: ("float", float(text)))
    assert "INTERNAL" not in repr([part for name, part in told if name == "errors"]), told
    return [(name, sorted(part, key=repr) if name == "errors" else part) for name, part in told if name != "extensions"]


async def _identified(token: str | None) -> Any:
    assert token is not None
    return Caller(token)


def _viewers(connection: psycopg.Connection[Any]) -> Iterator[Viewer]:
    """The Ombudsman first; then one official of each capacity, some with a reason, strangers, and the public."""
    in_force = (
        "select capacity, min(official) from views.scope where until is null or until >= access.today() group by 1"
    )
    held = dict(connection.execute(in_force).fetchall())
    yield Viewer(held.pop(Capacity.OMBUDSMAN))
    for place, (capacity, official) in enumerate(sorted(held.items())):
        yield Viewer(official, language=LANGUAGES[place % 3])
        if capacity in (Capacity.HEAD, Capacity.AUDITOR):
            yield Viewer(official, REASON)
    yield Viewer(STRANGER)
    yield Viewer(None)


@contextmanager
def opened(dsn: str) -> Iterator[Oracle]:
    """The oracle over a fresh database."""
    with Store(dsn) as store:
        fill(Register(store), seed=5, complaints=30, until=UNTIL)
    catch_up(dsn)
    with psycopg.connect(dsn) as connection:
        embellish(connection, INTEGRATOR)
    tail = Tail(dsn, CAUGHT_UP)
    views = ReadModels(dsn, tail, size=4)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        runner.run(_enter(stack, tail, views))
        try:
            yield Oracle(dsn, runner, views)
        finally:
            runner.run(stack.aclose())


async def _enter(stack: AsyncExitStack, *contexts: Any) -> None:
    for context in contexts:
        await stack.enter_async_context(context)
