"""GraphQL over HTTP, as the specification of that name says: what a request must look like, how an answer is sent.

Nothing of a request is trusted: its size, its encoding, its shape are checked before anything is made of it.
"""

import re
import zlib
from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import Any, Final

import msgspec
import orjson
from graphql import ExecutionResult, GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from graphql_api.errors import ErrorCode

BODY_LIMIT: Final = 1024 * 1024
"""Bytes that a request's body may have."""
QUERY_LIMIT: Final = 16 * 1024
"""Characters that a question in an address may have."""
JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"


class Question(msgspec.Struct, rename="camel"):
    """A GraphQL request. Unknown fields are ignored, as the specification wants.

    query: empty when a registered document is named instead, by `document_id` or by `persisted`
    """

    query: str = ""
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None

    @property
    def persisted(self) -> str | None:
        """The hash by which Apollo's clients name a document: `extensions.persistedQuery.sha256Hash`."""
        named = (self.extensions or {}).get("persistedQuery")
        found = named.get("sha256Hash") if isinstance(named, dict) else None
        return found if isinstance(found, str) else None

    @property
    def names_a_document(self) -> bool:
        return bool(self.query.strip()) or self.document_id is not None or self.persisted is not None


class Rejected(Exception):
    """A request that is answered before GraphQL sees it.

    reason: what exactly, for programs, where the code stands for several things
    """

    def __init__(
        self, status: int, code: ErrorCode, message: str, *, reason: str | None = None, **headers: str
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.reason = reason
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class OutOfBudget(Rejected):
    """An operation whose price is not there yet.

    cost: what `extensions.cost` says; retry_after: whole seconds until the price is there
    """

    def __init__(self, cost: dict[str, int], retry_after: int) -> None:
        message = f"You have asked for too much in a short time. Try again in {retry_after} seconds."
        super().__init__(429, ErrorCode.RATE_LIMITED, message, retry_after=str(retry_after))
        self.cost = cost


async def body(request: Request) -> bytes:
    """The request's body, read no further than the limit. Raises Rejected 413, 415."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Rejected(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without compression.")
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > BODY_LIMIT:
        raise _too_large()
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > BODY_LIMIT:
            raise _too_large()
    return bytes(read)


def _too_large() -> Rejected:
    return Rejected(
        413, ErrorCode.TOO_LARGE, f"The request is larger than {BODY_LIMIT // 1024} KiB.", connection="close"
    )


def posted(content_type: str, raw: bytes) -> Question:
    """The question in a POST body. Raises Rejected 415, 400."""
    media, _, parameters = content_type.partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if media.strip().lower() != JSON or charset not in ("", "charset=utf-8"):
        raise Rejected(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, f"Send the request as {JSON} in UTF-8.", accept_post=JSON)
    question: Question = _decoded(raw, Question)
    if not question.names_a_document:
        raise _malformed("The request has neither a `query` nor a `documentId`.")
    return question


def asked(parameters: Any) -> Question:
    """The question in an address; of its extensions only the hash of a document. Raises Rejected 400, 414."""
    query, variables, extensions = (parameters.get(name) or "" for name in ("query", "variables", "extensions"))
    if len(query) + len(variables) + len(extensions) > QUERY_LIMIT:
        raise Rejected(414, ErrorCode.TOO_LARGE, "The address is too long; send the question as a POST request.")
    named = _decoded(extensions.encode(errors="replace"), dict[str, Any]) if extensions else {}
    question = Question(
        query=query,
        variables=_decoded(variables.encode(errors="replace"), dict[str, Any] | None) if variables else None,
        operation_name=parameters.get("operationName"),
        extensions={name: value for name, value in named.items() if name == "persistedQuery"},
        document_id=parameters.get("documentId"),
    )
    if not question.names_a_document:
        raise _malformed("The parameter `query` or `documentId` is missing.")
    return question


def _decoded(raw: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        raise _malformed(
            "A GraphQL request is a JSON object: `query` or `documentId` (text), `variables` (object), "
            "`operationName` (text), `extensions` (object)."
        ) from None
    except UnicodeDecodeError:
        raise _malformed("The request is not valid UTF-8.") from None
    except (msgspec.DecodeError, RecursionError):
        raise _malformed("The request is not valid JSON.") from None


def _malformed(message: str) -> Rejected:
    return Rejected(400, ErrorCode.BAD_REQUEST, message)


def answer_type(accept: str | None) -> str:
    """The media type of the answer. Raises Rejected 406 when the caller accepts neither."""
    if not accept:
        return JSON
    best, chosen = 0.0, ""
    for part in accept[:1000].split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = _quality(parameters)
        served = GRAPHQL_JSON if media == GRAPHQL_JSON else JSON if media in (JSON, "application/*", "*/*") else ""
        if served and quality > best:
            best, chosen = quality, served
    if not chosen:
        raise Rejected(406, ErrorCode.NOT_ACCEPTABLE, f"Answers are sent as {GRAPHQL_JSON} or {JSON}.")
    return chosen


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


COMPRESSED_FROM: Final = 1024
"""Bytes from which an answer is compressed."""
_LEVEL: Final = 1
"""Of zlib: nearly as small as the default for JSON, in a third of the time."""


def compressed(body: bytes, accept_encoding: str | None) -> tuple[bytes, str | None]:
    """An answer in the coding that the caller prefers (RFC 9110 §12.5.3), with its name; None: as it is.

    Whatever could have been compressed is sent with `Vary: Accept-Encoding`.
    """
    if len(body) < COMPRESSED_FROM or not accept_encoding:
        return body, None
    qualities: dict[str, float] = {}
    for part in accept_encoding[:1000].split(","):
        coding, *parameters = (piece.strip().lower() for piece in part.split(";"))
        qualities[coding] = _quality(parameters)
    anything = qualities.get("*", 0.0)
    zipped = max(qualities.get("gzip", anything), qualities.get("x-gzip", 0.0))
    if zipped <= 0 or zipped < qualities.get("identity", 0.0):
        return body, None
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush(), "gzip"


def etag(*parts: str | int | bytes | None, weak: bool = True) -> str:
    """The tag of an answer that is the same as long as these parts are (RFC 9110 §8.8.3).

    weak: the same in meaning, however it is compressed; a strong tag stands for the very bytes
    """
    digest = blake2b(digest_size=18)
    for part in parts:
        plain = part if isinstance(part, bytes) else b"" if part is None else str(part).encode(errors="replace")
        kind = b"0" if part is None else b"1"
        digest.update(kind + len(plain).to_bytes(8, "big") + plain)
    return f'{"W/" if weak else ""}"{urlsafe_b64encode(digest.digest()).decode()}"'


_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def unchanged(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller has the answer of a tag already: weak comparison (RFC 9110 §8.8.3.2, §13.1.2)."""
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    held = {found.removeprefix("W/") for found in _TAG.findall(if_none_match[:4000])}
    return tag.removeprefix("W/") in held


def answered(result: ExecutionResult, media: str) -> Response:
    """The result of an operation as a response; a question that could not be executed is 400 for who asked so."""
    content: dict[str, Any] = {}
    if result.errors:
        content["errors"] = [error.formatted for error in result.errors]
    failed = result.data is None and bool(result.errors) and all(error.path is None for error in result.errors or ())
    if not failed:
        content["data"] = result.data
    if result.extensions:
        content["extensions"] = result.extensions
    return _response(content, 400 if failed and media == GRAPHQL_JSON else 200, media)


def refused(rejected: Rejected, media: str = JSON) -> Response:
    """A rejection as a response in GraphQL's own shape."""
    reason = {"reason": rejected.reason} if rejected.reason else {}
    error = GraphQLError(rejected.message, extensions={"code": rejected.code.value, **reason})
    content: dict[str, Any] = {"errors": [error.formatted]}
    if isinstance(rejected, OutOfBudget):
        content["extensions"] = {"cost": rejected.cost}
    response = _response(content, rejected.status, media)
    response.headers.update(rejected.headers)
    return response


def _response(content: dict[str, Any], status: int, media: str) -> Response:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(orjson.dumps(content), status, headers, f"{media}; charset=utf-8")
