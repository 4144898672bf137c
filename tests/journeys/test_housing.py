"""Real casework, brought in by the command line and asked over HTTP, against counts taken from the file by other means.

The file is not part of the product: where it is not at hand, these tests say so and are left out.
"""

import csv
import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from infra.cli.officials import official_named
from infra.demo import fill
from infra.projector import Projector
from tests.conftest import Server
from tests.journeys.processes import ROOT, Process
from tests.journeys.served import Caller, Served, serving

FILE = Path(os.environ.get("HOUSING_FILE") or ROOT.parent / "shared" / "data" / "housing_ombudsman_2020_2024.csv.gz")
FINDINGS = {
    "Maladministration": "VIOLATION_FOUND",
    "Severe Maladministration": "VIOLATION_FOUND",
    "Service Failure": "VIOLATION_FOUND",
    "No Maladministration": "VIOLATION_NOT_FOUND",
    "Reasonable Redress": "SETTLED",
    "Outside Jurisdiction": "DISCONTINUED",
}
FROM_FILE: dict[str, Any] = {"sourceSystem": {"eq": "housing"}}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the housing determinations are not at hand: HOUSING_FILE")

Row = dict[str, str]


@dataclass
class Imported:
    """The register after the import, served, and the file as its own rows."""

    served: Served
    ombudsman: Caller
    cases: dict[str, list[Row]]
    home: Path
    report: dict[str, Any]
    others: int
    """Complaints of the demonstration that were there before."""

    def cases_where(self, holds: Any) -> int:
        """Number of cases with a row for which this holds."""
        return sum(any(holds(row) for row in rows) for rows in self.cases.values())

    def total(self, **filters: Any) -> int:
        query = "query Total($filter: ComplaintFilter) { complaints(filter: $filter, first: 1) { totalCount } }"
        return int(self.ombudsman.ask(query, filter=FROM_FILE | filters)["complaints"]["totalCount"])

    def counts(self, by: str, **filters: Any) -> dict[str, tuple[int, int]]:
        """Complaints and heads by a dimension."""
        query = """query Counts($by: ComplaintDimension!, $filter: ComplaintFilter) {
            complaintCounts(by: $by, filter: $filter, first: 1000) { key complaints heads } }"""
        found = self.ombudsman.ask(query, by=by, filter=FROM_FILE | filters)["complaintCounts"]
        return {count["key"]: (count["complaints"], count["heads"]) for count in found}


