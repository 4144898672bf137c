"""Importing a file and rebuilding the read tables, events a second, beside the stock library and bare COPY."""

import csv
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks import bare, stock
from benchmarks.arena import Arena, say
from benchmarks.clients import Work
from benchmarks.figures import Figure
from benchmarks.sizes import Size
from infra.imports import housing
from infra.imports.bring import Report, bring_in
from infra.imports.cases import spread
from infra.projector import rebuild
from infra.register import Register
from infra.store.codec import StoredRow
from infra.store.recorder import Store
from projections.catalogue import CATALOGUE

IMPORT, REBUILD = "Import", "Rebuild of all read tables"
_READ = 5_000
_STOCK_EVENTS = 50_000
"""Most events that the peers write."""

COLUMNS = (
    "case_id", "respondent", "respondent_type", "decision_date", "amended_at_review", "category", "head_of_complaint",
    "finding",
)  # fmt: skip
FINDINGS = (
    ["Maladministration"] * 33 + ["Service Failure"] * 26 + ["Reasonable Redress"] * 20 + ["No Maladministration"] * 16
    + ["Severe Maladministration"] * 3 + ["Outside Jurisdiction"] * 2
)  # fmt: skip
"""A hundred findings in the shares of the published decisions."""
CATEGORIES = ("Complaint Handling", "Other", "Repairs & Maintenance", "Anti-Social Behaviour (ASB)", "Charges")
RESPONDENTS = 512
_HEADS = (1, 1, 2, 2, 2, 2, 2, 3, 3, 3)
_WORDS = "In accordance with paragraph {paragraph} of the Scheme there was {finding} by the landlord in its {matter}"


class ImportRefusedError(Exception):
    """The file could not be brought in, so there is nothing to measure."""


def write_cases(path: Path, cases: int) -> None:
    """A file like the published housing decisions: as many heads a case, as long texts. Always the same."""
    dice = Random(cases)
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for place in range(cases):
            respondent = int(dice.paretovariate(1)) % RESPONDENTS
            decided = date(2020, 1, 6) + timedelta(days=dice.randrange(1_800))
            for _ in range(dice.choice(_HEADS)):
                finding, category = dice.choice(FINDINGS), dice.choice(CATEGORIES)
                words = _WORDS.format(
                    paragraph=dice.randrange(40, 60), finding=finding.lower(), matter=category.lower()
                )
                landlord = f"Landlord {respondent} Housing Association"
                case_id = f"{decided.year - 1}{place:05}"
                lines.writerow([case_id, landlord, "Housing Association", decided, 0, category, words, finding])


def imports(arena: Arena, path: Path, size: Size) -> Iterator[Figure]:
    """Import a file into the register that stands, then write the same events in the peers' ways."""
    with Store(arena.dsn) as store:
        before = Register(store).head()
        say(f"import: {path.name}")
        begin = time.monotonic()
        report = _bring_in(store, path)
        seconds = time.monotonic() - begin
        rows = _rows(store, before)
    told = f"{report.rows:,} rows, {report.cases:,} cases, {report.commands:,} commands"
    note = f"{told}, each decided under the law first; at least 1,000 needed"
    yield _figure(IMPORT, "the events of a file", "register: import housing", Work(len(rows), seconds, []), note=note)
    some = rows[:_STOCK_EVENTS]
    plain = arena.database("bulk", register=False)
    say(f"import: stock eventsourcing, {len(some)} events")
    saved = stock.save(plain, some)
    note = f"writes alone, {stock.BATCH} at a time"
    yield _figure(IMPORT, "the events of a file", "stock eventsourcing", saved, peer=True, note=note)
    say("import: COPY")
    yield _figure(IMPORT, "the events of a file", "bare COPY", bare.copy(plain, some), peer=True, note="writes alone")
    yield from _rebuilds(arena, plain, len(some), size)


def _bring_in(store: Store, path: Path) -> Report:
    """What `ombudsman import housing` does, from the first byte of the file to the last commit."""
    lines = housing.table(path)
    report = bring_in(Register(store), lines, list(housing.cases(lines, spread)), Report())
    if not report.events:
        raise ImportRefusedError(f"nothing of {path.name} went in: {report.problems[:1]}")
    return report


def _rebuilds(arena: Arena, plain: str, events: int, size: Size) -> Iterator[Figure]:
    say("rebuild of all read tables")
    begin = time.monotonic()
    shown = rebuild(arena.dsn)
    work = Work(shown, time.monotonic() - begin, [])
    note = f"{len(CATALOGUE.rows)} tables with policies and indexes; at least 5,000 needed"
    yield _figure(REBUILD, "events shown", "register: rebuild", work, note=note)
    say("rebuild: stock eventsourcing")
    projected = stock.project(plain, events, 2 * size.seconds)
    note = "one table, one transaction an event"
    yield _figure(REBUILD, "events shown", "stock ProjectionRunner", projected, peer=True, note=note)


def _rows(store: Store, after: int) -> list[StoredRow]:
    with store.recorder.session() as session:
        rows = session.tail(after, _READ)
        while more := session.tail(rows[-1].position if rows else after, _READ):
            rows += more
    return rows


def _figure(section: str, what: str, by: str, work: Work, *, note: str, peer: bool = False) -> Figure:
    return Figure(
        section=section,
        what=what,
        by=by,
        clients=1,
        unit="events",
        per_second=work.per_second,
        peer=peer,
        note=note,
    )
