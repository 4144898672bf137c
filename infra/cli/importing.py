"""`import`: bringing in the casework of earlier systems, with a report of what did not go in."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from infra.cli.failing import CommandFailed
from infra.cli.output import answer, answer_json, bar, note, table
from infra.cli.stopping import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.bootstrap import House
    from infra.imports.bring import Carries, Report
    from infra.imports.cases import Case, OfficeOf
    from infra.imports.table import Table

    class Source(Protocol):
        """What an earlier system's module offers."""

        def table(self, path: Path) -> Table: ...

        def cases(self, source: Table, office_of: OfficeOf) -> Iterator[Case]: ...


SHOWN = 100
"""Problems that the table for people shows; JSON lists all of them."""

app = typer.Typer(
    help="Bring in the casework of an earlier system, through the register's own commands.",
    no_args_is_help=True,
)
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, or CSV packed with gzip, in UTF-8.")]
Office = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Office that takes all cases, such as 71; without it all 20 do."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Decide everything, write nothing, report the same.")]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document, all problems in it.")]


@app.command()
def housing(file: File, office: Office = None, dry_run: DryRun = False, json: Json = False) -> None:
    """Determinations of a housing ombudsman: a row for each head of complaint, with its finding.

    Cases are spread by respondent, so one respondent's cases lie with one office. A row that cannot be read is
    reported with line, column and reason, and the rest goes in; the exit code is then 1. Running it again brings in
    what is missing and doubles nothing; Ctrl-C leaves a register that is whole.
    """
    from infra.imports import housing as source

    _import(source, file, office, dry_run=dry_run, json=json)


@app.command("receipt-log")
def receipt_log(file: File, office: Office = None, dry_run: DryRun = False, json: Json = False) -> None:
    """Log of a receipt office: a row for each step of an application.

    The applications become communications to the Centre, spread by their numbers. A row that cannot be read is
    reported with line, column and reason, and the rest goes in; the exit code is then 1. Running it again brings in
    what is missing and doubles nothing; Ctrl-C leaves a register that is whole.
    """
    from infra.imports import receipt_log as source

    _import(source, file, office, dry_run=dry_run, json=json)


def _import(source: "Source", file: Path, office: str | None, *, dry_run: bool, json: bool) -> None:
    from infra.cli.opening import opened, show
    from infra.imports.bring import Report
    from infra.imports.cases import one_office, spread

    lines = source.table(file)
    cases = list(source.cases(lines, one_office(office) if office else spread))
    report = Report()
    with opened(migrating=not dry_run) as house:
        try:
            _carry_out(house, lines, cases, report, office, dry_run=dry_run, quiet=json)
        except Stopped:
            note(f"stopped: {report.cases:,} cases are in; the same command goes on from here")
            raise
        if not dry_run:
            show(house, quiet=json)
    _tell(report, dry_run=dry_run, json=json)
    if report.problems:
        raise typer.Exit(1)


def _carry_out(
    house: "House",
    lines: "Table",
    cases: "list[Case]",
    report: "Report",
    office: str | None,
    *,
    dry_run: bool,
    quiet: bool,
) -> None:
    from infra.cli.keeping import today
    from infra.imports.bring import bring_in, closed_offices, founding
    from infra.imports.cases import OFFICES
    from infra.imports.rehearsal import Rehearsal
    from infra.store.recorder import Store

    first = founding(house.register, today().year)
    founded = {str(getattr(request.command, "office", "")).removeprefix("office-") for request in first}
    wanted = {office} if office else set(OFFICES)
    if closed := sorted(closed_offices(house.register, wanted - founded)):
        raise CommandFailed(f"office {', '.join(closed)} is not open in this register; name one that is by --office")
    with Store(house.database.dsn) as store, bar("import", quiet=quiet) as tell:
        carries: Carries = Rehearsal(store) if dry_run else house.register
        for _ in carries.execute_batch(first):
            pass
        began = time.monotonic()
        bring_in(carries, lines, cases, report, tell)
        seconds = time.monotonic() - began
    if report.events and not quiet:
        note(f"{report.events:,} events in {seconds:.1f} s, {report.events / seconds:,.0f} events/s")


def _tell(report: "Report", *, dry_run: bool, json: bool) -> None:
    if json:
        answer_json({"dry_run": dry_run, **vars(report)})
        return
    if report.problems:
        rows = [[str(p.line), p.column or "", p.reason] for p in report.problems[:SHOWN]]
        table("Not brought in", ["line", "column", "reason"], rows)
        if len(report.problems) > SHOWN:
            note(f"and {len(report.problems) - SHOWN:,} more, which --json lists")
    verb = "would be carried out" if dry_run else "carried out"
    answer(
        f"{report.rows:,} rows, {report.cases:,} cases: {report.commands:,} commands {verb}, {report.events:,} events; "
        f"{report.known:,} commands were in before; {len(report.problems):,} problems"
    )
