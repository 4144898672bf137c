"""Questions: any record by id or number, lists that page without gaps, filters, counts, boards, the trail."""

from typing import Any

import pytest

from tests.domain.scenario import EMPLOYEE_71, OMBUDSMAN, REPRESENTATIVE_71
from tests.graphql_api.story import CANARY, HOUSING, POLICE, STATEMENT, Story


def nodes(story: Story, arguments: str, selection: str = "id", kind: str = "complaints", by: str = OMBUDSMAN) -> Any:
    return story.api.ask(f"{{ {kind}{arguments} {{ totalCount nodes {{ {selection} }} }} }}", by=by)[kind]


def test_the_viewer_is_the_official_of_the_token_with_what_the_register_knows(story: Story) -> None:
    viewer = story.api.ask(
        "{ viewer { id language official { name } capacities { capacity office { code } } } }", by=REPRESENTATIVE_71
    )["viewer"]
    assert viewer == {
        "id": f"viewer-{REPRESENTATIVE_71}",
        "language": "EN",
        "official": {"name": "Representative Astana"},
        "capacities": [{"capacity": "REPRESENTATIVE", "office": {"code": "71"}}],
    }


def test_a_record_is_found_by_its_id_and_by_its_number(story: Story) -> None:
    by_id = story.api.ask(
        "query ($id: ID!) { node(id: $id) { __typename id ... on Complaint { number } } }", {"id": story.astana[0]}
    )["node"]
    assert by_id["__typename"] == "Complaint"
    by_number = story.api.ask("query ($n: String!) { record(number: $n) { __typename id } }", {"n": by_id["number"]})[
        "record"
    ]
    assert by_number == {"__typename": "Complaint", "id": story.astana[0]}


@pytest.mark.parametrize(
    ("id_", "kind"),
    [
        ("office-71", "Office"),
        ("post-head", "Post"),
        ("official-ombudsman", "Official"),
        ("staffing-71", "StaffSchedule"),
    ],
)
def test_every_kind_of_record_is_a_node(story: Story, id_: str, kind: str) -> None:
    found = story.api.ask(
        "query ($id: ID!) { node(id: $id) { __typename id ... on Record { version trail { event } } } }", {"id": id_}
    )
    assert found["node"]["__typename"] == kind
    assert len(found["node"]["trail"]) == found["node"]["version"]


@pytest.mark.parametrize(
    "id_", ["complaint-00000000-0000-4000-8000-000000000000", "nothing", "", "numbers-C-71-2026", "%s"]
)
def test_a_record_that_does_not_exist_is_null(story: Story, id_: str) -> None:
    assert story.api.ask("query ($id: ID!) { node(id: $id) { id } }", {"id": id_}) == {"node": None}
    assert story.api.ask("query ($n: String!) { record(number: $n) { id } }", {"n": id_}) == {"record": None}


def test_one_complaint_with_its_heads_contents_parties_and_whole_trail(story: Story) -> None:
    found = story.api.ask(
        """query ($id: ID!) { node(id: $id) { ... on Complaint {
             status headCount heads { head category finding decidedBy { name } }
             texts { textKind text } parties { role person { name } } explanations { body complete }
             assignee { name } overdue suspended extended dueOn office { code name(language: RU) }
             trail { version event words basis { cite text } actor { id name } capacity content } } } }""",
        {"id": story.astana[0]},
    )["node"]
    assert [(head["head"], head["finding"]) for head in found["heads"]] == [("1", "VIOLATION_FOUND"), ("2", None)]
    assert found["headCount"] == 2
    assert STATEMENT in {text["text"] for text in found["texts"]}
    assert found["parties"] == [{"role": "APPLICANT", "person": {"name": CANARY}}]
    assert found["explanations"] == [{"body": POLICE, "complete": True}]
    assert found["assignee"] == {"name": "Clerk Astana"}
    assert found["office"] == {"code": "71", "name": "Astana"}
    trail = found["trail"]
    assert [event["version"] for event in trail] == list(range(1, len(trail) + 1))
    assert trail[0]["event"] == "ComplaintRegistered"
    assert {event["actor"]["id"] for event in trail} == {REPRESENTATIVE_71}
    assert {event["capacity"] for event in trail} == {"REPRESENTATIVE"}
    assert all(event["basis"]["cite"].startswith(("¶", "No.")) and event["words"] for event in trail)
    assert any(event["content"] and event["content"].get("statement") == STATEMENT for event in trail)


