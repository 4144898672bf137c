"""What an answer to bad input must look like, and what it must never tell."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.domain.scenario import EMPLOYEE_71
from tests.journeys.served import Served

CANARY = "Қанарейка-7f3a Canary Bird"
LEAKS = re.compile(
    r"Traceback|\.py\b|File \"|line \d+, in|psycopg|SELECT |INSERT |views\.|register\.(events|append)"
    r"|/(usr|tmp|home|root)/|site-packages|strawberry|msgspec|object at 0x|graphql_api|Canary|Қанарейка|anarei"
)
CLASSIFY = """mutation Classify($input: ClassifyComplaintInput!) { classifyComplaint(input: $input) {
    position refusals { code message path } } }"""
REGISTER = """mutation Register($input: RegisterComplaintInput!) { registerComplaint(input: $input) {
    position refusals { code message path } } }"""


def registration(**changes: Any) -> dict[str, Any]:
    return {
        "office": "71",
        "addressee": "REPRESENTATIVE",
        "channel": "DESK",
        "applicants": [{"details": {"name": "A Person"}}],
        "heads": [{"category": "Housing"}],
        **changes,
    }


@contextmanager
def nothing_is_written(served: Served) -> Iterator[None]:
    before = served.head()
    yield
    assert served.head() == before


def judged(response: httpx.Response, status: int, code: str) -> Any:
    """The error of a response: of this status and code, in GraphQL's shape, and free of what it must not tell."""
    assert response.status_code == status, response.text
    assert "json" in response.headers["content-type"]
    assert not LEAKS.search(response.text), response.text
    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == code, response.text
    assert error["message"].strip()
    return error


def as_json(served: Served) -> dict[str, str]:
    return served.caller(EMPLOYEE_71).headers() | {"content-type": "application/json"}


def refusal_of(response: httpx.Response, mutation: str) -> Any:
    assert response.status_code == 200, response.text
    assert not LEAKS.search(response.text), response.text
    (refusal,) = response.json()["data"][mutation]["refusals"]
    assert refusal["message"]
    return refusal
