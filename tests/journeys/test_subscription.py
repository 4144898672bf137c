"""The stream of events over a real socket: without gaps, live, filtered, taken up again after a break, and guarded."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from domain.persons.decide import RegisterPerson
from domain.persons.state import PersonDetails
from tests.domain.scenario import EMPLOYEE_71, EMPLOYEE_75, HEAD, OMBUDSMAN, POST_EMPLOYEE_71, REPRESENTATIVE_71
from tests.infra.founded import accepted
from tests.journeys.served import Served

WRITERS, WRITES = 3, 25
ALL = "subscription All($after: Position) { events(after: $after) { position event stream } }"


@asynccontextmanager
async def socket(served: Served, token: str | None) -> AsyncIterator[ClientConnection]:
    """An open socket on which a token was presented and accepted."""
    async with connect(served.socket_url, subprotocols=[Subprotocol("graphql-transport-ws")]) as opened:
        payload = {} if token is None else {"Authorization": f"Bearer {token}"}
        await opened.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await opened.recv())["type"] == "connection_ack"
        yield opened


async def subscribe(opened: ClientConnection, query: str, variables: Any = None, id: str = "1") -> None:
    await opened.send(json.dumps({"type": "subscribe", "id": id, "payload": {"query": query, "variables": variables}}))


async def next_event(opened: ClientConnection, within: float = 10) -> Any:
    while True:
        message = json.loads(await asyncio.wait_for(opened.recv(), within))
        if message["type"] == "ping":
            await opened.send(json.dumps({"type": "pong"}))
            continue
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]["events"]


async def code_of_close(opened: ClientConnection) -> int:
    """Listen until the server closes; the code that it gives."""
    try:
        while True:
            await asyncio.wait_for(opened.recv(), 5)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0


def somebody() -> RegisterPerson:
    return RegisterPerson(details=PersonDetails(name="Somebody"))


def append(served: Served, by: str = EMPLOYEE_71) -> int:
    """Register a person; the position."""
    return int(accepted(served.house.register, somebody(), by=by).last)


async def test_from_the_beginning_and_from_the_middle_every_position_arrives_once_and_in_order(served: Served) -> None:
    head = await asyncio.to_thread(served.head)
    async with socket(served, served.token(OMBUDSMAN)) as opened:
        for after in (0, head // 2):
            await subscribe(opened, ALL, {"after": after}, id=str(after))
            got = [(await next_event(opened))["position"] for _ in range(head - after)]
            assert got == list(range(after + 1, head + 1))
            await opened.send(json.dumps({"type": "complete", "id": str(after)}))


async def test_without_a_position_the_stream_begins_now_and_each_event_arrives_at_once(served: Served) -> None:
    async with socket(served, served.token(OMBUDSMAN)) as opened:
        await subscribe(opened, ALL)
        await asyncio.sleep(0.3)
        delays = []
        for _ in range(12):
            began = time.perf_counter()
            position = await asyncio.to_thread(append, served)
            appended = time.perf_counter()
            assert (await next_event(opened))["position"] == position
            delays.append(time.perf_counter() - appended)
            assert appended >= began
    delays.sort()
    assert delays[6] < 1, delays


async def test_a_filter_leaves_out_what_is_not_wanted_and_nothing_else(served: Served) -> None:
    after = await asyncio.to_thread(served.head)
    wanted = []
    for number in range(6):
        position = await asyncio.to_thread(append, served, EMPLOYEE_71 if number % 2 else REPRESENTATIVE_71)
        if number % 2:
            wanted.append(position)
    query = """subscription Mine($after: Position, $filter: AuditFilter) {
        events(after: $after, filter: $filter) { position actor { id } } }"""
    async with socket(served, served.token(OMBUDSMAN)) as opened:
        await subscribe(opened, query, {"after": after, "filter": {"actor": {"eq": EMPLOYEE_71}}})
        got = [await next_event(opened) for _ in wanted]
        with pytest.raises(TimeoutError):
            await next_event(opened, within=0.3)
    assert [event["position"] for event in got] == wanted
    assert {event["actor"]["id"] for event in got} == {EMPLOYEE_71}


async def test_a_reader_whose_connection_breaks_again_and_again_misses_nothing_while_others_write(
    served: Served,
) -> None:
    after = start = await asyncio.to_thread(served.head)
    goal = start + WRITERS * WRITES

    async def write() -> None:
        for _ in range(WRITES):
            await asyncio.to_thread(append, served)

    writers = [asyncio.create_task(write()) for _ in range(WRITERS)]
    got: list[int] = []
    breaks = 0
    while after < goal:
        async with socket(served, served.token(OMBUDSMAN)) as opened:
            await subscribe(opened, ALL, {"after": after})
            for _ in range(17):
                if after == goal:
                    break
                after = int((await next_event(opened))["position"])
                got.append(after)
            opened.transport.abort()
            breaks += 1
    await asyncio.gather(*writers)
    assert got == list(range(start + 1, goal + 1))
    assert breaks > 3


async def test_an_official_hears_only_of_what_he_may_see_and_the_gaps_tell_nothing(served: Served) -> None:
    after = await asyncio.to_thread(served.head)
    by_office: dict[str, list[int]] = {EMPLOYEE_71: [], EMPLOYEE_75: []}
    for official in (EMPLOYEE_71, EMPLOYEE_75) * 3:
        by_office[official].append(await asyncio.to_thread(append, served, official))
    for official, positions in by_office.items():
        async with socket(served, served.token(official)) as opened:
            await subscribe(opened, ALL, {"after": after})
            got = [(await next_event(opened))["position"] for _ in positions]
            with pytest.raises(TimeoutError):
                await next_event(opened, within=0.3)
        assert got == positions


async def test_a_stream_that_is_open_falls_silent_with_the_dismissal_of_its_listener(own: Served) -> None:
    """Only what the official concerned hears of his own dismissal may still come, and nothing after it."""
    async with socket(own, own.token(EMPLOYEE_71)) as opened:
        await subscribe(opened, ALL)
        await asyncio.sleep(0.3)
        seen = await asyncio.to_thread(append, own)
        assert (await next_event(opened))["position"] == seen
        dismissal = {"post": POST_EMPLOYEE_71, "reference": "Order 3", "ground": "Own wish"}
        await asyncio.to_thread(lambda: own.caller(HEAD).do("dismissEmployee", **dismissal))
        dismissed = await asyncio.to_thread(own.head)
        for _ in range(3):
            await asyncio.to_thread(append, own, REPRESENTATIVE_71)
        heard = []
        with contextlib.suppress(TimeoutError):
            while True:
                heard.append((await next_event(opened, within=0.7))["position"])
    assert [position for position in heard if position > dismissed] == []


@pytest.mark.parametrize("token", [None, "", "nonsense", "expired"])
async def test_a_socket_without_a_valid_token_is_closed_with_4403(served: Served, token: str | None) -> None:
    given = served.key.issue(OMBUDSMAN, timedelta(hours=-1)) if token == "expired" else token
    async with connect(served.socket_url, subprotocols=[Subprotocol("graphql-transport-ws")]) as opened:
        payload = {} if given is None else {"Authorization": f"Bearer {given}"}
        await opened.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert await code_of_close(opened) == 4403


async def test_a_subscription_before_the_token_was_presented_is_closed_with_4401(served: Served) -> None:
    async with connect(served.socket_url, subprotocols=[Subprotocol("graphql-transport-ws")]) as opened:
        await subscribe(opened, ALL)
        assert await code_of_close(opened) == 4401


async def test_when_the_token_ends_the_running_stream_ends_and_no_other_begins(served: Served) -> None:
    async with socket(served, served.key.issue(OMBUDSMAN, timedelta(seconds=2))) as opened:
        await subscribe(opened, ALL, {"after": 0})
        began = time.monotonic()
        message: Any = {}
        while "errors" not in message.get("payload", {}):
            assert time.monotonic() - began < 10, "the stream outlives its token"
            await asyncio.to_thread(append, served)
            message = json.loads(await asyncio.wait_for(opened.recv(), 5))
            await asyncio.sleep(0 if "errors" in message["payload"] else 0.02)
        assert time.monotonic() - began > 0.5
        assert message["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        await subscribe(opened, ALL, id="2")
        assert await code_of_close(opened) == 4401


async def test_the_older_protocol_and_other_garbage_are_refused_without_harm(served: Served) -> None:
    async with connect(served.socket_url, subprotocols=[Subprotocol("graphql-ws")]) as opened:
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(opened.recv(), 5)
    for garbage in ("{", "[]", '{"type": 7}', '{"type": "subscribe"}', "\x00", '{"type": "connection_init"'):
        async with socket(served, served.token(OMBUDSMAN)) as opened:
            await opened.send(garbage)
            assert 4400 <= await code_of_close(opened) < 4500
    async with socket(served, served.token(OMBUDSMAN)) as opened:
        await subscribe(opened, "subscription { events { nobody } }")
        message = json.loads(await opened.recv())
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == "VALIDATION_FAILED"