ORDERS = (
    "POSITION_DESC",
    "NUMBER_ASC",
    "NUMBER_DESC",
    "RECEIVED_ON_ASC",
    "DUE_ON_DESC",
    "DECIDED_ON_ASC",
    "RESPONDENT_DESC",
)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_pages_forward_and_back_show_every_row_once_in_the_same_order(story: Story, order: str, size: int) -> None:
    everything = [node["id"] for node in nodes(story, f"(order: {order}, first: 100)")["nodes"]]
    assert len(everything) == len(set(everything)) == 8
    assert paged(story, order, size, forward=True) == everything
    assert paged(story, order, size, forward=False) == everything


def paged(story: Story, order: str, size: int, *, forward: bool) -> list[str]:
    query = """query ($order: ComplaintOrder, $first: Int, $after: String, $last: Int, $before: String) {
        complaints(order: $order, first: $first, after: $after, last: $last, before: $before) {
            edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    seen: list[str] = []
    cursor = None
    while True:
        way = {"first": size, "after": cursor} if forward else {"last": size, "before": cursor}
        page = story.api.ask(query, {"order": order, **way})["complaints"]
        ids = [edge["node"]["id"] for edge in page["edges"]]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        seen = seen + ids if forward else ids + seen
        if not page["pageInfo"]["hasNextPage" if forward else "hasPreviousPage"]:
            return seen
        cursor = page["pageInfo"]["endCursor" if forward else "startCursor"]


FILTERS = [
    ('{office: {eq: "71"}}', 5),
    ('{office: {in: ["75", "00"]}}', 3),
    ('{respondent: {eq: "%s"}}'.replace("%s", POLICE), 5),
    ('{respondent: {contains: "HOUSING"}}', 3),
    ('{respondent: {startsWith: "City p"}}', 5),
    ("{status: {eq: UNDER_EXAMINATION}}", 1),
    ("{status: {in: [UNDER_EXAMINATION, CLOSED]}}", 1),
    ('{assignee: {eq: "%s"}}'.replace("%s", EMPLOYEE_71), 1),
    ("{assignee: {isNull: true}}", 7),
    ("{confidentiality: {eq: RESTRICTED}}", 1),
    ("{series: {eq: COMMUNICATION}}", 1),
    ("{findings: {has: VIOLATION_FOUND}}", 1),
    ("{findings: {hasAny: [SETTLED]}}", 0),
    ("{head: {finding: {eq: VIOLATION_FOUND}}}", 1),
    ('{head: {finding: {isNull: true}, category: {eq: "Rent"}}}', 8),
    ("{overdue: true}", 0),
    ("{overdue: false}", 8),
    ("{receivedOn: {isNull: true}}", 8),
    ('{registeredOn: {gte: "2020-01-01", lt: "2999-01-01"}}', 8),
    ("{headCount: {gt: 1}}", None),
    ("{heads: {gt: 1}}", 8),
    ("{decisionYear: {eq: 2026}}", 0),
    ('{or: [{office: {eq: "75"}}, {confidentiality: {eq: RESTRICTED}}]}', 3),
    ('{and: [{office: {eq: "71"}}, {respondent: {eq: "%s"}}]}'.replace("%s", HOUSING), 2),
    ('{not: {office: {eq: "71"}}}', 3),
    ("{not: {findings: {has: VIOLATION_FOUND}}}", 7),
    ("{or: []}", 0),
    ("{and: []}", 8),
    ("{}", 8),
    ("{office: null, number: {eq: null}}", 8),
    ("{urgent: false}", 8),
]


@pytest.mark.parametrize(("given", "expected"), [f for f in FILTERS if f[1] is not None])
def test_a_filter_finds_what_it_says(story: Story, given: str, expected: int) -> None:
    found = nodes(story, f"(filter: {given}, first: 100)")
    assert (len(found["nodes"]), found["totalCount"]) == (expected, expected)


def test_the_count_is_not_made_unless_asked(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    from infra.http.views import ReadModels

    asked: list[bytes] = []
    answers = ReadModels.answers

    async def noting(self: ReadModels, viewer: Any, statements: Any) -> Any:
        asked.extend(statement.sql for statement in statements)
        return await answers(self, viewer, statements)

    monkeypatch.setattr(ReadModels, "answers", noting)
    story.api.ask("{ complaints { nodes { id } } }")
    story.api.ask("{ complaints { totalCount nodes { id } } }")
    counting = [sql.count(b"select count(*) from views.") for sql in asked]
    assert counting == [0, 1]


def test_a_count_alone_is_told_wherever_the_page_would_lie(story: Story) -> None:
    page = "{ complaints(first: 2) { totalCount pageInfo { endCursor } } }"
    found = story.api.ask(page)["complaints"]
    query = "query ($after: String) { complaints(first: 2, after: $after) { totalCount } }"
    counted = story.api.ask(query, {"after": found["pageInfo"]["endCursor"]})["complaints"]
    assert counted == {"totalCount": found["totalCount"]}
    reached = "query ($after: String) { complaints(after: $after) { pageInfo { hasPreviousPage } } }"
    asked = story.api.ask(reached, {"after": found["pageInfo"]["endCursor"]})
    assert asked == {"complaints": {"pageInfo": {"hasPreviousPage": True}}}


@pytest.mark.parametrize("window", ["first: 0", "first: -1", "first: 101", "first: 1, last: 1", 'after: "x"'])
def test_a_window_that_is_no_page_is_refused_also_for_a_count_alone(story: Story, window: str) -> None:
    answer = story.api.post(f"{{ complaints({window}) {{ totalCount }} }}")
    assert answer.get("data") is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]


DEEP = (
    "{ complaints(first: 100) { nodes { office { name } assignee { name posts { title } } heads { finding }"
    " trail(first: 5) { event actor { name } } } } }"
)


def test_children_of_a_whole_page_are_loaded_by_one_statement_a_level_where_nothing_is_compiled(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphql_api.compiled import Compiler
    from infra.http.views import ReadSession

    asked: list[str] = []
    rows = ReadSession.rows

    async def noting(self: ReadSession, sql: str, parameters: Any = ()) -> Any:
        asked.append(sql)
        return await rows(self, sql, parameters)

    compiled = story.api.ask(DEEP)
    monkeypatch.setattr(ReadSession, "rows", noting)
    monkeypatch.setattr(Compiler, "plan", lambda *_: None)
    assert story.api.ask(DEEP) == compiled
    assert 1 < len(asked) <= 8, asked


def test_a_compiled_question_is_one_statement_for_each_root_field(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from infra.http.views import ReadModels, ReadSession

    asked: list[int] = []
    answers = ReadModels.answers

    async def noting(self: ReadModels, viewer: Any, statements: Any) -> Any:
        asked.append(len(statements))
        return await answers(self, viewer, statements)

    monkeypatch.setattr(ReadModels, "answers", noting)
    monkeypatch.setattr(ReadSession, "rows", None)
    story.api.ask(DEEP)
    story.api.ask(f"{{ offices {{ code }} {DEEP.removeprefix('{')}")
    assert asked == [1, 2]


def test_a_compiled_question_takes_ids_from_variables_within_a_list(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from infra.http.views import ReadSession

    declared = '$a: String!, $b: String! = "none", $c: String! = "none"'
    query = f"query ({declared}) {{ complaints(filter: {{id: {{in: [$a, $b, $c]}}}}) {{ totalCount }} }}"
    monkeypatch.setattr(ReadSession, "rows", None)
    for ids in (story.astana[:3], story.almaty, story.astana[:1]):
        found = story.api.ask(query, dict(zip("abc", ids, strict=False)))
        assert found["complaints"]["totalCount"] == len(ids)


def test_what_the_schema_is_can_be_asked_beside_compiled_fields_in_one_question(story: Story) -> None:
    data = story.api.ask(
        '{ offices { code } kind: __type(name: "Office") { name } __typename complaints { totalCount } }'
    )
    assert list(data) == ["offices", "kind", "__typename", "complaints"]
    assert data["kind"] == {"name": "Office"}
    assert data["complaints"] == {"totalCount": 8}
    assert len(data["offices"]) == 4


def test_a_compiled_question_that_takes_too_long_is_refused_in_words(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphql_api.errors import ErrorCode, Fault
    from infra.http.views import ReadModels

    async def slow(*_: Any) -> Any:
        raise Fault(ErrorCode.TOO_COMPLEX, "The question takes too long; narrow it.")

    monkeypatch.setattr(ReadModels, "answers", slow)
    (error,) = story.api.post("{ offices { code } }")["errors"]
    assert error["message"] == "The question takes too long; narrow it."
    assert error["extensions"]["code"] == "TOO_COMPLEX"


COUNTS = [
    ("OFFICE", "", {"71": 5, "75": 2, "00": 1}),
    ("RESPONDENT", "", {HOUSING: 3, POLICE: 5}),
    ("STATUS", "", {"REGISTERED": 7, "UNDER_EXAMINATION": 1}),
    ("CATEGORY", "", {"Repairs": 8, "Rent": 8}),
    ("FINDING", "", {"VIOLATION_FOUND": 1, None: 8}),
    ("DECISION_YEAR", "", {None: 8}),
    ("RESPONDENT", ', filter: {office: {eq: "71"}}', {HOUSING: 2, POLICE: 3}),
]


@pytest.mark.parametrize(("by", "more", "expected"), COUNTS)
def test_complaints_are_counted_by_what_they_have_in_common(
    story: Story, by: str, more: str, expected: dict[str | None, int]
) -> None:
    counts = story.api.ask(f"{{ complaintCounts(by: {by}{more}) {{ key complaints heads }} }}")["complaintCounts"]
    assert {count["key"]: count["complaints"] for count in counts} == expected
    assert [count["complaints"] for count in counts] == sorted(expected.values(), reverse=True)


def test_the_boards_tell_where_the_matters_of_an_office_and_of_the_country_stand(story: Story) -> None:
    data = story.api.ask(
        """{ office(code: "71") { board { received open unassigned violationFound posts vacancies }
                                  workload { official { name } open } }
             ombudsmen(current: true) { current official { name } board { received violationFound appointments } }
             ombudsman { current official { name } }
             former: ombudsmen(current: false) { current } }"""
    )
    assert data["office"]["board"]["received"] == 5
    assert data["office"]["board"]["open"] == 5
    assert data["office"]["board"]["unassigned"] == 4
    assert data["office"]["board"]["vacancies"] == 1
    assert data["office"]["workload"] == [{"official": {"name": "Clerk Astana"}, "open": 1}]
    (ombudsman,) = data["ombudsmen"]
    assert ombudsman["official"] == {"name": "Ombudsman One"}
    assert ombudsman["board"]["received"] == 8
    assert data["ombudsman"] == {"current": True, "official": ombudsman["official"]}
    assert data["former"] == []
    assert story.api.ask("{ ombudsman(current: false) { current } }") == {"ombudsman": None}


def test_the_trail_of_the_register_is_filtered_by_who_did_what_when(story: Story) -> None:
    trail = nodes(
        story,
        '(filter: {event: {eq: "ComplaintRegistered"}, actor: {eq: "%s"}}, first: 100)'.replace(
            "%s", REPRESENTATIVE_71
        ),
        "position event actor { id } record { id }",
        "auditTrail",
    )
    assert trail["totalCount"] == 5
    assert [line["record"]["id"] for line in trail["nodes"]] == list(story.astana)
    positions = [line["position"] for line in trail["nodes"]]
    assert positions == sorted(positions)
    later = nodes(story, f"(filter: {{position: {{gt: {positions[-1]}}}}}, first: 1)", "position", "auditTrail")
    assert later["nodes"][0]["position"] == positions[-1] + 1


def test_other_lists_are_there_for_the_other_kinds(story: Story) -> None:
    data = story.api.ask(
        """{ posts(filter: {office: {eq: "71"}}) { totalCount nodes { number holder { name } } }
             officials(filter: {name: {contains: "astana"}}, order: NAME_ASC) { nodes { name } }
             persons { totalCount } petitions { totalCount } measures { totalCount } offices { code } }"""
    )
    assert data["posts"]["totalCount"] == 4
    assert [official["name"] for official in data["officials"]["nodes"]] == [
        "Clerk Astana",
        "Deputy Astana",
        "Representative Astana",
    ]
    assert data["persons"]["totalCount"] == 8
    assert [office["code"] for office in data["offices"]] == ["00", "10", "71", "75"]