def bring_in(dsn: str, home: Path) -> dict[str, Any]:
    """Run the import as a person would; its report."""
    done = subprocess.run(
        [sys.executable, "-c", "from infra.cli import main; main()", "import", "housing", str(FILE), "--json"],
        cwd=ROOT,
        env=Process.environment(dsn, home),
        capture_output=True,
        text=True,
        timeout=560,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.fixture(scope="module")
def imported(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    home, name = tmp_path_factory.mktemp("housing"), server.create(template)
    with serving(server.address(name), home, projecting=False) as served:
        fill(served.house.register, seed=3, complaints=12, until=date(2026, 6, 30))
        with Projector(served.dsn) as projector:
            projector.catch_up()
        ombudsman = served.caller(official_named("ombudsman", served.house))
        others = ombudsman.ask("{ complaints { totalCount } }")["complaints"]["totalCount"]
        report = bring_in(served.dsn, home)
        cases: dict[str, list[Row]] = defaultdict(list)
        with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cases[row["case_id"]].append(row)
        yield Imported(served, ombudsman, cases, home, report, others)
    server.drop(name)


def test_every_case_and_every_head_of_the_file_is_in_the_register(imported: Imported) -> None:
    rows = sum(map(len, imported.cases.values()))
    assert imported.report["problems"] == []
    assert imported.report["rows"] == rows
    assert imported.total() == imported.report["cases"] == len(imported.cases)
    assert sum(heads for _, heads in imported.counts("STATUS").values()) == rows
    everything = imported.ombudsman.ask("{ complaints { totalCount } }")["complaints"]["totalCount"]
    assert everything == len(imported.cases) + imported.others > len(imported.cases)


def test_importing_again_doubles_nothing(imported: Imported) -> None:
    before = imported.served.head()
    again = bring_in(imported.served.dsn, imported.home)
    assert imported.served.head() == before
    assert (again["cases"], again["commands"], again["problems"]) == (len(imported.cases), 0, [])
    assert again["known"] == imported.report["commands"]
    assert imported.total() == len(imported.cases)


def test_complaints_by_respondent(imported: Imported) -> None:
    complaints = Counter(rows[0]["respondent"] for rows in imported.cases.values())
    heads = Counter(row["respondent"] for rows in imported.cases.values() for row in rows)
    assert len(complaints) < 1000
    assert imported.counts("RESPONDENT") == {name: (complaints[name], heads[name]) for name in complaints}
    (most, number), *_ = complaints.most_common()
    assert imported.total(respondent={"eq": most}) == number
    ids = imported.ombudsman.everything(
        "complaints", "id number respondent", filter=f"{{respondent: {{eq: {json.dumps(most)}}}}}", order="NUMBER_ASC"
    )
    assert len({row["id"] for row in ids}) == len(ids) == number
    assert [row["number"] for row in ids] == sorted(row["number"] for row in ids)


def test_complaints_by_finding_of_a_head(imported: Imported) -> None:
    by_finding = imported.counts("FINDING")
    for finding in set(FINDINGS.values()):

        def has(row: Row, finding: str = finding) -> bool:
            return FINDINGS[row["finding"]] == finding

        heads = sum(has(row) for rows in imported.cases.values() for row in rows)
        assert by_finding[finding] == (imported.cases_where(has), heads)
        assert imported.total(head={"finding": {"eq": finding}}) == imported.cases_where(has)
        assert imported.total(findings={"has": finding}) == imported.cases_where(has)
    severe = imported.cases_where(lambda row: row["finding"] == "Severe Maladministration")
    assert imported.total(head={"sourceFinding": {"eq": "Severe Maladministration"}}) == severe


def test_complaints_by_year_of_decision(imported: Imported) -> None:
    years = Counter(rows[0]["decision_date"][:4] for rows in imported.cases.values())
    heads = Counter(row["decision_date"][:4] for rows in imported.cases.values() for row in rows)
    assert imported.counts("DECISION_YEAR") == {year: (years[year], heads[year]) for year in years}
    for year, number in years.items():
        assert imported.total(decisionYear={"eq": int(year)}) == number
    spring = sum("2023-03-01" <= rows[0]["decision_date"] < "2023-06-01" for rows in imported.cases.values())
    assert imported.total(decidedOn={"gte": "2023-03-01", "lt": "2023-06-01"}) == spring


def test_complaints_by_office(imported: Imported) -> None:
    offices = imported.ombudsman.ask("{ offices { code } }")["offices"]
    codes = sorted(office["code"] for office in offices if office["code"] != "00")
    assert len(codes) == 20
    spread: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for rows in imported.cases.values():
        digest = int(hashlib.sha256(rows[0]["respondent"].encode()).hexdigest(), 16)
        spread[codes[digest % 20]] += 1
        heads[codes[digest % 20]] += len(rows)
    assert imported.counts("OFFICE") == {code: (spread[code], heads[code]) for code in spread}
    for code in list(spread)[:4]:
        assert imported.total(office={"eq": code}) == spread[code]


def test_filters_join_and_categories_count(imported: Imported) -> None:
    wanted = imported.cases_where(
        lambda row: (
            FINDINGS[row["finding"]] == "VIOLATION_FOUND"
            and row["category"] == "Complaint Handling"
            and row["decision_date"].startswith("2024")
        )
    )
    head = {"finding": {"eq": "VIOLATION_FOUND"}, "category": {"eq": "Complaint Handling"}}
    assert wanted > 0
    assert imported.total(head=head, decisionYear={"eq": 2024}) == wanted
    assert imported.total(**{"and": [{"head": head}, {"decisionYear": {"in": [2024]}}]}) == wanted
    assert imported.total(**{"not": {"head": head, "decisionYear": {"eq": 2024}}}) == len(imported.cases) - wanted
    neither = imported.cases_where(lambda row: row["decision_date"][:4] in ("2020", "2021"))
    assert imported.total(**{"or": [{"decisionYear": {"eq": 2020}}, {"decisionYear": {"eq": 2021}}]}) == neither
    categories = Counter(row["category"] for rows in imported.cases.values() for row in rows)
    assert {key: heads for key, (_, heads) in imported.counts("CATEGORY").items()} == categories


def test_one_complaint_with_its_heads_and_its_whole_trail(imported: Imported) -> None:
    number, rows = max(imported.cases.items(), key=lambda case: len(case[1]))
    query = """query One($filter: ComplaintFilter) { complaints(filter: $filter) { nodes {
        id number version status respondent respondentType registeredOn receivedOn dueOn channel decidedOn decisionYear
        heads { head category finding sourceFinding decidedOn amendedAtReview decidedBy { id } }
        texts { textKind part text } parties { role }
        trail(first: 200) { version event effective capacity basis { cite } actor { id } words } } } }"""
    (one,) = imported.ombudsman.ask(query, filter=FROM_FILE | {"sourceNumber": {"eq": number}})["complaints"]["nodes"]
    assert one["respondent"] == rows[0]["respondent"]
    assert sorted(
        (head["category"], head["sourceFinding"], head["finding"], head["decidedOn"]) for head in one["heads"]
    ) == sorted((row["category"], row["finding"], FINDINGS[row["finding"]], row["decision_date"]) for row in rows)
    assert Counter(head["amendedAtReview"] for head in one["heads"]) == Counter(
        row["amended_at_review"] == "1" for row in rows
    )
    assert {text["text"] for text in one["texts"] if text["textKind"] == "SUBJECT"} == {
        row["head_of_complaint"] for row in rows
    }
    unsaid = ("registeredOn", "receivedOn", "dueOn", "channel")
    assert {name: one[name] for name in unsaid} == dict.fromkeys(unsaid)
    assert one["parties"] == []

    trail = one["trail"]
    assert len(trail) == one["version"] == len(rows) + 2
    events = ["ComplaintRegistered", *["HeadDecided"] * len(rows), "ComplaintDecided"]
    assert [line["event"] for line in trail] == events
    assert trail[0]["effective"] is None, "the source does not say when it came in"
    assert {line["effective"] for line in trail[1:]} == {row["decision_date"] for row in rows}
    assert {line["capacity"] for line in trail} == {"MIGRATION"}
    assert {line["actor"] for line in trail} == {None}
    assert all(line["words"] and line["basis"]["cite"] for line in trail)


def test_those_of_an_office_find_their_own_cases_alone(imported: Imported) -> None:
    by_office = imported.counts("OFFICE")
    for code in ("71", "10"):
        representative = imported.served.caller(official_named(f"representative:{code}", imported.served.house))
        query = "query T($filter: ComplaintFilter) { complaints(filter: $filter, first: 1) { totalCount } }"
        seen = representative.ask(query, filter=FROM_FILE)["complaints"]["totalCount"]
        assert seen == by_office.get(code, (0, 0))[0]


def test_pages_of_all_cases_hold_each_case_once_forward_and_back(imported: Imported) -> None:
    in_order = {"filter": "{decisionYear: {eq: 2020}}", "order": "DECIDED_ON_ASC"}
    forward = imported.ombudsman.everything("complaints", "id", **in_order)
    back: list[Any] = []
    before = None
    query = """query Back($before: String) { complaints(last: 37, before: $before, order: DECIDED_ON_ASC,
        filter: {decisionYear: {eq: 2020}}) { nodes { id } pageInfo { hasPreviousPage startCursor } } }"""
    while True:
        page = imported.ombudsman.ask(query, before=before)["complaints"]
        back = page["nodes"] + back
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        before = page["pageInfo"]["startCursor"]
    assert back == forward
    assert len({row["id"] for row in forward}) == len(forward) > 50
