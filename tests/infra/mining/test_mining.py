"""Event logs for process mining hold what happened, and no word of what people wrote."""

import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from domain.complaints.events import course, intake
from domain.complaints.events.access import ComplaintWalled
from domain.message import Recorded
from infra.mining import Chosen, Clock, write_ocel, write_xes
from infra.mining.ocel import body
from tests.conftest import Server
from tests.domain import complaint_facts as complaints
from tests.domain.petition_facts import DRAFTED, PETITION, sent, signed
from tests.domain.scenario import EMPLOYEE_71, at, stream
from tests.projections.written import happened

XES = "{http://www.xes-standard.org/}"
SECRET = "Nobody may read this"
WALLED = stream("complaint", "behind a wall")
COMPARTMENT = stream("compartment", "north")


@pytest.fixture(scope="module")
def told(server: Server, template: str) -> Any:
    """A register with two complaints, one behind a wall, and an act of response; and its events."""
    name = server.create(template)
    dsn = server.address(name)
    events = happened(
        dsn,
        complaints.under_examination(),
        at(complaints.COMPLAINT, intake.StatementRecorded(person=complaints.PERSON, statement=SECRET)),
        at(complaints.COMPLAINT, course.ExaminationSuspended(ground=SECRET)),
        at(complaints.COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_71)),
        complaints.registered(complaints.OTHER, office="75", on=date(2026, 3, 1)),
        complaints.registered(WALLED),
        at(WALLED, ComplaintWalled(compartment=COMPARTMENT)),
        signed(),
        sent(),
    )
    yield dsn, events
    server.drop(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log"


def of(events: list[Recorded], *records: str) -> list[Recorded]:
    return sorted((e for e in events if e.stream in records), key=lambda e: (e.stream, e.version))


def xes(path: Path) -> list[list[dict[str, str]]]:
    """The traces of a file, each with its own attributes first and then those of its events."""
    root = ElementTree.parse(path).getroot()
    return [
        [attributes(trace), *(attributes(event) for event in trace.iter(f"{XES}event"))]
        for trace in root.iter(f"{XES}trace")
    ]


def attributes(element: ElementTree.Element) -> dict[str, str]:
    return {child.attrib["key"]: child.attrib["value"] for child in element if "key" in child.attrib}


def test_a_trace_is_a_record_and_an_event_is_an_event(told: Any, file: Path) -> None:
    dsn, events = told
    done = write_xes(dsn, file, Chosen("complaint"))
    traces = xes(file)
    expected = of(events, complaints.COMPLAINT, complaints.OTHER)
    assert (done.traces, done.events, done.left_out) == (2, len(expected), 1)
    assert [trace[0]["record"] for trace in traces] == sorted([complaints.COMPLAINT, complaints.OTHER])
    shown = [event for trace in traces for event in trace[1:]]
    for event, recorded in zip(shown, expected, strict=True):
        assert event["concept:name"] == type(recorded.event).__name__
        assert event["org:resource"] == recorded.act.actor
        assert (event["org:role"], event["basis"]) == (recorded.act.capacity, recorded.act.basis)
        assert (int(event["position"]), int(event["version"])) == (recorded.position, recorded.version)


def test_the_log_has_the_form_of_the_standard(told: Any, file: Path) -> None:
    write_xes(told[0], file, Chosen("complaint"))
    root = ElementTree.parse(file).getroot()
    assert (root.tag, root.attrib["xes.version"]) == (f"{XES}log", "1849-2023")
    kinds = [child.tag.removeprefix(XES) for child in root]
    order = ["extension", "global", "classifier", "string", "trace"]
    assert sorted(kinds, key=order.index) == kinds
    prefixes = {child.attrib["prefix"] for child in root if child.tag == f"{XES}extension"}
    keys = {e.attrib["key"] for e in root.iter() if "key" in e.attrib}
    assert {key.partition(":")[0] for key in keys if ":" in key} == prefixes
    mandatory = [{a.attrib["key"] for a in g} for g in root.iter(f"{XES}global") if g.attrib["scope"] == "event"]
    assert all(mandatory[0] <= attributes(event).keys() for event in root.iter(f"{XES}event"))
    for element in root.iter(f"{XES}date"):
        assert datetime.fromisoformat(element.attrib["value"]).tzinfo is not None


def test_events_stand_by_the_chosen_time(told: Any, file: Path) -> None:
    write_xes(told[0], file, Chosen("petition"), clock=Clock.EFFECTIVE)
    first = xes(file)[0][1]
    assert first["time:timestamp"] == f"{DRAFTED}T00:00:00.000+05:00"
    write_xes(told[0], file, Chosen("petition"))
    at_first = datetime.fromisoformat(xes(file)[0][1]["time:timestamp"])
    assert (datetime.now(UTC) - at_first).total_seconds() < 3600


@pytest.mark.parametrize(
    ("chosen", "records"),
    [
        (Chosen("complaint", office="75"), [complaints.OTHER]),
        (Chosen("complaint", office="10"), []),
        (Chosen("complaint", until=date(2026, 3, 1)), []),
        (Chosen("complaint", since=date(2026, 3, 2)), [complaints.COMPLAINT, complaints.OTHER]),
        (Chosen("complaint", walled=True), [complaints.COMPLAINT, complaints.OTHER, WALLED]),
    ],
)
def test_a_log_holds_what_was_chosen(told: Any, file: Path, chosen: Chosen, records: list[str]) -> None:
    write_xes(told[0], file, chosen)
    assert [trace[0]["record"] for trace in xes(file)] == sorted(records)
    write_ocel(told[0], file, chosen)
    told_events = json.loads(file.read_bytes())["events"]
    assert {e["relationships"][0]["objectId"] for e in told_events} == set(records)


@pytest.mark.parametrize(
    ("since", "until", "records"),
    [
        (date(2026, 3, 1), None, [complaints.OTHER]),
        (None, date(2026, 2, 28), [complaints.COMPLAINT]),
        (date(2026, 3, 2), date(2026, 3, 2), []),
    ],
)
def test_the_period_goes_by_the_day_that_counts_if_the_log_does(
    told: Any, file: Path, since: date | None, until: date | None, records: list[str]
) -> None:
    chosen = Chosen("complaint", since=since, until=until)
    for write in (write_xes, write_ocel):
        assert write(told[0], file, chosen, clock=Clock.EFFECTIVE).undated == 0
    write_xes(told[0], file, chosen, clock=Clock.EFFECTIVE)
    assert [trace[0]["record"] for trace in xes(file)] == records


def test_a_record_whose_beginning_no_source_dates_lies_where_its_earliest_known_day_does(
    database: str, file: Path
) -> None:
    """What was brought in in one night began years ago, as far as any of its papers tells."""
    bare = stream("complaint", "of no day")

    happened(
        database,
        complaints.registered(complaints.COMPLAINT, on=None),
        at(complaints.COMPLAINT, course.ExaminationSuspended(ground=SECRET), effective=date(2022, 6, 1)),
        at(complaints.COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_71), effective=date(2022, 2, 1)),
        complaints.registered(bare, on=None),
    )

    def told(clock: Clock, since: date, until: date | None = None) -> tuple[list[str], int | None]:
        done = write_xes(database, file, Chosen("complaint", since=since, until=until), clock=clock)
        return [trace[0]["record"] for trace in xes(file)], done.undated

    assert told(Clock.EFFECTIVE, date(2022, 2, 1), date(2022, 2, 1)) == ([complaints.COMPLAINT], 1)
    assert told(Clock.EFFECTIVE, date(2022, 2, 2), date(2022, 12, 31)) == ([], 1)
    assert told(Clock.EFFECTIVE, date(2026, 3, 2)) == ([bare], 1)
    assert told(Clock.RECORDED, date(2022, 1, 1), date(2022, 12, 31)) == ([], None)
    assert told(Clock.RECORDED, date(2026, 3, 2)) == (sorted([complaints.COMPLAINT, bare]), None)


