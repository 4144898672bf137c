"""GraphQL over HTTP, as the specification of that name says: what a request must look like, how an answer is sent.

Nothing of a request is trusted: its size, its encoding, its shape are checked before anything is made of it.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request

from graphql_api.errors import ErrorCode

BODY_LIMIT: Final = 1024 * 1024
"""Bytes that a request's body may have."""
QUERY_LIMIT: Final = 16 * 1024
"""Characters that a question in an address may have."""
JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
_IN_AN_ADDRESS: Final = ("query", "documentId", "variables", "operationName", "extensions")
"""Parameters of a question; others are ignored, as unknown fields of a body are."""


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
    """The request's body, read no further than the limit. Raises Rejected 413, 415, 400."""
    headers = request.headers
    if headers.get("content-encoding", "identity") != "identity":
        raise Rejected(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without compression.")
    announced = headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > BODY_LIMIT:
        raise _too_large()
    read, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise _malformed("The request ended before its body did.")
        read += message.get("body", b"")
        if len(read) > BODY_LIMIT:
            raise _too_large()
        more = message.get("more_body", False)
    return bytes(read)


def _too_large() -> Rejected:
    return Rejected(
        413, ErrorCode.TOO_LARGE, f"The request is larger than {BODY_LIMIT // 1024} KiB.", connection="close"
    )


def posted(content_type: str, raw: bytes) -> Question:
    """The question in a POST body. Raises Rejected 415, 400."""
    if not _is_json(content_type):
        raise Rejected(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, f"Send the request as {JSON} in UTF-8.", accept_post=JSON)
    question: Question = _decoded(raw, Question)
    if not question.names_a_document:
        raise _malformed("The request has neither a `query` nor a `documentId`.")
    return question


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    media, _, parameters = content_type.partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    return media.strip().lower() == JSON and charset in ("", "charset=utf-8")


def once(parameters: QueryParams, known: Collection[str]) -> None:
    """Raises Rejected 400 where an address gives one of these parameters several times; none is chosen silently."""
    if len(parameters) == len(parameters.multi_items()):
        return
    for name in known:
        if len(parameters.getlist(name)) > 1:
            raise _malformed(f"The address gives `{name}` several times; expected once at most.")


def asked(parameters: QueryParams) -> Question:
    """The question in an address; of its extensions only the hash of a document. Raises Rejected 400, 414."""
    once(parameters, _IN_AN_ADDRESS)
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


@lru_cache(maxsize=256)
def answer_type(accept: str | None) -> str:
    """The media type of the answer. Raises Rejected 406 when the caller accepts neither."""
    if not accept:
        return JSON
    best, chosen = 0.0, ""
    for part in accept[:1000].split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = quality(parameters)
        served = GRAPHQL_JSON if media == GRAPHQL_JSON else JSON if media in (JSON, "application/*", "*/*") else ""
        if served and weight > best:
            best, chosen = weight, served
    if not chosen:
        raise Rejected(406, ErrorCode.NOT_ACCEPTABLE, f"Answers are sent as {GRAPHQL_JSON} or {JSON}.")
    return chosen


def quality(parameters: list[str]) -> float:
    """The weight among the parameters of one choice (RFC 9110 §12.4.2); 1 when none is given, 0 when it is wrong."""
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
