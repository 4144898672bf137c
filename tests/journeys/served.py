"""The whole house behind real HTTP, and officials who speak to it as any program would."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import uvicorn

from infra.bootstrap import House, house
from infra.identity import DemonstrationKey
from infra.settings import Settings

ANSWER = """commandId position version replayed events { event position words }
    refusals { code message path paragraph { id cite } whoCould }
    conflict { expectedVersion actualVersion events { event version words content } }"""
"""What is asked of every payload."""


@dataclass
class Served:
    """A register that is served on a free port of this machine."""

    house: House
    url: str
    key: DemonstrationKey
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))

    @property
    def dsn(self) -> str:
        return self.house.database.dsn

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def token(self, official: str, lifetime: timedelta = timedelta(hours=1)) -> str:
        return self.key.issue(official, lifetime)

    def caller(self, official: str, language: str = "en") -> "Caller":
        return Caller(self.http, self.url, self.token(official), language)

    def head(self) -> int:
        """Position of the last event, asked of the database itself."""
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute("select coalesce(max(notification_id), 0) from register.events").fetchone()
        assert row is not None
        return int(row[0])


@dataclass
class Caller:
    """One official with a token and a language."""

    http: httpx.Client
    url: str
    token: str
    language: str = "en"

    def speaking(self, language: str) -> "Caller":
        return Caller(self.http, self.url, self.token, language)

    def headers(self, **more: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "accept-language": self.language, **more}

    def post(self, query: str, variables: Any = None) -> httpx.Response:
        return self.http.post(self.url, json={"query": query, "variables": variables}, headers=self.headers())

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.post(query, variables).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def give(self, mutation: str, selection: str = "", *, dry_run: bool = False, **given: Any) -> Any:
        """A command's payload, whatever it says."""
        kind = mutation[:1].upper() + mutation[1:]
        query = f"""mutation Give($input: {kind}Input!, $dryRun: Boolean!) {{
            {mutation}(input: $input, dryRun: $dryRun) {{ {ANSWER} {selection} }} }}"""
        return self.ask(query, input=given, dryRun=dry_run)[mutation]

    def do(self, mutation: str, selection: str = "", **given: Any) -> Any:
        """A command that must be carried out; its payload."""
        payload = self.give(mutation, selection, **given)
        assert not payload["refusals"], payload["refusals"]
        assert payload["conflict"] is None, payload["conflict"]
        return payload

    def refused(self, mutation: str, **given: Any) -> Any:
        """A command that must be refused; its one refusal."""
        payload = self.give(mutation, **given)
        assert payload["position"] is None and not payload["events"], payload
        (refusal,) = payload["refusals"]
        return refusal

    def everything(self, listing: str, selection: str, **arguments: str) -> list[Any]:
        """All rows of a connection, page by page."""
        rows: list[Any] = []
        after = None
        given = "".join(f", {name}: {value}" for name, value in arguments.items())
        query = f"""query Page($after: String) {{ {listing}(first: 100, after: $after{given}) {{
            nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
        while True:
            page = self.ask(query, after=after)[listing]
            rows += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return rows
            after = page["pageInfo"]["endCursor"]


@contextmanager
def serving(dsn: str, home: Path, *, projecting: bool = True) -> Iterator[Served]:
    """The house over a migrated database, its projector beside it, until the context ends."""
    settings = Settings(database_url=dsn, home=home)
    with house(settings) as built, built.projector() if projecting else _nothing():
        config = uvicorn.Config(built.web({}), host="127.0.0.1", port=0, log_config=None, lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, name="web")
        thread.start()
        try:
            until = time.monotonic() + 30
            while not server.started:
                assert thread.is_alive() and time.monotonic() < until, "the server did not start"
                time.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            served = Served(built, f"http://127.0.0.1:{port}/graphql", DemonstrationKey(home))
            with served.http:
                yield served
        finally:
            server.should_exit = True
            thread.join(30)
        assert not thread.is_alive(), "the server did not stop"


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def new_id() -> str:
    return str(uuid4())
