"""How answers are sent: GraphQL's own shape, the media type asked for, compressed where the caller takes that."""

from functools import lru_cache
from typing import Any, Final

import orjson
from graphql import ExecutionResult, GraphQLError
from starlette.datastructures import Headers
from starlette.responses import Response

from infra.http.coding import COMPRESSED_FROM, compressed
from infra.http.messages import GRAPHQL_JSON, JSON, OutOfBudget, Rejected

_ALWAYS: Final = {"x-content-type-options": "nosniff"}
_ASKED: Final = "Authorization, Accept, Accept-Language"
"""Headers of a request on which an answer that may be kept depends."""


def replied(data: bytes, media: str, headers: Headers, cost: dict[str, int], tag: str | None) -> Response:
    """The response with `data` that is JSON already.

    tag: of the answer, when the caller may keep it and ask whether it still holds
    """
    price, left, refill = cost["price"], cost["left"], cost["refill"]
    content = b'{"data":%s,"extensions":{"cost":{"price":%d,"left":%d,"refill":%d}}}' % (data, price, left, refill)
    if tag is None and "accept-encoding" not in headers:
        return _Plain(content, media)
    return _sent(content, 200, media, headers, tag)


class _Plain(Response):
    """The answer as nearly all programs get it: Starlette's own way to the headers is a twentieth of a short read."""

    def __init__(self, content: bytes, media: str) -> None:
        self.status_code, self.body, self.background = 200, content, None
        length = (b"content-length", b"%d" % len(content))
        self.raw_headers = [*_plain_headers(media, len(content) >= COMPRESSED_FROM), length]


@lru_cache(maxsize=8)
def _plain_headers(media: str, compressible: bool) -> tuple[tuple[bytes, bytes], ...]:
    told = _sent(b" " * (COMPRESSED_FROM if compressible else 1), 200, media, Headers()).raw_headers
    return tuple(header for header in told if header[0] != b"content-length")


def not_modified(tag: str) -> Response:
    """The response to who has the present answer already (RFC 9110 §15.4.5)."""
    return Response(status_code=304, headers=_kept(tag) | {"vary": f"{_ASKED}, Accept-Encoding"})


def results(result: ExecutionResult, media: str, headers: Headers, cost: dict[str, int] | None = None) -> Response:
    """The result of an operation as a response; a question that could not be executed is 400 for who asked so."""
    content: dict[str, Any] = {}
    if result.errors:
        content["errors"] = [error.formatted for error in result.errors]
    failed = result.data is None and bool(result.errors) and all(error.path is None for error in result.errors or ())
    if not failed:
        content["data"] = result.data
    if cost is not None:
        content["extensions"] = {"cost": cost}
    status = 400 if failed and media == GRAPHQL_JSON else 200
    return _sent(orjson.dumps(content), status, media, headers)


def refused(rejected: Rejected, media: str = JSON) -> Response:
    """A rejection as a response in GraphQL's own shape."""
    reason = {"reason": rejected.reason} if rejected.reason else {}
    error = GraphQLError(rejected.message, extensions={"code": rejected.code.value, **reason})
    content: dict[str, Any] = {"errors": [error.formatted]}
    if isinstance(rejected, OutOfBudget):
        content["extensions"] = {"cost": rejected.cost}
    response = _sent(orjson.dumps(content), rejected.status, media, Headers())
    response.headers.update(rejected.headers)
    return response


def _sent(content: bytes, status: int, media: str, headers: Headers, tag: str | None = None) -> Response:
    sent = _ALWAYS | ({"cache-control": "no-store"} if tag is None else _kept(tag) | {"vary": _ASKED})
    if len(content) >= COMPRESSED_FROM:
        sent["vary"] = f"{sent['vary']}, Accept-Encoding" if "vary" in sent else "Accept-Encoding"
        content, coding = compressed(content, headers.get("accept-encoding"))
        if coding is not None:
            sent["content-encoding"] = coding
    return Response(content, status, sent, f"{media}; charset=utf-8")


def _kept(tag: str) -> dict[str, str]:
    """What is said of an answer that its caller may keep and ask again whether it holds."""
    return {"etag": tag, "cache-control": "private, no-cache"}
