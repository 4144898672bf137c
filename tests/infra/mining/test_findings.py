"""Findings are asked over the API by who sees the trail, and by the operator on the command line."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from infra.cli import run
from tests.domain import complaint_facts as c
from tests.domain.scenario import EMPLOYEE_75, HEAD, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75, small_register
from tests.graphql_api.api import Api, running
from tests.infra.test_cli import own_logging  # noqa: F401  (puts the process's logging back)
from tests.projections.histories import in_order
from tests.projections.test_conformance import DECIDED, UNHEARD, acting, done, history
from tests.projections.written import write

ASKED = """{ conformance(order: POSITION_ASC, filter: %s) { totalCount nodes {
    rule words paragraph { cite } number record { id } office { code } position
    act { event position basis { cite } } against { event } } } }"""


def asked(api: Api, by: str, condition: str = "{}", language: str = "en") -> Any:
    return api.ask(ASKED % condition, by=by, language=language)["conformance"]


def test_findings_are_seen_by_who_sees_the_trail(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    breach = history(*UNHEARD, done(c.COMPLAINT, *DECIDED), acting(date_of_breach := c.ANSWER_BY))
    events = in_order(breach)
    with running(database, tmp_path) as api:
        write(database, events[small_register().position :])
        for _ in range(200):
            if (seen := asked(api, OMBUDSMAN))["totalCount"]:
                break
            time.sleep(0.05)
        unheard, unauthorised = seen["nodes"]
        assert unheard == {
            "rule": "DECIDED_UNHEARD",
            "words": "decided before the body complained of could explain",
            "paragraph": {"cite": "No. 154-VII art. 15(1)"},
            "number": "C-71-2026-00001",
            "record": {"id": c.COMPLAINT},
            "office": {"code": "71"},
            "position": events[-3].position,
            "act": {"event": "HeadDecided", "position": events[-3].position, "basis": {"cite": "¶20(2)"}},
            "against": None,
        }
        assert unauthorised["rule"] == "ACTED_WITHOUT_ABSENCE"
        for by in (HEAD, REPRESENTATIVE_71):
            assert asked(api, by) == seen
        for by in (REPRESENTATIVE_75, EMPLOYEE_75):
            assert asked(api, by) == {"totalCount": 0, "nodes": []}
        of_the_office = '{ office: { eq: "71" }, rule: { in: [DECIDED_UNHEARD] } }'
        assert asked(api, OMBUDSMAN, of_the_office)["nodes"] == [unheard]
        assert asked(api, OMBUDSMAN, '{ office: { eq: "75" } }')["nodes"] == []
        in_kazakh = asked(api, OMBUDSMAN, of_the_office, language="kk")["nodes"][0]["words"]
        assert in_kazakh == "орган түсініктеме бере алғанға дейін шешім қабылданды"

    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("OMBUDSMAN_HOME", str(tmp_path))
    capsys.readouterr()
    assert run(["conformance", "--office", "71", "--since", str(date_of_breach), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["rule"], each["record"], each["position"]) for each in told] == [
        ("acted_without_absence", "C-71-2026-00001", events[-1].position),
        ("decided_unheard", "C-71-2026-00001", events[-3].position),
    ]
    assert told[1]["words"] == "decided before the body complained of could explain"
    assert run(["conformance", "--rule", "decided_unheard", "--language", "kk", "--json"]) == 0
    assert [each["words"] for each in json.loads(capsys.readouterr().out)] == [in_kazakh]
    assert run(["conformance", "--rule", "decided_unheard", "--language", "ru"]) == 0
    rule_in_russian = "решение принято до того, как орган мог дать объяснение (ст. 15(1) Закона № 154-VII)"
    assert capsys.readouterr().out.splitlines()[0] == f"office 71, decided_unheard: {rule_in_russian}"
    assert run(["conformance", "--language", "de"]) == 2
    assert "--language: expected one of kk, ru, en" in capsys.readouterr().err
    assert run(["conformance", "--office", "71"]) == 0
    record, breach = "    C-71-2026-00001: ", events[-1]
    assert capsys.readouterr().out.splitlines() == [
        "office 71, acted_without_absence: acted for a holder who was not absent (¶16(3))",
        f"{record}{type(breach.event).__name__} on {breach.act.effective}, position {breach.position}",
        "office 71, decided_unheard: decided before the body complained of could explain (No. 154-VII art. 15(1))",
        f"{record}HeadDecided on {events[-3].act.effective}, position {events[-3].position}",
        "2 findings",
    ]
    assert run(["conformance", "--rule", "no_such_rule"]) == 2
