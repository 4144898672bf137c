"""Search through the API: what is shown of it, to whom, in which order, and what is noted of it."""

from typing import Any

import pytest

from graphql_api.search import RecordKind
from projections.complaints.rows import TextKind
from projections.petitions.rows import PetitionTextKind
from projections.search.sources import KINDS, SearchField
from tests.domain.scenario import (
    AUDITOR,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
)
from tests.graphql_api.api import Api
from tests.graphql_api.story import CANARY, Story, done, registered, registration

SEARCH = """query ($text: String!, $kinds: [RecordKind!], $first: Int! = 20, $after: String) {
    search(text: $text, kinds: $kinds, first: $first, after: $after) {
        similar
        nodes { kind number rank record { id } snippets { field pieces { text highlighted } } }
        edges { cursor node { number } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }"""


def search(api: Api, text: str, *, by: str = OMBUDSMAN, **variables: Any) -> Any:
    return api.ask(SEARCH, {"text": text, **variables}, by=by)["search"]


def records(found: Any) -> set[str]:
    return {node["record"]["id"] for node in found["nodes"]}


def test_every_kind_and_every_text_has_its_name_in_the_schema() -> None:
    assert {kind.value for kind in RecordKind} == set(KINDS)
    assert {kind.value for kind in (*TextKind, *PetitionTextKind)} < {field.value for field in SearchField}


def test_a_search_shows_the_record_and_highlights_what_was_found(story: Story) -> None:
    found = search(story.api, "police explained", by=REPRESENTATIVE_71)
    assert found["nodes"] == []
    (node,) = search(story.api, "police grounds", by=REPRESENTATIVE_71)["nodes"]
    assert node["record"]["id"] == story.astana[0]
    assert node["kind"] == "COMPLAINT" and 0 < node["rank"] < 1
    highlighted = {
        snippet["field"]: [piece["text"] for piece in snippet["pieces"] if piece["highlighted"]]
        for snippet in node["snippets"]
    }
    assert highlighted == {"RESPONDENT": ["police"], "GROUNDS": ["Grounds"]}
    assert "".join(piece["text"] for piece in node["snippets"][0]["pieces"]) == "City police"


def test_a_word_is_found_and_highlighted_in_any_of_its_forms(api: Api) -> None:
    statement = "Әкімдікке шағымдарымызды жаздық. Жалобы жителей остались без ответа. The pipes were leaking."
    complaint = registered(api, registration("71", statement=statement), REPRESENTATIVE_71)
    words = {"шағымның": "шағымдарымызды", "жалобой": "Жалобы", "leaks": "leaking", "ЖИТЕЛИ": "жителей"}
    for word, stands in words.items():
        found = search(api, word)
        assert records(found) == {complaint}, word
        (snippet,) = found["nodes"][0]["snippets"]
        assert snippet["field"] == "STATEMENT"
        assert [piece["text"] for piece in snippet["pieces"] if piece["highlighted"]] == [stands]
        assert "".join(piece["text"] for piece in snippet["pieces"]) == statement


def test_a_number_is_found_by_its_beginning_and_highlighted_whole(story: Story) -> None:
    everything = search(story.api, "71-")
    assert records(everything) == set(story.astana)
    number = everything["nodes"][0]["number"]
    (node,) = search(story.api, number)["nodes"]
    assert node["snippets"] == [{"field": "NUMBER", "pieces": [{"text": number, "highlighted": True}]}]


def test_the_best_comes_first_and_pages_join(story: Story) -> None:
    whole = search(story.api, "city")
    ranks = [node["rank"] for node in whole["nodes"]]
    assert ranks == sorted(ranks, reverse=True) and len(ranks) == 8
    assert not whole["pageInfo"]["hasNextPage"] and not whole["pageInfo"]["hasPreviousPage"]
    paged: list[Any] = []
    after = None
    while True:
        page = search(story.api, "city", first=3, after=after)
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        paged += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert paged == whole["nodes"]


def test_kinds_narrow_the_search(story: Story) -> None:
    assert {node["kind"] for node in search(story.api, CANARY)["nodes"]} == {"COMPLAINT", "PERSON"}
    assert {node["kind"] for node in search(story.api, CANARY, kinds=["PERSON"])["nodes"]} == {"PERSON"}
    (node,) = search(story.api, CANARY, kinds=["PERSON"], first=1)["nodes"]
    assert node["number"] is None
    assert [piece["text"] for piece in node["snippets"][0]["pieces"]] == ["Қаныш", " ", "Канарейкин"]


