"""The page on which people try the API: GraphiQL, served from this package, working without any other host.

The page itself holds no secret and asks for a token; its policy forbids the browser to load anything from elsewhere.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

STATIC: Final = Path(str(files("infra.http") / "static"))
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_VARIABLES: Final = "# variables: "


class Example(msgspec.Struct, frozen=True):
    """A saved question. title: its first line; variables: what it is asked with."""

    title: str
    query: str
    variables: dict[str, Any] | None = None


def page() -> Response:
    """The page."""
    headers = {
        "content-security-policy": _POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-cache",
        "vary": "Accept",
    }
    return Response((STATIC / "index.html").read_bytes(), 200, headers, "text/html; charset=utf-8")


@cache
def examples() -> tuple[Example, ...]:
    """The saved questions, in the order of their files."""
    return tuple(_example(path.read_text(encoding="utf-8")) for path in sorted((STATIC / "examples").glob("*.graphql")))


def _example(text: str) -> Example:
    title, _, query = text.partition("\n")
    variables = None
    if query.startswith(_VARIABLES):
        given, _, query = query.removeprefix(_VARIABLES).partition("\n")
        variables = orjson.loads(given)
    return Example(title.removeprefix("# "), query, variables)


def routes() -> list[BaseRoute]:
    """What the page loads."""
    return [
        Route("/graphiql/examples.json", _examples, methods=["GET"]),
        Mount("/graphiql", StaticFiles(directory=STATIC)),
    ]


async def _examples(_: Request) -> Response:
    return Response(msgspec.json.encode(examples()), 200, {"cache-control": "no-cache"}, "application/json")
