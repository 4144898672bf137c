"""The command line, as people and programs meet it: answers on stdout, one line for a mistake, honest exit codes."""

import errno
import json
import logging
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog

from infra.cli import run
from infra.demo import fill
from infra.identity import DemonstrationKey
from infra.register import Register
from infra.store.recorder import Store
from tests.infra.test_imports import HOUSING, ROW

UNTIL = date(2026, 6, 30)
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Commands configure the logging of their process; here that process is the tests' own."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    structlog.reset_defaults()


@pytest.fixture
def ombudsman(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `ombudsman`; exit code, stdout, stderr."""
    for name in [name for name in os.environ if name.startswith("OMBUDSMAN_") and name != "OMBUDSMAN_KEK"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OMBUDSMAN_HOME", str(home))

    def asking(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return asking


@pytest.fixture
def ask(ombudsman: Ask, database: str, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs `ombudsman` on a fresh database."""
    monkeypatch.setenv("DATABASE_URL", database)
    return ombudsman


@pytest.fixture(scope="module")
def small_demonstration(server: Any, template: str) -> Iterator[str]:
    """A database with a small demonstration, which nobody changes."""
    name = server.create(template)
    with Store(server.address(name)) as store:
        fill(Register(store), seed=1, complaints=20, until=UNTIL)
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def ask_demo(ombudsman: Ask, small_demonstration: str, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs `ombudsman` on a register with a small demonstration."""
    monkeypatch.setenv("DATABASE_URL", small_demonstration)
    return ombudsman


def one_line(text: str) -> bool:
    return text.startswith("ombudsman: ") and text.count("\n") == 1 and "Traceback" not in text


# -- asking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2022-08-22", "2022-09-13"),
        ("2024-03-15", "2024-04-10"),
        ("2024-12-23", "2025-01-16"),
        ("2025-04-25", "2025-05-21"),
        ("2026-03-06", "2026-04-02"),
    ],
)
def test_deadline_prints_the_day_alone_and_says_which_calendar_on_the_side(ask: Ask, start: str, due: str) -> None:
    code, out, err = ask("deadline", start)
    assert (code, out) == (0, f"{due}\n")
    assert "the calendar that a new register begins with" in err


def test_deadline_follows_the_registers_own_calendar(ask_demo: Ask) -> None:
    code, out, err = ask_demo("deadline", "2026-03-06", "--days", "1", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "start": "2026-03-06",
        "days": 1,
        "due": "2026-03-10",
        "calendar": "the register's calendar",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("deadline", "2026-02-30"),
        ("deadline", "2026-03-06", "--days", "0"),
        ("deadline",),
        ("fly",),
        ("token",),
        ("demo", "--until", "soon"),
        ("serve", "--port", "70000"),
        ("import", "housing"),
    ],
)
def test_a_wrongly_asked_command_ends_with_two_and_says_how_to_ask(ombudsman: Ask, arguments: tuple[str, ...]) -> None:
    code, out, err = ombudsman(*arguments)
    assert (code, out) == (2, "")
    assert "Usage: ombudsman" in err


@pytest.mark.parametrize(
    ("command", "word"), [((), "serve"), (("serve",), "--demo"), (("import",), "receipt-log"), (("token",), "--as")]
)
def test_help_tells_what_a_command_is_for(ombudsman: Ask, command: tuple[str, ...], word: str) -> None:
    code, out, _ = ombudsman(*command, "--help")
    assert code == 0
    assert word in out
    assert len(out.splitlines()) > 8


@pytest.mark.parametrize(
    "who",
    [
        "ombudsman",
        "head",
        "deputy-head",
        "deputy-head:2",
        "representative:71",
        "deputy:15",
        "employee:00",
        "employee:71:2",
        "auditor",
    ],
)
def test_token_prints_one_token_and_nothing_else(ask_demo: Ask, home: Path, who: str) -> None:
    code, out, err = ask_demo("token", "--as", who)
    assert (code, err) == (0, "")
    (line,) = out.splitlines()
    assert DemonstrationKey(home).verifier().verify(line).subject.startswith("official-")


def test_different_words_mean_different_officials(ask_demo: Ask, home: Path) -> None:
    who = ("ombudsman", "head", "deputy-head:1", "deputy-head:2", "representative:10", "employee:71:1", "employee:71:2")
    verifier = DemonstrationKey(home).verifier()
    subjects = {verifier.verify(ask_demo("token", "--as", each)[1].strip()).subject for each in who}
    assert len(subjects) == len(who)
    (one, *_) = subjects
    assert verifier.verify(ask_demo("token", "--as", one)[1].strip()).subject == one


@pytest.mark.parametrize(
    "who",
    [
        "king",
        "representative",
        "representative:98",
        "employee:71:9",
        "employee:71:0",
        "head:1",
        "official-migration",
        "official-00000000-0000-0000-0000-000000000000",
    ],
)
def test_nobody_gets_a_token_for_somebody_whom_the_register_does_not_know(ask_demo: Ask, who: str) -> None:
    code, out, err = ask_demo("token", "--as", who)
    nobody_at_all = "expected one of" in err
    assert (code, out) == (2 if nobody_at_all else 1, "")
    assert nobody_at_all == (who in ("king", "representative", "head:1", "official-migration"))
    assert one_line(err)
    assert "--as" in err


def test_no_token_is_issued_beside_an_identity_provider(
    ask_demo: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "keys.json").write_text("{}")
    monkeypatch.setenv("OMBUDSMAN_JWKS", str(tmp_path / "keys.json"))
    code, out, err = ask_demo("token", "--as", "head")
    assert (code, out) == (1, "")
    assert one_line(err)


def test_history_tells_every_event_of_a_record_by_its_number(ask_demo: Ask) -> None:
    number = _number(ask_demo)
    code, out, _ = ask_demo("history", number, "--json")
    assert code == 0
    events = json.loads(out)
    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["event"] == "ComplaintRegistered"
    assert events[0]["fields"]["number"] == number
    assert set(events[0]["words"]) == {"kk", "ru", "en"}
    assert events[0]["act"]["basis"] == "14.1.c"
    assert number in ask_demo("history", number)[1]


def test_history_ends_where_it_is_told_to(ask_demo: Ask) -> None:
    number = _number(ask_demo)

    def told(*options: str) -> list[int]:
        return [event["version"] for event in json.loads(ask_demo("history", number, *options, "--json")[1])]

    events = json.loads(ask_demo("history", number, "--json")[1])
    for event in events:
        assert told("--as-of", str(event["position"])) == list(range(1, event["version"] + 1))
        assert event["version"] in told("--as-of", event["recorded_at"])
        counted = told("--effective", event["act"]["effective"])
        assert counted == [e["version"] for e in events if e["act"]["effective"] <= event["act"]["effective"]]
    code, out, err = ask_demo("history", number, "--as-of", str(events[0]["position"] - 1))
    assert (code, out) == (1, "")
    assert one_line(err)


@pytest.mark.parametrize("moment", ["yesterday", "2026-03-06", "2026-03-06T18:00", "-1"])
def test_history_says_what_a_moment_is(ask_demo: Ask, moment: str) -> None:
    code, out, err = ask_demo("history", _number(ask_demo), f"--as-of={moment}")
    assert (code, out) == (2, "")
    assert one_line(err)


@pytest.mark.parametrize("moment", ["99999999", "2999-03-06T18:00+05:00"])
def test_history_knows_nothing_of_a_moment_that_lies_ahead(ask_demo: Ask, moment: str) -> None:
    code, out, err = ask_demo("history", _number(ask_demo), f"--as-of={moment}")
    assert (code, out) == (1, "")
    assert one_line(err) and "--as-of" in err


def test_history_keeps_personal_values_back_unless_asked(ask_demo: Ask) -> None:
    number = _number(ask_demo)
    person = json.loads(ask_demo("history", number, "--json")[1])[0]["fields"]["applicants"][0]
    shown = json.loads(ask_demo("history", person, "--personal", "--json")[1])[0]["fields"]["details"]
    kept_back = ask_demo("history", person, "--json")[1] + ask_demo("history", person)[1]
    assert shown["name"]
    assert shown["name"] not in kept_back
    assert json.loads(ask_demo("history", person, "--json")[1])[0]["fields"]["details"] == "(personal)"


@pytest.mark.parametrize("record", ["C-71-2026-99999", "complaint-x", "post-nobody", "nonsense", "X-71-2026-00001"])
def test_history_of_what_is_not_there_is_an_error(ask_demo: Ask, record: str) -> None:
    code, out, err = ask_demo("history", record)
    assert (code, out) == (2 if record == "nonsense" else 1, "")
    assert one_line(err)


@pytest.mark.parametrize(
    "command",
    [("conformance",), ("mine", "xes", "log.xes"), ("mine", "ocel", "log.json"), ("trail", "export", "trail.csv")],
)
def test_an_office_that_is_not_there_is_an_error_and_no_empty_answer(
    ask_demo: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = ask_demo(*command, "--office", "98")
    assert (code, out) == (1, "")
    assert one_line(err) and "98" in err
    assert not [*tmp_path.iterdir()]


def test_days_the_wrong_way_round_are_an_error(ask_demo: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (("mine", "xes", "log.xes"), ("trail", "export", "trail.csv")):
        code, out, err = ask_demo(*command, "--since", "2026-02-01", "--until", "2026-01-31")
        assert (code, out) == (2, "")
        assert one_line(err) and "--until" in err


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--kind", "letter", 2),
        ("--event", "ComplaintEaten", 2),
        ("--paragraph", "99.9.z", 2),
        ("--capacity", "king", 2),
        ("--language", "xx", 2),
        ("--text", "…", 2),
        ("--reason", "short", 2),
        ("--record", "nonsense", 2),
        ("--record", "C-71-2026-99999", 1),
        ("--record", "complaint-x", 1),
    ],
)
def test_a_condition_that_nothing_can_meet_is_an_error_and_no_empty_file(
    ask_demo: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, option: str, value: str, code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    done, out, err = ask_demo("trail", "export", "trail.csv", option, value)
    assert (done, out) == (code, "")
    assert one_line(err)
    assert not [*tmp_path.iterdir()]


def test_query_says_when_no_server_answers(ask_demo: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    document = tmp_path / "viewer.graphql"
    document.write_text("{ viewer { official { id } } }")
    monkeypatch.setenv("OMBUDSMAN_PORT", "1")
    code, out, err = ask_demo("query", str(document))
    assert (code, out) == (1, "")
    assert one_line(err)
    assert "ombudsman serve" in err


@pytest.mark.parametrize(
    "arguments",
    [("query", "/nowhere.graphql"), ("query", "-", "--variables", "[1]"), ("query", "-", "--url", "ftp://x")],
)
def test_a_question_that_cannot_be_asked_is_one_line(
    ask_demo: Ask, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("{ viewer { official { id } } }"))
    code, out, err = ask_demo(*arguments)
    assert (code, out) == (1 if "/nowhere.graphql" in arguments else 2, "")
    assert one_line(err)


# -- keeping ---------------------------------------------------------------------------------------


def test_demo_fills_an_empty_register_once_and_shows_it(ask: Ask) -> None:
    code, out, _ = ask("demo", "--complaints", "5", "--until", "2026-06-30", "--json")
    assert code == 0
    told = json.loads(out)
    assert (told["seed"], told["until"]) == (1, "2026-06-30")
    status = json.loads(ask("status", "--json")[1])
    assert status["position"] == status["shown"] == told["events"] > 500
    assert (status["lag_events"], status["parked_records"], status["pending_migrations"]) == (0, 0, [])
    code, out, _ = ask("demo", "--complaints", "5")
    assert code == 0
    assert "there already" in out


def test_demo_leaves_a_register_in_use_alone(ask: Ask, tmp_path: Path) -> None:
    assert ask("import", "housing", str(_file(tmp_path)))[0] == 0
    before = json.loads(ask("status", "--json")[1])["position"]
    code, _, err = ask("demo")
    assert code == 1
    assert one_line(err)
    assert json.loads(ask("status", "--json")[1])["position"] == before


@pytest.mark.parametrize("until", ["2020-01-01", "2999-01-01"])
def test_demo_has_no_last_day_in_the_future_or_before_the_offices(ask: Ask, until: str) -> None:
    code, out, err = ask("demo", "--until", until)
    assert (code, out) == (2, "")
    assert one_line(err)


def test_status_reads_well_for_people_too(ask: Ask) -> None:
    code, out, _ = ask("status")
    assert code == 0
    assert "position            0\n" in out


def test_a_database_behind_this_release_is_told_and_migrate_mends_it(
    ask: Ask, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database)
    assert json.loads(ask("status", "--json")[1])["pending_migrations"]
    code, _, err = ask("history", "post-head")
    assert code == 1
    assert one_line(err)
    assert "ombudsman migrate" in err
    assert len(json.loads(ask("migrate", "--json")[1])["applied"]) >= 2
    assert ask("migrate")[:2] == (0, "the database is up to date\n")


def test_rebuild_builds_all_read_models_anew(ask_demo: Ask) -> None:
    code, out, _ = ask_demo("rebuild", "--json")
    assert code == 0
    status = json.loads(ask_demo("status", "--json")[1])
    assert json.loads(out)["events"] == status["position"] == status["shown"]


@pytest.mark.parametrize("place", [".", "absent/list"])
def test_a_list_that_cannot_be_written_is_one_line(ask: Ask, tmp_path: Path, place: str) -> None:
    code, out, err = ask("keys", "destroyed", str(tmp_path / place))
    assert (code, out) == (1, "")
    assert one_line(err) and "cannot be written" in err


def test_a_list_of_destroyed_keys_that_cannot_be_written_leaves_the_older_one(
    ask: Ask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    kept = tmp_path / "destroyed.jsonl"
    kept.write_text("older\n")
    monkeypatch.setattr(os, "fsync", full)
    code, _, err = ask("keys", "destroyed", str(kept))
    assert code == 1 and one_line(err) and "no space left on device" in err
    assert kept.read_text() == "older\n"


# -- importing -------------------------------------------------------------------------------------


def test_import_reports_and_ends_with_one_when_a_row_stays_out(ask: Ask, tmp_path: Path) -> None:
    path = _file(tmp_path, {}, {"case_id": "2", "finding": "?"}, {"case_id": "3"})
    code, out, _ = ask("import", "housing", str(path), "--json")
    assert code == 1
    told = json.loads(out)
    assert (told["rows"], told["cases"], told["dry_run"]) == (3, 2, False)
    (problem,) = told["problems"]
    assert (problem["line"], problem["column"]) == (4, "finding")
    code, out, _ = ask("import", "housing", str(path))
    assert code == 1
    assert "finding" in out
    assert "1 problems" in out


def test_import_shows_what_it_brought_in(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("import", "housing", str(_file(tmp_path)), "--office", "75")
    assert code == 0
    assert "1 rows, 1 cases" in out
    status = json.loads(ask("status", "--json")[1])
    assert status["position"] == status["shown"] > 0


def test_a_dry_run_changes_nothing(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("import", "housing", str(_file(tmp_path)), "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["events"] == 4
    assert json.loads(ask("status", "--json")[1])["position"] == 0


@pytest.mark.parametrize("office", ["98", "00x", "", "7"])
def test_import_into_an_office_that_does_not_exist_is_refused(ask: Ask, tmp_path: Path, office: str) -> None:
    code, out, err = ask("import", "housing", str(_file(tmp_path)), f"--office={office}")
    if office:
        assert (code, out) == (1, "")
        assert one_line(err)
    else:
        assert code == 0


def test_a_file_that_is_no_such_file_is_one_line(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\x1f\x8b\x08")
    code, out, err = ask("import", "receipt-log", str(path))
    assert (code, out) == (1, "")
    assert one_line(err)


# -- failing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "postgresql://canary:canary@127.0.0.1:1/x"),
        ("OMBUDSMAN_PORT", "x"),
    ],
)
def test_a_bad_setting_is_one_line_without_its_secrets(
    ombudsman: Ask, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, out, err = ombudsman("status")
    assert (code, out) == (1, "")
    assert one_line(err)
    assert name in err
    assert "canary" not in err


def test_an_error_that_nobody_foresaw_is_told_without_its_text(
    ask: Ask, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("drop schema views cascade")
    code, out, err = ask("status")
    assert (code, out) == (1, "")
    assert one_line(err)
    assert "OMBUDSMAN_DEBUG" in err
    monkeypatch.setenv("OMBUDSMAN_DEBUG", "1")
    with pytest.raises(psycopg.Error):
        ask("status")


def _number(ask: Ask) -> str:
    """The number of some complaint of the demonstration."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "select convert_from(state, 'UTF8')::jsonb -> 'event' ->> 'number' from register.events"
            " where topic = 'ComplaintRegistered' order by notification_id limit 1"
        ).fetchone()
    assert row is not None
    return str(row[0])


def _file(directory: Path, *changes: dict[str, str]) -> Path:
    import csv

    path = directory / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, HOUSING)
        rows.writeheader()
        rows.writerows({**ROW, **change} for change in changes or ({},))
    return path
