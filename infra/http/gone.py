"""Work for a client that may go away: a question that nobody waits for any more is ended, also in the database."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

SHORT: Final = 0.05
"""Seconds for which a client is not looked after: nearly every question is answered by then."""
CLIENT_GONE: Final = 499
"""The status that nobody receives; logs know it as the client's own end."""


async def unless_gone(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    """The response of a question, unless its client closes the connection before."""
    answering = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({answering}, timeout=SHORT)
        if done:
            return answering.result()
        watching = asyncio.ensure_future(_closed(request))
        try:
            await asyncio.wait({answering, watching}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watching.cancel()
        if answering.done():
            return answering.result()
        return Response(status_code=CLIENT_GONE)
    finally:
        if not answering.done():
            answering.cancel()
            await asyncio.wait({answering})


async def _closed(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
