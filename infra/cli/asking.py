"""`token`, `query`, `history`, `deadline`: small questions, answered without a server wherever possible."""

import os
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.failing import AskedWrongly, CommandFailed
from infra.cli.output import answer, answer_json, note

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.calendar.workdays import WorkingCalendar
    from domain.message import Recorded
    from infra.bootstrap import House

AS_HELP = (
    "ombudsman, head, deputy-head[:N], representative:OFFICE, deputy:OFFICE, employee:OFFICE[:N], auditor, "
    "or an official's id. OFFICE is a code such as 71, N a place such as 2."
)
As = Annotated[str, typer.Option("--as", help=AS_HELP)]
_NUMBER = re.compile(r"(?P<stream>[A-Z]-[0-9]{2,3}-[0-9]{4})-(?P<place>[0-9]{5,})")


def token(
    who: As,
    hours: Annotated[float, typer.Option(min=0.01, max=168, help="How long it lasts.")] = 12,
) -> None:
    """Print a token that proves its bearer to be an official of the register, and nothing else.

    It is signed with the demonstration's own key (below OMBUDSMAN_HOME), which a server accepts unless OMBUDSMAN_JWKS
    names an identity provider. What the official may do follows from the register, not from the token.
    """
    from infra.cli.opening import opened

    if os.environ.get("OMBUDSMAN_JWKS", "").strip():
        raise CommandFailed("OMBUDSMAN_JWKS is set: tokens come from that identity provider, not from here")
    with opened() as house:
        issued = _token(house, who, hours)
    answer(issued)


def _token(house: "House", who: str, hours: float = 1) -> str:
    from datetime import timedelta

    from infra.cli.officials import official_named
    from infra.identity import DemonstrationKey

    return DemonstrationKey(house.settings.home).issue(official_named(who, house), timedelta(hours=hours))


def query(
    document: Annotated[str, typer.Argument(metavar="FILE|-", help="File with a GraphQL document; - reads stdin.")],
    variables: Annotated[str | None, typer.Option(help="The document's variables, as one JSON object.")] = None,
    operation: Annotated[str | None, typer.Option(help="Which operation, if the document has several.")] = None,
    who: Annotated[str | None, typer.Option("--as", help=f"On whose behalf: {AS_HELP} Default ombudsman.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of the API; by default that of `serve`.")] = None,
) -> None:
    """Run a GraphQL document against the running server and print the JSON. Ends with 1 if it holds errors.

    The token is OMBUDSMAN_TOKEN if that is set and --as is not, else one of the demonstration.
    """
    from infra.cli.opening import opened, settings
    from infra.cli.posting import post

    question = {"query": _read(document), "variables": _object(variables), "operationName": operation}
    given = os.environ.get("OMBUDSMAN_TOKEN", "").strip()
    if who is not None or not given:
        with opened() as house:
            given = _token(house, who or "ombudsman")
    chosen = settings()
    shown = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    result = post(url or f"http://{shown}:{chosen.port}/graphql", given, question)
    answer_json(result)
    if "errors" in result:
        raise typer.Exit(1)


def _read(document: str) -> str:
    try:
        return sys.stdin.read() if document == "-" else Path(document).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"{document}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{document}: is not UTF-8 text") from None


def _object(variables: str | None) -> dict[str, Any] | None:
    import msgspec

    try:
        return msgspec.json.decode(variables, type=dict[str, Any]) if variables else None
    except msgspec.MsgspecError:
        raise AskedWrongly("--variables: expected one JSON object, such as '{\"first\": 5}'") from None


