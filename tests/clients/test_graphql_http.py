"""GraphQL over HTTP as the specification of that name has it, judged by the audits of `graphql-http`."""

import json

from tests.clients.conftest import Front
from tests.clients.node import HERE, node

AUDITS = 61


def test_every_audit_of_graphql_over_http_is_ok(front: Front) -> None:
    verdicts = json.loads(node(HERE / "audits.mjs", given=front.given()))
    assert [verdict for verdict in verdicts if verdict["status"] != "ok"] == []
    assert len({verdict["id"] for verdict in verdicts}) == AUDITS
