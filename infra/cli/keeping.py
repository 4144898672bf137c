"""`demo`, `status`, `migrate`, `rebuild`: filling, looking after and renewing a register."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failing import AskedWrongly, CommandFailed
from infra.cli.output import answer, answer_json, bar, note, release

if TYPE_CHECKING:
    from infra.bootstrap import House
    from infra.demo import Filled

SEED, COMPLAINTS = 1, 300
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]


def today() -> date:
    """The register's civil day."""
    from domain.civil import civil_day

    return civil_day(datetime.now(UTC))


def filled(house: "House", *, seed: int, complaints: int, until: date, quiet: bool) -> "Filled":
    """Fill the register of a house with the demonstration. Raises NotEmpty."""
    from infra.demo import fill

    with bar("demonstration", quiet=quiet) as tell:
        return fill(house.register, seed=seed, complaints=complaints, until=until, progress=tell)


def demo(
    seed: Annotated[int, typer.Option(help="Chooses names, matters, outcomes: same seed, same data.")] = SEED,
    complaints: Annotated[int, typer.Option(min=0, max=100_000, help="How many complaints come in.")] = COMPLAINTS,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day of the two years that are told; default today."),
    ] = None,
    json: Json = False,
) -> None:
    """Fill an empty register with a demonstration: offices, officials, complaints, acts of response, measures.

    All of it is invented and told in the register's own commands, each under its own authority. The same seed, number
    and last day give the same data. A register that holds anything else is left as it is; an interrupted filling is
    taken up again.
    """
    from infra.cli.opening import opened, show
    from infra.demo import NotEmpty
    from infra.demo.story import EARLIEST

    last = until.date() if until else today()
    if not EARLIEST <= last <= today():
        raise AskedWrongly(f"--until: the last day is one from {EARLIEST} to today, {today()}")
    with opened(migrating=True) as house:
        try:
            done = filled(house, seed=seed, complaints=complaints, until=last, quiet=json)
        except NotEmpty:
            raise CommandFailed(
                "the register is not empty, so no demonstration is added to it; "
                "choose another by DATABASE_URL or OMBUDSMAN_HOME"
            ) from None
        show(house, quiet=json)
        if json:
            answer_json({"seed": seed, "until": done.until, "commands": done.commands, "events": done.events})
        elif done.events:
            answer(f"{done.commands:,} commands, {done.events:,} events; the last day is {done.until}, the seed {seed}")
        else:
            answer(f"the demonstration is there already; its last day is {done.until}")


def status(json: Json = False) -> None:
    """Tell how the register stands: version, database, position, how far the read models and the log are behind."""
    import psycopg

    from infra.cli.opening import settings
    from infra.database import open_database
    from infra.log.standing import standing
    from infra.migrate import pending
    from infra.projector import progress

    with open_database(settings()) as database, psycopg.connect(database.dsn) as connection:
        facts: dict[str, object] = {
            "version": release(),
            "database": "embedded" if database.embedded else f"{connection.info.host}, port {connection.info.port}",
            "postgresql": "{}.{}".format(*divmod(connection.info.server_version, 10_000)),
            "pending_migrations": (due := pending(database.dsn)),
        }
        if not due:
            stand = progress(connection)
            facts |= {
                "position": stand.head,
                "shown": stand.position,
                "lag_events": stand.events,
                "lag_seconds": round(stand.seconds, 3),
                "parked_records": stand.parked,
            }
            log = standing(connection)
            facts |= {
                "log_size": log.size,
                "log_lag_events": log.growing.events,
                "checkpoint_size": log.signed,
                "checkpoint_at": log.signed_at,
                "unsigned_events": log.unsigned.events,
                "unsigned_seconds": round(log.unsigned.seconds, 3),
                "log_key": log.key,
            }
    if json:
        answer_json(facts)
        return
    for name, fact in facts.items():
        answer(f"{name.replace('_', ' '):20}{_words(fact)}")


def _words(fact: object) -> str:
    """A fact as people read it."""
    if isinstance(fact, datetime):
        return f"{fact.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return ", ".join(fact) or "none" if isinstance(fact, list) else "none" if fact is None else str(fact)


def migrate(json: Json = False) -> None:
    """Bring the database to this release. Running it again changes nothing; services start only when it is done."""
    from infra.cli.opening import settings
    from infra.database import open_database
    from infra.migrate import migrate as bring

    with open_database(settings()) as database:
        applied = bring(database.dsn)
    if json:
        answer_json({"applied": applied})
    else:
        answer("\n".join(f"applied {name}" for name in applied) or "the database is up to date")


def rebuild(
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the tables that an interrupted rebuild left.")
    ] = False,
    json: Json = False,
) -> None:
    """Build all read models anew from the events, beside the live ones, and swap them in one moment.

    Readers see the old ones until then. An interrupted rebuild changes nothing.
    """
    import time

    from infra.cli.opening import opened
    from infra.projector import rebuild as build

    with opened() as house:
        started = time.monotonic()
        with bar("read models", quiet=json) as tell:
            events = build(house.database.dsn, on_progress=tell, resume=resume)
        seconds = time.monotonic() - started
    if json:
        answer_json({"events": events, "seconds": round(seconds, 3)})
    else:
        answer(f"{events:,} events in {seconds:.1f} s")
        note(f"{events / max(seconds, 0.001):,.0f} events/s")
