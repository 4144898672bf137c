"""Statistics: each figure with what it counts, the cases behind it, for whom it counts, and as known on a day."""

from datetime import date
from itertools import groupby
from random import Random
from typing import Any

import psycopg
import pytest

from domain.civil import civil_day
from graphql_api.statistics import Asked, visible
from graphql_api.types.statistics import StatisticsDimension
from projections.sql import store
from projections.statistics import ComplaintFactRow
from tests.domain.scenario import AUDITOR, EMPLOYEE_75, HEAD, REPRESENTATIVE_71, STRANGER
from tests.graphql_api.story import HOUSING, POLICE, Story
from tests.projections.histories import as_recorded, random_history
from tests.projections.shown import Shown

CELLS = "total { complaints heads hidden } cells { values { dimension value } complaints heads hidden }"


def statistics(story: Story, arguments: str, selection: str = CELLS, **who: Any) -> Any:
    return story.api.ask(f"{{ statistics({arguments}) {{ {selection} }} }}", **who)["statistics"]


def figures(answer: Any) -> dict[tuple[str | None, ...], tuple[int, int]]:
    return {tuple(v["value"] for v in c["values"]): (c["complaints"], c["heads"]) for c in answer["cells"]}


EXPECTED: list[tuple[str, dict[tuple[str | None, ...], tuple[int, int]]]] = [
    ("by: [OFFICE]", {("71",): (5, 10), ("75",): (2, 4), ("00",): (1, 2)}),
    ("by: [RESPONDENT]", {(HOUSING,): (3, 6), (POLICE,): (5, 10)}),
    ("by: [STATUS]", {("REGISTERED",): (7, 14), ("UNDER_EXAMINATION",): (1, 2)}),
    ("by: [CATEGORY]", {("Repairs",): (8, 8), ("Rent",): (8, 8)}),
    (
        "by: [FINDING, SERIES]",
        {("VIOLATION_FOUND", "COMPLAINT"): (1, 1), (None, "COMPLAINT"): (7, 13), (None, "COMMUNICATION"): (1, 2)},
    ),
    ('by: [RESPONDENT], filter: {office: {eq: "71"}}', {(HOUSING,): (2, 4), (POLICE,): (3, 6)}),
    (
        'by: [OFFICE], filter: {or: [{office: {eq: "75"}}, {status: {eq: UNDER_EXAMINATION}}]}',
        {("75",): (2, 4), ("71",): (1, 2)},
    ),
    ("by: []", {}),
]


@pytest.mark.parametrize(("arguments", "expected"), EXPECTED)
def test_complaints_and_heads_are_counted_by_what_they_have_in_common(
    story: Story, arguments: str, expected: dict[tuple[str | None, ...], tuple[int, int]]
) -> None:
    answer = statistics(story, arguments)
    assert figures(answer) == expected
    counts = [cell["complaints"] for cell in answer["cells"]]
    assert counts == sorted(counts, reverse=True)


def test_a_total_counts_each_complaint_once_however_many_cells_it_is_in(story: Story) -> None:
    answer = statistics(story, "by: [CATEGORY]")
    assert answer["total"] == {"complaints": 8, "heads": 16, "hidden": False}


def test_each_figure_leads_to_the_very_cases_behind_it(story: Story) -> None:
    answer = statistics(
        story,
        f'first: 5, by: [OFFICE, FINDING], filter: {{respondent: {{eq: "{POLICE}"}}}}',
        """total { complaints cases(first: 20) { totalCount nodes { id } } }
           cells { values { value } complaints cases(first: 20) { totalCount nodes { office { code }
                   respondent findings } } }""",
    )
    assert answer["total"]["cases"]["totalCount"] == answer["total"]["complaints"] == 5
    for cell in answer["cells"]:
        office, finding = (value["value"] for value in cell["values"])
        assert cell["cases"]["totalCount"] == len(cell["cases"]["nodes"]) == cell["complaints"]
        for case in cell["cases"]["nodes"]:
            assert (case["office"]["code"], case["respondent"]) == (office, POLICE)
            assert finding is None or finding in case["findings"]


def test_an_answer_says_what_it_counts_and_as_of_when(story: Story) -> None:
    answer = statistics(
        story,
        'by: [], asKnownOn: "2099-01-01"',
        "definition definitionText(language: EN) coverage asOf knownOn threshold",
    )
    assert answer["definition"] == "complaints-by-head/1"
    assert "counted by their heads" in answer["definitionText"]
    assert (answer["coverage"], answer["threshold"]) == ("VISIBLE", None)
    assert answer["asOf"] == story.api.register.head()
    assert answer["knownOn"] < "2099-01-01"


def test_before_the_first_registration_nothing_was_known(story: Story) -> None:
    answer = statistics(story, 'by: [OFFICE], asKnownOn: "2000-01-01"')
    assert (answer["cells"], answer["total"]["complaints"]) == ([], 0)


@pytest.mark.parametrize(
    ("official", "complaints"), [(HEAD, 8), (AUDITOR, 8), (REPRESENTATIVE_71, 5), (EMPLOYEE_75, 2), (STRANGER, 0)]
)
def test_everybody_counts_what_he_or_she_may_see(story: Story, official: str, complaints: int) -> None:
    answer = statistics(story, "by: [OFFICE]", by=official)
    assert answer["total"]["complaints"] == complaints
    assert sum(cell["complaints"] for cell in answer["cells"]) == complaints


