"""`/trail.csv` and `/trail.ndjson`: the trail as a file, for whoever shows a token, as far as he or she may see it.

An address is logged on its way, so words that are looked for, and reasons, come in a POST. An answer that breaks off is
not whole: a stream of known length it cannot be.
"""

import asyncio
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from graphql_api.context import Ports, reason_of
from graphql_api.errors import ErrorCode, Fault, presented
from graphql_api.languages import preferred
from graphql_api.ports import Identity, Viewer
from infra.http.answers import refused
from infra.http.endpoint import Gates, Identify, pay, unauthenticated
from infra.http.messages import Rejected, body, once
from infra.identity import TokenRefused, bearer
from infra.trail import CONDITIONS, FORMS, Export, Form, Wanted, WrongConditionError, wanted
from infra.trail.entries import Part

PRICE: Final = 10_000
"""Points that an export takes from its reader's bucket."""
AT_ONCE: Final = 2
"""Exports that one process streams at the same time."""
_UNWRITTEN: Final = ("text", "reason")
"""What does not belong into an address."""


class Trail:
    """The addresses. One for the whole process."""

    def __init__(self, ports: Ports, identify: Identify, gates: Gates) -> None:
        self._ports = ports
        self._identify = identify
        self._gates = gates
        self._free = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        return [Route(f"/trail.{name}", self._answer(form), methods=["GET", "POST"]) for name, form in FORMS.items()]

    def _answer(self, form: Form) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await self._streamed(request, form)
            except Rejected as rejected:
                return refused(rejected)
            except TokenRefused as refusal:
                return refused(unauthenticated(refusal, request.headers.get("accept-language")))
            except Exception as error:  # foreseen or not, it is told without a word of its own
                (told,) = presented([GraphQLError("", original_error=error)], self._ports.telemetry)
                code = ErrorCode((told.extensions or {})["code"])
                return refused(Rejected(_STATUS.get(code, 500), code, told.message))

        return answer

    async def _streamed(self, request: Request, form: Form) -> Response:
        if request.method == "HEAD":
            raise Rejected(405, ErrorCode.METHOD_NOT_ALLOWED, "Ask for the file itself.", allow="GET, POST")
        identity = await self._identify(bearer(request.headers.get("authorization")))
        asked = await _wanted(request)
        reason = reason_of({"reason": asked.reason}, "`reason`")
        if self._free.locked():
            raise Rejected(429, ErrorCode.RATE_LIMITED, "Other exports are under way; try again.", retry_after="30")
        pay(self._gates.budget, identity.subject, min(PRICE, self._gates.budget.capacity))
        language = asked.language or preferred(request.headers.get("accept-language"), identity.language)
        viewer, today = Viewer(identity.subject, reason), self._ports.today()
        export = Export(self._ports.views, self._ports.journal, viewer, asked, form, language, today)
        parts = self._while_proved(export, identity)
        first = [await anext(parts), await anext(parts, None)]
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        headers = {
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="trail.{form.name}"',
            "x-content-type-options": "nosniff",
            "vary": "Accept-Encoding",
            **({"content-encoding": "gzip"} if zipped else {}),
        }
        text = _texts([part for part in first if part is not None], parts)
        return StreamingResponse(_compressed(text) if zipped else text, 200, headers, form.media)

    async def _while_proved(self, export: Export, identity: Identity) -> AsyncGenerator[Part, None]:
        """The parts as long as the token holds; one place of those that stream at the same time is taken meanwhile."""
        async with self._free:
            async for part in export.parts():
                if identity.expires_at <= datetime.now(UTC):
                    raise Fault(ErrorCode.UNAUTHENTICATED, "The access token has expired.")
                yield part


_STATUS: Final = {
    ErrorCode.BAD_INPUT: 400,
    ErrorCode.TOO_COMPLEX: 400,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.UNAUTHENTICATED: 401,
}


async def _wanted(request: Request) -> Wanted:
    """What is asked for, by the address or by the body of a POST. Raises Rejected."""
    once(request.query_params, CONDITIONS)
    given: dict[str, Any] = dict(request.query_params)
    if any(name in given for name in _UNWRITTEN):
        raise _malformed("Send `text` and `reason` by POST: an address is logged on its way.")
    posted = request.method == "POST"
    if posted and given:
        raise _malformed("What a POST wants stands in its body, nothing of it in the address.")
    try:
        if posted:
            given = msgspec.json.decode(await body(request), type=dict[str, Any])
        return wanted(given, texts=not posted)
    except WrongConditionError as wrong:
        named = f"`{wrong.name}`: " if wrong.name is not None else "A name is wrong: "
        raise _malformed(f"{named}expected {wrong.expected}.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _malformed(f"The body is one JSON object with some of {', '.join(CONDITIONS)}.") from None


def _malformed(message: str) -> Rejected:
    return Rejected(400, ErrorCode.BAD_REQUEST, message)


async def _texts(first: list[Part], rest: AsyncGenerator[Part, None]) -> AsyncIterator[bytes]:
    async with aclosing(rest):
        for part in first:
            yield part.text
        async for part in rest:
            yield part.text


async def _compressed(text: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packing = zlib.compressobj(level=1, wbits=31)
    async for part in text:
        yield packing.compress(part) + packing.flush(zlib.Z_SYNC_FLUSH)
    yield packing.flush()
