"""The trail as a file: as its reader sees it, in constant memory, safe in a spreadsheet, noted where it is personal."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg
import pytest

from graphql_api.ports import ReadNote, Viewer
from infra.cli import run
from infra.http.views import ReadModels
from infra.projector import CAUGHT_UP
from infra.store.tail import Tail
from infra.trail import CONDITIONS, FORMS, Export, Wanted
from infra.trail.forms import cell
from tests.conftest import Server
from tests.domain.scenario import AUDITOR, HEAD, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api, running
from tests.graphql_api.story import done, tell

REASON = '=HYPERLINK("http://x"), "quoted"\nsecond line'
MANY = 20_000
ROOM = 4 * 1024 * 1024
"""Bytes by which a process may grow while it exports, once it has written its first pages."""


@pytest.fixture(scope="module")
def told(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    name = server.create(template)
    with running(server.address(name), tmp_path_factory.mktemp("export")) as api:
        story = tell(api)
        refusing = {"complaint": story.astana[2], "ground": "+7 calls", "reason": REASON}
        done(api, "refuseComplaint", refusing, REPRESENTATIVE_71)
        yield api
    server.drop(name)


def lines(api: Api, by: str, **wanted: Any) -> list[Any]:
    response = api.client.post("/trail.ndjson", json=wanted, headers=api.headers(by))
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def noted(api: Api) -> list[Any]:
    with psycopg.connect(api.dsn) as conn:
        return conn.execute("select official, record, reason from journal.reading where channel = 'export'").fetchall()


@pytest.mark.parametrize("by", [OMBUDSMAN, AUDITOR, REPRESENTATIVE_71, REPRESENTATIVE_75])
def test_everybody_gets_the_entries_that_the_list_shows(told: Api, by: str) -> None:
    positions, after = [], None
    while True:
        page = told.ask(
            "query ($a: String) { auditTrail(first: 100, after: $a) "
            "{ nodes { position } pageInfo { endCursor hasNextPage } } }",
            {"a": after},
            by=by,
        )["auditTrail"]
        positions += [node["position"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert [line["position"] for line in lines(told, by)] == positions
    assert len(positions) > 20


def test_conditions_narrow_the_file(told: Api) -> None:
    headers = told.headers(OMBUDSMAN)
    answer = told.client.get("/trail.ndjson?event=ComplaintRefused&office=71&language=kk", headers=headers)
    (line,) = map(json.loads, answer.text.splitlines())
    assert line["event"] == "ComplaintRefused" and "шағымды қараудан бас тартты" in line["sentence"]
    found = lines(told, REPRESENTATIVE_71, record=line["number"], since="2020-01-01", text="quoted")
    assert [entry["position"] for entry in found] == [line["position"]]
    today = date.today().isoformat()  # noqa: DTZ011
    assert lines(told, OMBUDSMAN, event="ComplaintRefused", until="2020-01-01") == []
    assert lines(told, OMBUDSMAN, event="ComplaintRefused", effectiveUntil=today, after=line["position"]) == []


def test_contents_come_when_asked_for_and_each_record_is_noted(told: Api) -> None:
    before = len(noted(told))
    (plain,) = lines(told, REPRESENTATIVE_71, event="ComplaintRefused", language="en")
    assert "content" not in plain and "quoted" not in plain["sentence"] and "+7 calls" in plain["sentence"]
    assert len(noted(told)) == before
    (whole,) = lines(told, REPRESENTATIVE_71, event="ComplaintRefused", language="en", contents=True)
    assert whole["content"]["reason"] == REASON and "quoted" in whole["sentence"]
    assert noted(told)[before:] == [(REPRESENTATIVE_71, whole["stream"], None)]
    (opened,) = lines(told, HEAD, event="ComplaintRefused", contents=True, reason="Inspection of refusals")
    assert opened["content"] == whole["content"]
    assert noted(told)[before + 1 :] == [(HEAD, whole["stream"], "Inspection of refusals")]


@pytest.mark.parametrize("wanted", [{"text": "quoted"}, {"contents": True}, {"text": "quoted", "contents": True}])
def test_who_sees_contents_with_a_reason_only_gives_one(
    told: Api, wanted: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", told.dsn)
    options = [x for name, v in wanted.items() for x in (f"--{name}", v) if x is not True]
    before = len(noted(told))
    for by in (HEAD, AUDITOR):
        answer = told.client.post("/trail.ndjson", json=wanted, headers=told.headers(by))
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_INPUT")
        assert error["message"].startswith("`reason` is needed") and "quoted" not in error["message"]
        assert run(["trail", "export", "--as", by, *options, "-"]) == 1
        assert "--reason is needed" in capsys.readouterr().err
        assert len(lines(told, by, reason="Inspection of refusals", event="ComplaintRefused", **wanted)) == 1
    assert {official for official, _, _ in noted(told)[before:]} <= {HEAD, AUDITOR}
    for by in (OMBUDSMAN, REPRESENTATIVE_71):
        assert len(lines(told, by, event="ComplaintRefused", **wanted)) == 1
    assert lines(told, REPRESENTATIVE_75, event="ComplaintRefused", **wanted) == []


def test_a_spreadsheet_computes_nothing_and_every_cell_arrives(told: Api) -> None:
    asked = {"event": "ComplaintRefused", "contents": True, "language": "en"}
    answer = told.client.post("/trail.csv", json=asked, headers=told.headers(REPRESENTATIVE_71))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.text.count("\r\n") == 2 and answer.text.endswith("\r\n")
    (row,) = csv.DictReader(io.StringIO(answer.text, newline=""), strict=True)
    assert json.loads(row["content"])["reason"] == REASON
    assert json.loads(row["payload"]) == {"ground": "+7 calls"}
    assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_would_be_computed_begins_with_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell(-1) == "-1" and cell("a=1") == "a=1"


def test_the_file_is_compressed_for_those_who_take_that(told: Api) -> None:
    headers = told.headers(OMBUDSMAN)
    with told.client.stream("GET", "/trail.csv", headers=headers | {"accept-encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    plain = told.client.get("/trail.csv", headers=headers | {"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content and len(raw) < len(plain.content) / 3


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/trail.csv?text=secret", 400, "BAD_REQUEST"),
        ("/trail.csv?reason=because+of+it", 400, "BAD_REQUEST"),
        ("/trail.csv?nonsense=1", 400, "BAD_REQUEST"),
        ("/trail.csv?since=yesterday", 400, "BAD_REQUEST"),
        ("/trail.csv?capacity=king", 400, "BAD_REQUEST"),
        ("/trail.csv?record=%00", 400, "BAD_INPUT"),
    ],
)
def test_what_cannot_be_served_is_refused_before_the_first_byte(
    told: Api, address: str, status: int, code: str
) -> None:
    answer = told.client.get(address, headers=told.headers(OMBUDSMAN))
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert "secret" not in answer.text


KNOWN = ", ".join(CONDITIONS)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("since", "2026-13-01", "a day such as 2026-03-06"),
        ("effectiveUntil", "yesterday", "a day such as 2026-03-06"),
        ("language", "xx", "one of kk, ru, en"),
        ("capacity", "king", "one of ombudsman, head, "),
        ("contents", "perhaps", "true or false"),
        ("kind", "letter", "one of office, official, "),
        ("event", "ComplaintEaten", "the name of an event, such as ComplaintRefused"),
        ("paragraph", "99.9.z", "a paragraph as the register cites it, such as 14.1.c"),
        ("office", "Abay", "the code of an office, such as 71"),
        ("official", "Saparova", "the id of an official, such as official-"),
        ("trace", "00-1234-5678-01", "the id of a trace, which is 32 characters from 0 to f"),
        ("command", "classify", "an id such as 9a0fb83c-"),
        ("correlation", "chain", "an id such as 9a0fb83c-"),
        ("after", "-1", "a position, which is a whole number from 0"),
        ("upto", "9223372036854775808", "a position, which is a whole number from 0"),
        ("upto", "many", "a position, which is a whole number from 0"),
        ("foo", "secret", f"one of {KNOWN}"),
    ],
)
def test_an_error_names_the_condition_and_what_would_be_right(told: Api, name: str, value: str, expected: str) -> None:
    headers = told.headers(OMBUDSMAN)
    for answer in (
        told.client.get("/trail.csv", params={name: value}, headers=headers),
        told.client.post("/trail.csv", json={name: value}, headers=headers),
    ):
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
        assert error["message"].startswith(f"`{name}`: expected {expected}")
        assert value not in error["message"]


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("values", [("71", "10"), ("71", "71"), ("", "")])
def test_a_condition_that_an_address_gives_twice_is_refused(told: Api, name: str, values: tuple[str, str]) -> None:
    for method in ("GET", "POST"):
        parameters = [(name, value) for value in values]
        answer = told.client.request(method, "/trail.csv", params=parameters, headers=told.headers(OMBUDSMAN))
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
        assert error["message"] == f"The address gives `{name}` several times; expected once at most."


@pytest.mark.parametrize("name", ["since", "effectiveUntil", "capacity", "after", "upto", "language", "contents"])
def test_null_in_an_address_is_no_condition_that_asks_nothing(told: Api, name: str) -> None:
    answer = told.client.get("/trail.csv", params={name: "null"}, headers=told.headers(OMBUDSMAN))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"].startswith(f"`{name}`: expected ")


def test_a_name_that_is_none_is_not_repeated(told: Api) -> None:
    answer = told.client.get("/trail.csv?%3Cscript%3E=1", headers=told.headers(OMBUDSMAN))
    assert answer.json()["errors"][0]["message"] == f"A name is wrong: expected one of {KNOWN}."


@pytest.mark.parametrize("text", ["", "…", "-quoted", "x" * 301, "a\0b"])
def test_words_that_ask_nothing_are_named_as_every_wrong_condition_is(told: Api, text: str) -> None:
    answer = told.client.post("/trail.csv", json={"text": text}, headers=told.headers(OMBUDSMAN))
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert error["message"] == ("`text`: expected at least one word that is to be found, and at most 300 characters.")


def test_conditions_that_contradict_one_another_are_refused(told: Api) -> None:
    headers = told.headers(OMBUDSMAN)
    days = {"since": "2026-02-02", "until": "2026-02-01"}
    answer = told.client.get("/trail.csv", params=days, headers=headers)
    assert answer.json()["errors"][0]["message"] == "`until`: expected the first day of the period or a later one."
    answer = told.client.post("/trail.csv?office=71", json={}, headers=headers)
    assert (answer.status_code, "in its body" in answer.text) == (400, True)


def test_an_office_that_is_not_there_is_an_error_and_a_record_that_is_not_seen_is_like_none(told: Api) -> None:
    for by in (OMBUDSMAN, REPRESENTATIVE_75):
        answer = told.client.get("/trail.csv?office=98", headers=told.headers(by))
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_INPUT")
        assert error["message"].startswith("`office`: no office has this code")
    (hidden,) = lines(told, REPRESENTATIVE_71, event="ComplaintRefused")
    for record in (hidden["number"], hidden["stream"], "C-71-2026-99999", "complaint-none"):
        assert lines(told, REPRESENTATIVE_75, record=record) == []


def test_the_first_and_the_last_day_there_are_bound_nothing(told: Api) -> None:
    whole = lines(told, OMBUDSMAN)
    assert lines(told, OMBUDSMAN, since="0001-01-01", until="9999-12-31") == whole


def test_every_condition_of_the_file_is_an_option(told: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trail", "export", "--help"]) == 0
    helped = capsys.readouterr().out
    options = {"--" + re.sub("([A-Z])", r"-\1", name).lower() for name in CONDITIONS}
    assert {option for option in options if option not in helped} == set()


def test_days_positions_and_chains_narrow_the_file_of_the_command_line(
    told: Api, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("DATABASE_URL", told.dsn)

    def positions(*options: str) -> list[int]:
        assert run(["trail", "export", "--format", "ndjson", "--as", OMBUDSMAN, *options, "-"]) == 0
        return [json.loads(line)["position"] for line in capfdbinary.readouterr().out.splitlines()]

    whole = lines(told, OMBUDSMAN)
    last, day = whole[-3], whole[-3]["effective"]
    assert positions("--upto", str(last["position"])) == [e["position"] for e in whole[:-2]]
    counts = [e["position"] for e in whole if e["effective"] == day]
    assert positions("--effective-since", day, "--effective-until", day) == counts
    with psycopg.connect(told.dsn) as conn:
        conn.execute(
            "update views.audit set correlation = %s where position = %s", (chain := str(uuid4()), last["position"])
        )
    assert positions("--correlation", chain) == [last["position"]]


def test_without_a_token_there_is_no_file(told: Api) -> None:
    answer = told.client.get("/trail.csv")
    assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Bearer")


def test_the_command_line_writes_what_the_official_may_see(
    told: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", told.dsn)
    file = tmp_path / "trail.ndjson.gz"
    arguments = ["trail", "export", "--format", "ndjson", "--as", REPRESENTATIVE_75, "--language", "en", str(file)]
    assert run(arguments) == 0
    written = [json.loads(line) for line in gzip.decompress(file.read_bytes()).decode().splitlines()]
    assert written == lines(told, REPRESENTATIVE_75, language="en")
    assert file.stat().st_mode & 0o077 == 0


def test_a_file_stands_under_its_name_only_when_it_is_whole(
    told: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", told.dsn)
    assert run(["trail", "export", "--as", HEAD, "--contents", str(tmp_path / "trail.csv")]) == 1
    assert [*tmp_path.iterdir()] == []
    assert "--reason is needed" in capsys.readouterr().err
    assert run(["trail", "export", "--as", OMBUDSMAN, str(tmp_path / "nowhere" / "trail.csv")]) == 1
    assert "no such file or directory" in capsys.readouterr().err


async def test_a_name_that_is_erased_meanwhile_stands_on_no_later_page(told: Api) -> None:
    names = []
    async with ReadModels(told.dsn, Tail(told.dsn, CAUGHT_UP), size=1) as views:
        wanted, today = Wanted(official=REPRESENTATIVE_71), date(2026, 1, 1)
        export = Export(views, Nothing(), Viewer(OMBUDSMAN), wanted, FORMS["ndjson"], "en", today, page=1)
        with psycopg.connect(told.dsn, autocommit=True) as conn:
            renaming = "update views.official set name = %s where id = %s"
            asked = "select name from views.official where id = %s"
            (before,) = conn.execute(asked, (REPRESENTATIVE_71,)).fetchone() or ("",)
            try:
                async for part in export.parts():
                    for line in part.text.splitlines():
                        entry = json.loads(line)
                        if entry["actor"] == REPRESENTATIVE_71:
                            names.append((entry["actorName"], before in entry["sentence"]))
                            conn.execute(renaming, ("[erased]", REPRESENTATIVE_71))
            finally:
                conn.execute(renaming, (before, REPRESENTATIVE_71))
    assert len(names) > 2
    assert names == [(before, True), *[("[erased]", False)] * (len(names) - 1)]


class Nothing:
    """A journal that is told nothing."""

    async def note(self, notes: Sequence[ReadNote]) -> None:
        assert notes == []


async def test_memory_does_not_grow_with_the_file(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(MANY_LINES.encode(), {"many": MANY})
    process, entries, size, held = psutil.Process(), 0, 0, []
    async with ReadModels(database, Tail(database, CAUGHT_UP), size=1) as views:
        viewer, today = Viewer("official-x"), date(2026, 1, 1)
        export = Export(views, Nothing(), viewer, Wanted(), FORMS["ndjson"], "en", today, page=500)
        async for part in export.parts():
            entries, size = entries + part.entries, size + len(part.text)
            held.append(process.memory_info().rss)
    assert (entries, part.reached) == (MANY, MANY)
    assert size > 2 * ROOM
    assert max(held) - held[5] < ROOM


MANY_LINES = """
with told as (
    insert into views.audit (
        stream, version, position, recorded_at, effective, kind, number, office, offices, audience, about, actor,
        capacity, basis, acting_for, command, command_name, event, correlation, causation, trace, payload
    )
    select
        'complaint-' || i / 20, mod(i, 20) + 1, i, '2026-01-01', '2026-01-01', 'complaint', 'C-' || i / 20, '71',
        '{71}', 'record', null, 'official-' || i, 'representative', '14.1.a', null, 'command-' || i, 'AcceptComplaint',
        'ComplaintAccepted', null, null, null, '{}'
    from generate_series(1, %(many)s) as i
), scope as (
    insert into views.scope (official, capacity, source) values ('official-x', 'ombudsman', 'post-x')
)
insert into views.tracking (application_name, notification_id) values ('views', %(many)s)
on conflict (application_name) do update set notification_id = excluded.notification_id
"""
