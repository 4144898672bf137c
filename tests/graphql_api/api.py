"""A running register behind its API: the small register of the scenarios, its projector, the web application."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from infra.http import Doors, application
from infra.identity import DemonstrationKey
from infra.projector import CAUGHT_UP, follow
from infra.register import Register
from infra.store.recorder import Store
from infra.telemetry import Telemetry
from tests.domain.scenario import OMBUDSMAN
from tests.infra.founded import found


class Api:
    """Asks the API as one official or another."""

    def __init__(self, client: TestClient, key: DemonstrationKey, register: Register, dsn: str) -> None:
        self.client = client
        self.key = key
        self.register = register
        self.dsn = dsn

    def headers(self, by: str, language: str = "en") -> dict[str, str]:
        token = self.key.issue(by, timedelta(hours=1))
        return {"authorization": f"Bearer {token}", "accept-language": language}

    def post(self, query: str, variables: Any = None, *, by: str = OMBUDSMAN, language: str = "en") -> Any:
        """The whole answer, errors and all."""
        body = {"query": query, "variables": variables}
        response = self.client.post("/graphql", json=body, headers=self.headers(by, language))
        assert response.headers["content-type"].startswith("application/json"), response.text
        return response.json()

    def ask(self, query: str, variables: Any = None, *, by: str = OMBUDSMAN, language: str = "en") -> Any:
        """The data of an answer without errors."""
        answer = self.post(query, variables, by=by, language=language)
        assert "errors" not in answer, answer
        return answer["data"]

    def give(self, mutation: str, given: dict[str, Any], selection: str = "", **options: Any) -> Any:
        """The payload of a command."""
        kind = mutation[:1].upper() + mutation[1:]
        query = f"""mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{
            position version refusals {{ code message path paragraph {{ id cite }} whoCould }}
            conflict {{ expectedVersion actualVersion events {{ event }} }} {selection} }} }}"""
        return self.ask(query, {"input": given}, **options)[mutation]

    @contextmanager
    def socket(self, by: str | None = OMBUDSMAN) -> Iterator["Socket"]:
        """An open socket on which an official has presented a token."""
        with self.client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as session:
            payload = {"Authorization": self.headers(by)["authorization"]} if by else {}
            session.send_json({"type": "connection_init", "payload": payload})
            yield Socket(session)


class Socket:
    """The protocol graphql-transport-ws, as a client speaks it."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def subscribe(self, query: str, variables: Any = None, id: str = "1", **more: Any) -> None:
        payload = {"query": query, "variables": variables, **more}
        self.session.send_json({"type": "subscribe", "id": id, "payload": payload})

    def next(self) -> Any:
        return self.session.receive_json()


@contextmanager
def running(
    database: str, home: Path, *, try_it: bool = True, begin: Callable[[Store], object] = found
) -> Iterator[Api]:
    """The API over a fresh database. begin: writes what the register begins with"""
    stop = threading.Event()
    key = DemonstrationKey(home)
    telemetry = Telemetry()
    with Store(database) as store:
        begin(store)
        projecting = threading.Thread(target=follow, args=(database, stop), daemon=True)
        projecting.start()
        register = Register(store)
        doors = Doors(
            dsn=database,
            shown=CAUGHT_UP,
            register=register,
            telemetry=telemetry,
            identify=key.verifier().verify_async,
            ready=_ready,
            try_it=try_it,
        )
        try:
            with TestClient(application(doors)) as client:
                api = Api(client, key, register, database)
                while api.ask("{ auditTrail { totalCount } }")["auditTrail"]["totalCount"] < register.head():
                    time.sleep(0.05)
                yield api
        finally:
            stop.set()
            projecting.join(10)
            telemetry.close()


async def _ready() -> list[str]:
    return []


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)
