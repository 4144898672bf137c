"""What needs no token, and what stands behind walls, asked over HTTP."""

from typing import Any

import pytest

from tests.domain.scenario import AUDITOR, EMPLOYEE_71, HEAD, OMBUDSMAN, REPRESENTATIVE_71
from tests.graphql_api.api import Api
from tests.graphql_api.story import CANARY, HOUSING, done, registered, registration

SECRET = "a-secret-of-the-applicant-2026"
OWN = "query ($n: String!, $s: String!) { ownCase(number: $n, secret: $s) { number status dueOn suspended } }"
REASON = {"reason": "Inspection of the files of the year"}


def nobody_asks(api: Api, query: str, **variables: Any) -> Any:
    """The answer to a request without a token."""
    return api.client.post("/graphql", json={"query": query, "variables": variables}).json()


@pytest.fixture
def complaint(api: Api) -> dict[str, Any]:
    """A complaint whose applicant has a secret."""
    made = registered(api, registration("71"), REPRESENTATIVE_71)
    done(api, "issueApplicantAccess", {"complaint": made, "secret": SECRET}, REPRESENTATIVE_71)
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { id number status dueOn } } }"
    found: dict[str, Any] = api.ask(query, {"id": made})["node"]
    return found


def test_an_applicant_follows_the_own_case_without_a_token(api: Api, complaint: dict[str, Any]) -> None:
    number = complaint["number"]
    assert nobody_asks(api, OWN, n=number, s=SECRET)["data"] == {
        "ownCase": {"number": number, "status": complaint["status"], "dueOn": complaint["dueOn"], "suspended": False}
    }
    wrong = [
        nobody_asks(api, OWN, n=n, s=s)
        for n, s in ((number, SECRET + "x"), ("C-71-2026-99999", SECRET), (number, "x" * 5000), (number, "\0"))
    ]
    assert [answer["data"] for answer in wrong] == [{"ownCase": None}] * 4
    assert all("errors" not in answer for answer in wrong)


def test_a_walled_complaint_is_for_who_crosses_and_says_behind_which_wall_it_stands(
    api: Api, complaint: dict[str, Any]
) -> None:
    opened = api.give("openCompartment", {"name": "North", "purpose": "Kept apart"}, "record { id }", by=OMBUDSMAN)
    compartment = opened["record"]["id"]
    done(api, "putComplaintBehindWall", {"complaint": complaint["id"], "compartment": compartment}, OMBUDSMAN)
    crossing = {"official": EMPLOYEE_71, "compartment": compartment, "reason": "In charge of it"}
    done(api, "grantCrossing", crossing, OMBUDSMAN)
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { compartment { id name } } } }"
    shown = {
        official: api.ask(query, {"id": complaint["id"]}, by=official)["node"]
        for official in (OMBUDSMAN, HEAD, REPRESENTATIVE_71, EMPLOYEE_71)
    }
    assert shown[EMPLOYEE_71] == {"compartment": {"id": compartment, "name": "North"}}
    assert [shown[official] for official in (OMBUDSMAN, HEAD, REPRESENTATIVE_71)] == [None, None, None]
    listed = "{ compartments { nodes { name crossings { official { id } until } } } }"
    expected = [{"name": "North", "crossings": [{"official": {"id": EMPLOYEE_71}, "until": None}]}]
    for official in (OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71):
        assert api.ask(listed, by=official)["compartments"]["nodes"] == expected, official
    assert api.ask(listed, by=REPRESENTATIVE_71)["compartments"]["nodes"] == []


PATHS = (
    "query ($id: ID!) { node(id: $id) { id } }",
    "query ($n: String!) { record(number: $n) { id } }",
    "query ($n: String!) { complaints(filter: {number: {eq: $n}}) { totalCount nodes { id } } }",
    "{ complaintCounts(by: RESPONDENT) { key complaints } }",
    "{ statistics(by: [RESPONDENT]) { cells { values { value } } } }",
    "{ auditTrail(first: 100, order: POSITION_DESC) { nodes { stream number payload content } } }",
    "{ persons { totalCount nodes { name } } }",
    "query ($n: String!) { search(text: $n) { nodes { number snippets { field } } } }",
    '{ search(text: "Canary") { nodes { number } } }',
    '{ search(text: "Канарейкин") { nodes { number } } }',
)