@pytest.mark.parametrize("official", [HEAD, AUDITOR, REPRESENTATIVE_75, REPRESENTATIVE_10, STRANGER])
def test_names_and_texts_of_other_matters_are_found_by_nobody_else(story: Story, official: str) -> None:
    for text in (CANARY, "canary words", "grounds", "applicant"):
        found = search(story.api, text, by=official)
        shown = set(story.almaty) if official == REPRESENTATIVE_75 else set()
        assert {r for r in records(found) if r.startswith("complaint")} <= shown, text


def test_who_sees_only_where_a_matter_stands_reads_no_word_of_its_contents(story: Story) -> None:
    found = search(story.api, "police", by=HEAD)
    assert set(records(found)) >= {story.astana[0]}
    assert {snippet["field"] for node in found["nodes"] for snippet in node["snippets"]} == {"RESPONDENT"}


def test_the_employee_does_not_find_the_restricted_complaint_by_its_words(story: Story) -> None:
    restricted = story.astana[1]
    assert restricted not in records(search(story.api, "canary words", by=EMPLOYEE_71))
    assert restricted in records(search(story.api, "canary words", by=REPRESENTATIVE_71))
    assert restricted in records(search(story.api, "housing", by=EMPLOYEE_71))


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"text": ""}, "Give at least one word that is to be found."),
        ({"text": "-canary"}, "Give at least one word that is to be found."),
        ({"text": "canary " * 100}, "A search has at most 300 characters."),
        ({"text": "canary", "first": 0}, "A page has from 1 to 100 entries."),
        ({"text": "canary", "after": "canary"}, "This is not a cursor of this connection."),
    ],
)
def test_what_cannot_be_searched_is_told_without_repeating_it(story: Story, variables: Any, message: str) -> None:
    answer = story.api.post(SEARCH, variables)
    (error,) = answer["errors"]
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_INPUT")


def test_no_sign_of_a_question_is_taken_for_syntax(story: Story) -> None:
    for text in ("a' & b | !c", "x:*", "(((", "\\", '"', "%s %(x)s", "city'", "<b>city</b>", "\u0001city", "'71-':*A"):
        answer = story.api.post(SEARCH, {"text": text})
        assert all(e["extensions"]["code"] == "BAD_INPUT" for e in answer.get("errors", ())), (text, answer)


def test_reading_contents_by_search_is_noted(api: Api) -> None:
    complaint = registered(api, registration("71", statement="Canary words"), REPRESENTATIVE_71)
    log = "{ readLog(first: 100) { nodes { record parts } } }"

    def noted() -> set[tuple[str, str]]:
        return {(n["record"], p) for n in api.ask(log)["readLog"]["nodes"] for p in n["parts"]}

    def names(question: str, text: str, kind: str = "COMPLAINT") -> set[tuple[str, str]]:
        before = noted()
        api.ask(f"query ($t: String!) {{ search(text: $t, kinds: [{kind}]) {{ {question} }} }}", {"t": text})
        return noted() - before

    assert names("nodes { number }", "housing") == set()
    assert names("similar", "canary") == set()
    assert names("nodes { number }", "canary") == {(complaint, "complaint_text")}
    done(api, "assignComplaint", {"complaint": complaint, "official": EMPLOYEE_71}, REPRESENTATIVE_71)
    assert names("nodes { kind }", CANARY) == {(complaint, "complaint_party")}
    (person,) = names("nodes { snippets { pieces { text } } }", CANARY)
    assert person[0].startswith("person-") and person[1] == "person", "a name in a snippet is the person's own"
    registered(api, registration("71", applicants=[{"details": {"name": "Ayan Other"}}]), REPRESENTATIVE_71)
    (other,) = names("nodes { kind }", "Ayan", kind="PERSON")
    assert other[1] == "person" and other != person


def test_officials_and_persons_stand_in_the_order_of_the_kazakh_alphabet(api: Api) -> None:
    names = ["Ұлан", "Абай", "Үміт", "Қаныш", "Кенже", "Әлия", "Іңкәр", "Ырыс"]
    for name in names:
        registered(api, registration("71", applicants=[{"details": {"name": name}}]), REPRESENTATIVE_71)
    ordered = ["Абай", "Әлия", "Кенже", "Қаныш", "Ұлан", "Үміт", "Ырыс", "Іңкәр"]
    question = "query ($o: PersonOrder, $a: String) { persons(order: $o, first: 3, after: $a) { nodes { name } %s } }"
    question %= "pageInfo { endCursor hasNextPage }"
    for order, expected in (("NAME_ASC", ordered), ("NAME_DESC", ordered[::-1])):
        seen: list[str] = []
        after = None
        while True:
            page = api.ask(question, {"o": order, "a": after})["persons"]
            seen += [node["name"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert seen == expected