def history(
    record: Annotated[str, typer.Argument(metavar="NUMBER|ID", help="C-71-2026-00042, or complaint-… and the like.")],
    as_of: Annotated[
        str | None,
        typer.Option(metavar="POSITION|INSTANT", help="Only what was recorded by then: 1250, 2026-03-06T18:00+05:00."),
    ] = None,
    effective: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Only acts that count on this day or before."),
    ] = None,
    personal: Annotated[bool, typer.Option("--personal", help="Show personal values too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
) -> None:
    """Tell a record's history: every event with its act, oldest first. Personal values only if asked for.

    What was known (--as-of) and what counted (--effective) are two questions: papers are often late.
    """
    from infra.cli.opening import opened
    from infra.cli.telling import as_json, as_lines

    known = _known_by(as_of)
    with opened() as house:
        head = house.register.head()
        if as_of is not None and as_of.isdecimal() and int(as_of) > head:
            raise CommandFailed(f"--as-of: expected a position up to {head}, the last one of the register")
        events = [event for event in _history(house, record) if known(event)]
    if effective is not None:
        from infra.past.folding import effective_by

        events = effective_by(events, effective.date())
    if not events:
        raise CommandFailed(f"nothing of {record} had happened by then")
    if json:
        answer_json([as_json(event, personal=personal) for event in events])
    else:
        answer("\n".join(line for event in events for line in as_lines(event, personal=personal)))


def _known_by(moment: str | None) -> "Callable[[Recorded], bool]":
    """Whether an event had been recorded at a position or an instant. Raises CommandFailed for what is neither."""
    if moment is None:
        return lambda event: True
    if moment.isdecimal():
        position = int(moment)
        return lambda event: event.position <= position
    try:
        instant = datetime.fromisoformat(moment)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise AskedWrongly("--as-of: expected a position such as 1250 or an instant such as 2026-03-06T18:00+05:00")
    from infra.past.moments import SKEW

    if instant > datetime.now(UTC) + SKEW:
        raise CommandFailed("--as-of: this instant has not come; expected one up to now")
    until = instant
    return lambda event: event.recorded_at <= until


def stream_of(house: "House", record: str) -> str:
    """The stream of a record by its number or id. Raises CommandFailed."""
    from domain.kinds import KINDS
    from domain.numbers import NumberIssued

    if number := _NUMBER.fullmatch(record):
        place = int(number["place"])
        issued = house.register.history(f"numbers-{number['stream']}", after=place - 1, upto=place)
        if not issued or not isinstance(issued[0].event, NumberIssued):
            raise CommandFailed(f"no record has the number {record}")
        return issued[0].event.record
    if record.partition("-")[0] not in KINDS:
        raise AskedWrongly("expected a number such as C-71-2026-00042 or an id such as complaint-…")
    return record


def _history(house: "House", record: str) -> "list[Recorded]":
    events = house.register.history(stream_of(house, record))
    if not events:
        raise CommandFailed(f"there is no record {record}")
    return events


def deadline(
    day: Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Day zero: 2026-03-06.")],
    days: Annotated[int, typer.Option(min=1, max=1000, help="Working days of the term.")] = 15,
    json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
) -> None:
    """Print the day at whose end a term of working days is due. The day given is day zero, as in the Rules.

    The register's own calendar is used where a register is at hand, else the calendar that a new one begins with.
    """
    calendar, source = _calendar(day.year)
    try:
        due = calendar.due(day.date(), days)
    except OverflowError:
        raise CommandFailed("the term ends beyond the calendar; give an earlier day") from None
    if json:
        answer_json({"start": day.date(), "days": days, "due": due, "calendar": source})
        return
    note(f"by {source}")
    answer(due.isoformat())


def _calendar(year: int) -> "tuple[WorkingCalendar, str]":
    """The register's calendar if its server is up, else the seeded one. Starts nothing."""
    from domain.calendar.commands import DeclareDays
    from domain.calendar.workdays import WorkingCalendar
    from infra.calendar_seed import declarations

    kept = _kept_calendar()
    if kept is not None:
        return kept, "the register's calendar"
    calendar = WorkingCalendar()
    for command in declarations(range(max(date.min.year, year - 1), min(date.max.year, year + 5))):
        if isinstance(command, DeclareDays):
            calendar = calendar.amended(frozenset(command.days_off), frozenset(command.working_days))
    return calendar, "the calendar that a new register begins with"


def _kept_calendar() -> "WorkingCalendar | None":
    from domain.calendar.state import CALENDAR_STREAM, CALENDARS
    from infra.cli.opening import settings
    from infra.embedded import EmbeddedServer

    chosen = settings()
    if chosen.database_url is None and not EmbeddedServer(chosen.home).running():
        return None
    from infra.cli.opening import opened

    with opened() as house:
        events = house.register.history(CALENDAR_STREAM)
    return CALENDARS.fold(CALENDARS.initial, events).workdays if events else None