def test_no_word_of_the_contents_and_nobody_who_complains_is_in_a_log(told: Any, file: Path) -> None:
    for write in (write_xes, write_ocel):
        for kind in ("complaint", "petition", "post"):
            write(told[0], file, Chosen(kind, walled=True))
            text = file.read_text()
            for word in (SECRET, complaints.PERSON, COMPARTMENT, "Akimat", "Restore the supply", "Drinking water"):
                assert word not in text, (write.__name__, kind, word)
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_object_that_an_event_names_stands_in_the_log(told: Any, file: Path) -> None:
    dsn, events = told
    for kind in ("complaint", "petition", "post"):
        done = write_ocel(dsn, file, Chosen(kind))
        log = json.loads(file.read_bytes())
        objects = {each["id"]: each["type"] for each in log["objects"]}
        assert len(objects) == len(log["objects"])
        assert {r["objectId"] for e in log["events"] for r in e["relationships"]} == objects.keys()
        assert set(objects.values()) <= {each["name"] for each in log["objectTypes"]}
        declared = {t["name"]: {a["name"] for a in t["attributes"]} for t in log["eventTypes"]}
        assert all({a["name"] for a in e["attributes"]} <= declared[e["type"]] for e in log["events"])
        assert done.events == len(log["events"])
        assert len(log["events"]) == sum(e.stream.startswith(f"{kind}-") for e in events) - 2 * (kind == "complaint")


def test_an_event_names_its_objects_by_the_part_they_play(told: Any, file: Path) -> None:
    write_ocel(told[0], file, Chosen("petition"))
    events = {
        e["type"]: {(r["qualifier"], r["objectId"]) for r in e["relationships"]}
        for e in json.loads(file.read_bytes())["events"]
    }
    akimat = body("akimat  OF Astana")
    assert events["PetitionDrafted"] >= {("record", PETITION), ("office", "office-71"), ("addressee", akimat)}
    assert ("addressee", akimat) in events["PetitionTransmitted"]
    write_ocel(told[0], file, Chosen("complaint"))
    assigned = [e for e in json.loads(file.read_bytes())["events"] if e["type"] == "ComplaintAssigned"]
    assert {"objectId": EMPLOYEE_71, "qualifier": "official"} in assigned[0]["relationships"]


def test_a_log_that_failed_leaves_the_old_one(told: Any, file: Path) -> None:
    file.write_text("old")

    def fails(_: int) -> None:
        raise KeyboardInterrupt

    for write in (write_xes, write_ocel):
        with pytest.raises(KeyboardInterrupt):
            write(told[0], file, Chosen("complaint"), progress=fails)
        assert [path.name for path in file.parent.iterdir()] == ["log"]
        assert file.read_text() == "old"
