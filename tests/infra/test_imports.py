"""Imports: every row that can be read is in the register as its source tells it, every other is told with its place."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from domain.complaints.events.intake import ComplaintRegistered, StepRecorded
from domain.complaints.events.outcome import ComplaintClosed, ComplaintDecided, HeadDecided
from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import Addressee, Channel, Finding, Status
from domain.message import Recorded
from infra.imports import housing, receipt_log
from infra.imports.bring import Report, bring_in, closed_offices, founding
from infra.imports.cases import OFFICES, one_office, spread
from infra.imports.rehearsal import Rehearsal
from infra.imports.table import FileRefused
from infra.register import Register
from infra.store.recorder import Store

HOUSING = [column.name for column in housing.COLUMNS]
LOG = [column.name for column in receipt_log.COLUMNS]
ROW = {
    "case_id": "201900001",
    "respondent": "Northern Homes",
    "respondent_type": "Unknown",
    "decision_date": "2021-03-04",
    "amended_at_review": "0",
    "category": "Repairs & Maintenance",
    "head_of_complaint": "There was a failure\nin the handling of repairs",
    "finding": "Service Failure",
}
ENTRY = {
    "case:channel": "e-mail",
    "case:concept:name": "case-1",
    "case:deadline": "2011-12-06 13:41:31.788000+01:00",
    "case:department": "General",
    "case:enddate": "",
    "case:group": "",
    "case:responsible": "Resource21",
    "case:startdate": "2011-10-11 23:42:22.688000+02:00",
    "concept:instance": "task-1",
    "concept:name": "Confirmation of receipt",
    "lifecycle:transition": "complete",
    "org:group": "EMPTY",
    "org:resource": "Resource21",
    "time:timestamp": "2011-10-12 00:10:00+02:00",
}
Write = Callable[..., Path]


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with Store(database) as store:
        yield store


@pytest.fixture
def register(store: Store) -> Register:
    register = Register(store)
    list(register.execute_batch(founding(register, 2026)))
    return register


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a CSV file of rows, each given as changes to the first one."""

    def writing(columns: list[str], whole: dict[str, str], *changes: dict[str, str], name: str = "file.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, columns)
            rows.writeheader()
            rows.writerows({**whole, **change} for change in changes)
        return path

    return writing


def bring(register: Any, source: Any, path: Path, office: str | None = "71") -> Report:
    lines = source.table(path)
    cases = list(source.cases(lines, one_office(office) if office else spread))
    return bring_in(register, lines, cases, Report())


def case(register: Register, source: Any, path: Path, place: int = 0) -> list[Recorded]:
    """The history of the n-th case of a file."""
    cases = list(source.cases(source.table(path), one_office("71")))
    return register.history(f"complaint-{cases[place].steps[0].request.command_id}")


def places(report: Report) -> list[tuple[int, str | None]]:
    return [(problem.line, problem.column) for problem in report.problems]


# -- determinations ------------------------------------------------------------------------------


def test_a_determination_stands_in_the_register_as_its_source_tells_it(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {}, {"finding": "No Maladministration", "amended_at_review": "1"})
    report = bring(register, housing, path)
    assert (report.rows, report.cases, report.problems) == (2, 1, [])
    registered, first, second, decided = case(register, housing, path)
    event = registered.event
    assert isinstance(event, ComplaintRegistered)
    assert event.source is not None
    assert event.respondent is not None
    assert (event.source.system, event.source.number, event.office) == ("housing", "201900001", "71")
    assert (event.respondent.name, event.respondent.body_type) == ("Northern Homes", None)
    assert event.heads[0].category == ROW["category"]
    assert event.heads[0].subject == ROW["head_of_complaint"]
    assert first.event == HeadDecided(
        head="1", finding=Finding.VIOLATION_FOUND, source_finding="Service Failure", amended_at_review=False
    )
    assert second.event == HeadDecided(
        head="2", finding=Finding.VIOLATION_NOT_FOUND, source_finding="No Maladministration", amended_at_review=True
    )
    assert first.act.effective == date(2021, 3, 4)
    assert isinstance(decided.event, ComplaintDecided)


def test_what_the_source_does_not_say_stays_unsaid(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {})
    bring(register, housing, path)
    registered = case(register, housing, path)[0]
    event = registered.event
    assert isinstance(event, ComplaintRegistered)
    assert registered.act.effective is None
    assert (event.channel, event.received_on, event.applicants, event.representative) == (None, None, (), None)


def test_every_act_names_the_migration(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {})
    bring(register, housing, path)
    acts = {(recorded.act.actor, recorded.act.capacity.value) for recorded in register.tail(0)}
    assert acts == {("official-migration", "migration")}


@pytest.mark.parametrize(
    ("words", "finding"),
    [
        ("Maladministration", "violation_found"),
        ("Severe Maladministration", "violation_found"),
        ("Service Failure", "violation_found"),
        ("No Maladministration", "violation_not_found"),
        ("Reasonable Redress", "settled"),
        ("Outside Jurisdiction", "discontinued"),
    ],
)
def test_each_finding_of_the_source_has_one_of_the_register(words: str, finding: str) -> None:
    assert housing.FINDINGS[words] == finding


def test_rows_of_one_case_need_not_be_neighbours(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {}, {"case_id": "2"}, {"finding": "Reasonable Redress"})
    assert bring(register, housing, path).cases == 2
    assert len(case(register, housing, path)) == 4  # registered, two heads, decided


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("decision_date", "2021-02-30"),
        ("decision_date", "04/03/2021"),
        ("decision_date", "2999-01-01"),
        ("amended_at_review", "2"),
        ("finding", "Guilty"),
        ("category", " "),
        ("category", "x" * 301),
        ("head_of_complaint", ""),
        ("head_of_complaint", "x" * 20_001),
        ("respondent", "two\nlines"),
        ("respondent", "Southern Homes"),
        ("respondent_type", "Voluntary"),
    ],
)
def test_a_bad_row_is_told_with_line_and_column_and_the_rest_goes_in(
    register: Register, write: Write, column: str, value: str
) -> None:
    path = write(HOUSING, ROW, {}, {column: value}, {"case_id": "2"}, {"case_id": "3"})
    report = bring(register, housing, path)
    assert places(report) == [(4, column)]  # the first row takes two lines
    assert report.cases == 3
    assert value.strip() not in report.problems[0].reason or not value.strip()


