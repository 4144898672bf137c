"""One question over HTTP, for `query`."""

import urllib.error
import urllib.request
from typing import Any

import msgspec

from infra.cli.failing import AskedWrongly, CommandFailed

PATIENCE = 60
"""Seconds for the answer."""


def post(url: str, token: str, question: dict[str, Any]) -> dict[str, Any]:
    """Ask the API and return its JSON, errors included. Raises CommandFailed when there is no API to ask."""
    if not url.startswith(("http://", "https://")):
        raise AskedWrongly("--url: expected an address such as http://127.0.0.1:8000/graphql")
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept": "application/graphql-response+json, application/json",
    }
    request = urllib.request.Request(url, msgspec.json.encode(question), headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            raw = response.read()
    except urllib.error.HTTPError as error:
        raw = error.read()
    except OSError:
        raise CommandFailed(f"no server answers at {url}: start `ombudsman serve`, or name it by --url") from None
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except msgspec.MsgspecError:
        raise CommandFailed(f"what answers at {url} is not the API of the register") from None