def test_a_walled_complaint_is_on_no_path_of_who_may_not_cross(api: Api, complaint: dict[str, Any]) -> None:
    variables = {"id": complaint["id"], "n": complaint["number"]}

    def answers(official: str) -> list[str]:
        texts = []
        for query in PATHS:
            body = {"query": query, "variables": variables, "extensions": REASON}
            text = api.client.post("/graphql", json=body, headers=api.headers(official)).text
            assert "errors" not in text, text
            texts.append(text)
        return texts

    def told(official: str) -> set[str]:
        """Paths by which the complaint, its number, its applicant or its respondent are told."""
        words = (complaint["id"], complaint["number"], CANARY, HOUSING)
        return {
            query for query, text in zip(PATHS, answers(official), strict=True) if any(word in text for word in words)
        }

    assert told(OMBUDSMAN) == set(PATHS)
    opened = api.give("openCompartment", {"name": "North", "purpose": "Kept apart"}, "record { id }", by=OMBUDSMAN)
    compartment = opened["record"]["id"]
    done(api, "putComplaintBehindWall", {"complaint": complaint["id"], "compartment": compartment}, OMBUDSMAN)
    for official in (OMBUDSMAN, HEAD, AUDITOR, REPRESENTATIVE_71, EMPLOYEE_71):
        assert told(official) == set(), official
    done(api, "grantCrossing", {"official": HEAD, "compartment": compartment, "reason": "In charge of it"}, OMBUDSMAN)
    assert told(HEAD)


def test_the_public_reads_what_was_published_and_learns_of_nothing_else(api: Api) -> None:
    draft = {
        "office": "71",
        "petitionKind": "RECOMMENDATION",
        "title": "Drinking water",
        "operativePart": "Restore the supply.",
        "addressees": [{"key": "a", "body": "Akimat of Astana", "level": "TERRITORIAL", "territory": "71"}],
    }
    made = api.give("draftPetition", draft, "record { id }", by=EMPLOYEE_71)["record"]["id"]
    done(api, "submitForSignature", {"petition": made}, EMPLOYEE_71)
    done(api, "signPetition", {"petition": made}, OMBUDSMAN)
    listed = "{ publishedPetitions { totalCount nodes { number title summary addressees } } }"
    assert nobody_asks(api, listed)["data"] == {"publishedPetitions": {"totalCount": 0, "nodes": []}}
    words = {"petition": made, "title": "Water in Astana", "summary": "The supply is to be restored."}
    done(api, "publishPetition", words, OMBUDSMAN)
    number = api.ask("query ($id: ID!) { node(id: $id) { ... on Petition { number } } }", {"id": made})["node"]
    node = {"title": words["title"], "summary": words["summary"], "addressees": ["Akimat of Astana"], **number}
    assert nobody_asks(api, listed)["data"] == {"publishedPetitions": {"totalCount": 1, "nodes": [node]}}
    assert "data" not in nobody_asks(api, "{ petitions { totalCount } }")


def test_the_head_and_auditors_read_contents_for_a_reason(api: Api, complaint: dict[str, Any]) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { texts { text } parties { person { name } } } } }"
    for official in (HEAD, AUDITOR):
        body = {"query": query, "variables": {"id": complaint["id"]}}
        without = api.client.post("/graphql", json=body, headers=api.headers(official)).json()["data"]["node"]
        reasoned = {**body, "extensions": REASON}
        stated = api.client.post("/graphql", json=reasoned, headers=api.headers(official)).json()["data"]["node"]
        assert without == {"texts": [], "parties": []}
        assert stated["texts"] and stated["parties"][0]["person"]["name"]