def test_a_row_with_several_faults_is_told_with_each(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {"decision_date": "soon", "finding": "?"}, {"case_id": "2"})
    assert places(bring(register, housing, path)) == [(2, "decision_date"), (2, "finding")]


def test_a_row_with_too_few_or_too_many_fields_is_told(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {}, {"case_id": "2"})
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "only,three,fields\n" + "1,2,3,4,5,6,7,8,9\n", encoding="utf-8")
    report = bring(register, housing, path)
    assert places(report) == [(6, None), (7, None)]
    assert report.cases == 2


def test_a_quotation_mark_that_never_closes_loses_what_follows_and_nothing_else(
    register: Register, write: Write
) -> None:
    path = write(HOUSING, ROW, {}, {"case_id": "2"})
    path.write_text(path.read_text(encoding="utf-8") + '3,"open,Unknown\n4,x\n', encoding="utf-8")
    report = bring(register, housing, path)
    assert places(report) == [(6, None)]
    assert "never closed" in report.problems[0].reason
    assert report.cases == 2


def test_a_case_of_bad_rows_only_is_not_brought_in(register: Register, write: Write) -> None:
    before = register.head()
    report = bring(register, housing, write(HOUSING, ROW, {"finding": "?"}, {"finding": "!"}))
    assert (report.cases, len(report.problems)) == (0, 2)
    assert register.head() == before


def test_importing_twice_doubles_nothing(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {}, {"case_id": "2"}, {"case_id": "2", "finding": "Reasonable Redress"})
    first = bring(register, housing, path)
    head = register.head()
    again = bring(register, housing, path)
    assert (again.commands, again.events, again.known, again.cases) == (0, 0, first.commands, 2)
    assert register.head() == head