def test_an_official_counts_the_country_in_protected_figures_without_their_cases(story: Story) -> None:
    answer = statistics(
        story,
        "by: [OFFICE], coverage: COUNTRY",
        "threshold coverage total { complaints hidden cases { totalCount } } "
        "cells { values { value } complaints heads hidden cases { totalCount } }",
        by=EMPLOYEE_75,
    )
    assert (answer["threshold"], answer["coverage"]) == (5, "COUNTRY")
    assert len(answer["cells"]) == 21
    for cell in [*answer["cells"], answer["total"]]:
        assert cell["cases"] is None
        assert cell["hidden"] is (cell["complaints"] is None)
        assert cell["complaints"] is None or cell["complaints"] % 5 == 0
    told = {cell["values"][0]["value"] for cell in answer["cells"] if not cell["hidden"]}
    assert told <= {"71"}


def test_cells_of_values_that_not_everybody_knows_are_left_out_when_they_are_small(story: Story) -> None:
    answer = statistics(story, 'by: [RESPONDENT], coverage: COUNTRY, filter: {office: {eq: "75"}}', by=EMPLOYEE_75)
    assert answer["cells"] == []
    assert answer["total"] == {"complaints": None, "heads": None, "hidden": True}
    assert statistics(story, "by: [], coverage: COUNTRY", by=EMPLOYEE_75)["cells"] == []


WRONG = [
    "by: [OFFICE, OFFICE]",
    "by: [OFFICE, CATEGORY, FINDING, STATUS, SERIES]",
    'by: [OFFICE], coverage: COUNTRY, filter: {office: {in: ["71"]}}',
    "by: [OFFICE], coverage: COUNTRY, filter: {urgent: true}",
    "by: [OFFICE], coverage: COUNTRY, filter: {channel: {eq: POST}}",
    'by: [OFFICE], coverage: COUNTRY, filter: {not: {office: {eq: "71"}}}',
    "by: [OFFICE], coverage: COUNTRY, filter: {registrationYear: {eq: 2026, gte: 2026}}",
    "by: [OFFICE, CATEGORY, FINDING, STATUS], coverage: COUNTRY, filter: {series: {eq: COMPLAINT}}",
]


@pytest.mark.parametrize("arguments", WRONG)
def test_a_question_that_is_not_answered_says_so(story: Story, arguments: str) -> None:
    answer = story.api.post(f"{{ statistics({arguments}) {{ definition }} }}")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


def test_no_reader_gets_at_the_facts_of_others_but_by_the_protected_function(story: Story) -> None:
    with psycopg.connect(story.api.dsn) as conn:
        conn.execute("set local role register_reader")
        conn.execute("select access.enter(null, null)")
        assert conn.execute("select count(*) from views.complaint_fact").fetchone() == (0,)
        assert conn.execute("select count(*) from views.office_count").fetchone() == (0,)
        conn.execute("select access.enter(%s, null)", (EMPLOYEE_75,))
        assert conn.execute("select count(*) from views.complaint_fact").fetchone() == (4,)
        assert conn.execute("select office from views.office_count").fetchall() == [("75",)]
        assert conn.execute("select count(*) from views.country_day").fetchone() == (0,)


@pytest.mark.parametrize("seed", [1, 5])
def test_statistics_as_known_on_a_day_equal_those_computed_then(database: str, seed: int) -> None:
    history, live = as_recorded(random_history(Random(seed), 300)), Shown()
    told: dict[date, dict[Any, Any]] = {}
    with psycopg.connect(database) as conn:
        for day, events in groupby(history, key=lambda recorded: civil_day(recorded.recorded_at)):
            keep_facts(conn, live.show(list(events)))
            told[day] = counted(conn, None)
        assert len(told) > 20
        assert len({str(answer) for answer in told.values()}) > 5
        for day, then in told.items():
            assert counted(conn, day) == then, day


def keep_facts(conn: psycopg.Connection[Any], tables: Shown) -> None:
    """Put the facts shown in memory into the database, and nothing else."""
    conn.execute("delete from views.complaint_fact")
    facts = b"[" + b",".join(tables.tables[ComplaintFactRow].values()) + b"]"
    conn.execute(store("views", ComplaintFactRow).encode(), (facts.decode(),))


def counted(conn: psycopg.Connection[Any], known_on: date | None) -> dict[Any, Any]:
    """The statistics by office, status and finding, asked with all rights."""
    by = (StatisticsDimension.OFFICE, StatisticsDimension.STATUS, StatisticsDimension.FINDING)
    clause = visible(Asked(by, None, known_on, date.max, 1_000))
    lines = conn.execute(clause.sql.encode(), clause.parameters).fetchall()
    return {(total, tuple(cell)): (complaints, heads) for total, cell, complaints, heads, _ in lines}


def test_who_has_no_token_is_told_of_the_country_and_of_nothing_else(story: Story) -> None:
    query = """{ statistics(by: [OFFICE]) { coverage total { cases { totalCount } } cells { hidden complaints } }
                 visible: statistics(by: [OFFICE], coverage: VISIBLE) { total { complaints } cells { complaints } } }"""
    data = story.api.client.post("/graphql", json={"query": query}).json()["data"]
    assert data["statistics"]["coverage"] == "COUNTRY"
    assert data["statistics"]["total"] == {"cases": None}
    assert all(cell["hidden"] or cell["complaints"] % 5 == 0 for cell in data["statistics"]["cells"])
    assert data["visible"] == {"total": {"complaints": 0}, "cells": []}
