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
    asking = asyncio.current_task()
    assert asking is not None
    watching: asyncio.Task[None] | None = None
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone = True
        asking.cancel()

    def look() -> None:
        nonlocal watching
        watching = asyncio.ensure_future(watch())

    later = asyncio.get_running_loop().call_later(SHORT, look)
    try:
        return await work
    except asyncio.CancelledError:
        if not gone or asking.uncancel():
            raise
        return Response(status_code=CLIENT_GONE)
    finally:
        later.cancel()
        if watching is not None:
            watching.cancel()