def test_an_import_that_was_stopped_anywhere_goes_on_to_the_same_end(
    register: Register, write: Write, make_database: Callable[[], str]
) -> None:
    path = write(HOUSING, ROW, *({"case_id": str(n // 3)} for n in range(90)))
    bring(register, housing, path)
    whole = [recorded.event for recorded in register.tail(0)]
    steps = [s.request for c in housing.cases(housing.table(path), one_office("71")) for s in c.steps]
    for stopped_after in (1, 2, 50, 119):
        with Store(make_database()) as store:
            other = Register(store)
            list(other.execute_batch(founding(other, 2026)))
            list(other.execute_batch(islice(steps, stopped_after)))
            assert bring(Register(store), housing, path).known >= stopped_after
            assert [recorded.event for recorded in other.tail(0)] == whole


def test_a_file_that_changed_is_told_and_what_stands_is_left(register: Register, write: Write) -> None:
    bring(register, housing, write(HOUSING, ROW, {}, {"case_id": "2"}))
    head = register.head()
    report = bring(register, housing, write(HOUSING, ROW, {"category": "Noise"}, {"case_id": "2"}))
    assert places(report) == [(2, None)]
    assert "imported before" in report.problems[0].reason
    assert register.head() == head


def test_another_office_on_the_second_run_moves_nothing(register: Register, write: Write) -> None:
    path = write(HOUSING, ROW, {})
    bring(register, housing, path, "71")
    head = register.head()
    assert len(bring(register, housing, path, "75").problems) == 1
    assert register.head() == head


def test_a_dry_run_reports_what_would_happen_and_writes_nothing(register: Register, store: Store, write: Write) -> None:
    path = write(HOUSING, ROW, {}, {"case_id": "2"}, {"case_id": "3", "finding": "?"}, {"case_id": "2"})
    before = register.head()
    rehearsed = bring(Rehearsal(store), housing, path)
    assert register.head() == before
    assert rehearsed == bring(register, housing, path)
    assert bring(Rehearsal(store), housing, path).known == rehearsed.commands


# -- the log ---------------------------------------------------------------------------------------


def test_an_application_stands_as_a_communication_with_its_steps_in_order(register: Register, write: Write) -> None:
    late = {"concept:instance": "task-2", "concept:name": "T06", "time:timestamp": "2011-10-13 09:00:00+02:00"}
    early = {"concept:instance": "task-3", "concept:name": "T02", "time:timestamp": "2011-10-12 09:00:00+02:00"}
    path = write(LOG, ENTRY, late, {}, early | {"org:group": "Group 4"})
    report = bring(register, receipt_log, path)
    assert (report.cases, report.problems) == (1, [])
    registered, in_charge, department, *steps = case(register, receipt_log, path)
    event = registered.event
    assert isinstance(event, ComplaintRegistered)
    assert event.source is not None
    assert (event.addressee, event.channel) == (Addressee.CENTRE, Channel.EMAIL)
    assert event.received_on == registered.act.effective == date(2011, 10, 11)
    assert event.source.deadline == date(2011, 12, 6)
    assert in_charge.event == StepRecorded(step="case:responsible", performed_by="Resource21")
    assert department.event == StepRecorded(step="case:department", group="General")
    assert [(s.event.step, s.act.effective) for s in steps if isinstance(s.event, StepRecorded)] == [
        ("Confirmation of receipt", date(2011, 10, 12)),
        ("T02", date(2011, 10, 12)),
        ("T06", date(2011, 10, 13)),
    ]
    assert steps[1].event == StepRecorded(step="T02", performed_by="Resource21", group="Group 4", source_id="task-3")


def test_a_case_that_ended_is_closed_without_an_outcome_because_none_is_told(register: Register, write: Write) -> None:
    path = write(LOG, ENTRY, {"case:enddate": "2011-11-24 15:36:51+01:00"})
    bring(register, receipt_log, path)
    history = case(register, receipt_log, path)
    assert history[-1].event == ComplaintClosed()
    assert history[-1].act.effective == date(2011, 11, 24)
    assert COMPLAINTS.fold(COMPLAINTS.initial, history).status is Status.CLOSED


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("case:channel", "Pigeon"),
        ("time:timestamp", "yesterday"),
        ("time:timestamp", "2011-10-12 09:00:00"),
        ("case:startdate", ""),
        ("case:deadline", "2011-12-06 13:41:31+01:00"),
        ("concept:name", ""),
        ("lifecycle:transition", "start"),
    ],
)
def test_a_bad_entry_is_told_and_the_other_steps_go_in(
    register: Register, write: Write, column: str, value: str
) -> None:
    path = write(LOG, ENTRY, {}, {"concept:instance": "task-2", column: value}, {"concept:instance": "task-3"})
    report = bring(register, receipt_log, path)
    assert places(report) == [(3, column)]
    assert report.cases == 1


def test_a_step_that_the_file_tells_twice_is_brought_in_once(register: Register, write: Write) -> None:
    path = write(LOG, ENTRY, {}, {"concept:name": "Another step"}, {"case:concept:name": "case-2"})
    report = bring(register, receipt_log, path)
    assert places(report) == [(3, "concept:instance")]
    assert "line 2" in report.problems[0].reason
    assert [s.event for s in case(register, receipt_log, path)][-1] == StepRecorded(
        step="Confirmation of receipt", performed_by="Resource21", source_id="task-1"
    )


# -- files -----------------------------------------------------------------------------------------


def _cut(path: Path) -> None:
    whole = gzip.compress(path.read_bytes())
    path.write_bytes(whole[: len(whole) // 2])


def _damage(path: Path) -> None:
    whole = bytearray(gzip.compress(path.read_bytes()))
    whole[-6] ^= 0xFF
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"PK\x03\x04\x00\x00"), "must name the columns"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"finding", b"findings", 1)), "the column finding"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"category", b"finding", 1)), "column category"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\xff\xfe\n"), "line 4 is not UTF-8"),
        (lambda path: path.write_bytes(path.read_text().encode("utf-16")), "line 1 is not UTF-8"),
        (_cut, "gzip file is damaged or cut off"),
        (_damage, "gzip file is damaged or cut off"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_as_a_whole(
    write: Write, spoil: Callable[[Path], object], told: str
) -> None:
    path = write(HOUSING, ROW, {})
    spoil(path)
    with pytest.raises(FileRefused, match=told):
        housing.table(path)


def test_packed_reordered_and_wider_files_are_read_all_the_same(register: Register, write: Write) -> None:
    path = write([*reversed(HOUSING), "remark"], ROW | {"remark": "x"}, {})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.write_bytes(gzip.compress(path.read_bytes()))
    report = bring(register, housing, path)
    assert (report.cases, report.problems) == (1, [])


# -- offices ---------------------------------------------------------------------------------------


def test_the_choice_of_an_office_never_changes() -> None:
    assert len(OFFICES) == 20
    assert [spread(name) for name in ("Northern Homes", "", "Қала үйі")] == ["61", "39", "27"]


def test_cases_of_one_respondent_lie_with_one_office(register: Register, write: Write) -> None:
    changes = [{"case_id": str(n), "respondent": f"Homes {n % 40}"} for n in range(120)]
    bring(register, housing, write(HOUSING, ROW, *changes), office=None)
    registered = [r.event for r in register.tail(0) if isinstance(r.event, ComplaintRegistered)]
    offices = {(e.respondent.name, e.office) for e in registered if e.respondent}
    assert len(offices) == 40
    assert len({office for _, office in offices}) > 10


def test_a_register_that_is_in_use_is_not_founded_again(register: Register, store: Store, database: str) -> None:
    assert closed_offices(register, ["00", *OFFICES, "99"]) == ["99"]
    again = founding(register, 2026)
    head = register.head()
    list(register.execute_batch(again))
    assert register.head() == head


# -- the real files --------------------------------------------------------------------------------


def _real(name: str) -> Path:
    here = Path(__file__).resolve()
    found = [parent / "shared" / "data" / name for parent in here.parents]
    path = next((path for path in found if path.exists()), None)
    if path is None:
        pytest.skip(f"{name} is not at hand")
    return path


def test_the_housing_file_is_brought_in_whole(register: Register) -> None:
    path = _real("housing_ombudsman_2020_2024.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    before = register.head()
    report = bring(register, housing, path, office=None)
    assert (report.rows, report.cases, report.problems) == (len(rows), len({r["case_id"] for r in rows}), [])
    assert report.events == register.head() - before
    findings: Counter[str] = Counter()
    years: Counter[int] = Counter()
    after = before
    while events := register.tail(after, 5_000):
        after = events[-1].position
        decided = [e for e in events if isinstance(e.event, HeadDecided)]
        findings.update(str(e.event.source_finding) for e in decided if isinstance(e.event, HeadDecided))
        years.update(e.act.effective.year for e in decided if e.act.effective)
    assert findings == Counter(row["finding"] for row in rows)
    assert years == Counter(int(row["decision_date"][:4]) for row in rows)


def test_the_receipt_log_is_brought_in_whole(register: Register) -> None:
    path = _real("receipt_log.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    report = bring(register, receipt_log, path, office=None)
    assert (report.rows, report.cases) == (len(rows), len({r["case:concept:name"] for r in rows}))
    assert report.problems == []
    steps = [e.event for e in register.tail(0, 100_000) if isinstance(e.event, StepRecorded) and e.event.source_id]
    assert Counter(step.step for step in steps) == Counter(row["concept:name"] for row in rows)
    assert datetime.fromisoformat(rows[0]["case:startdate"]).date() == date(2011, 10, 11)
