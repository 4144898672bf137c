"""`trail export`: the trail as a file, as an official sees it."""

import gzip
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer

from infra.cli.asking import As, stream_of
from infra.cli.failing import AskedWrongly, CommandFailed
from infra.cli.keeping import today
from infra.cli.output import Tell, bar, note

if TYPE_CHECKING:
    from graphql_api.ports import Viewer
    from infra.trail import Wanted

app = typer.Typer(help="The audit trail as a file.", no_args_is_help=True)


class FileForm(StrEnum):
    """Forms of the file."""

    CSV = "csv"
    NDJSON = "ndjson"


@app.callback()
def _trail() -> None:
    """The audit trail as a file."""


@app.command()
def export(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Where to; compressed if it ends in .gz; - is stdout.")],
    who: As = "ombudsman",
    form: Annotated[FileForm, typer.Option("--format", help="Form of the file.")] = FileForm.CSV,
    record: Annotated[str | None, typer.Option(help="Id or number of a record.")] = None,
    kind: Annotated[str | None, typer.Option(help="Kind of records: complaint, petition …")] = None,
    office: Annotated[str | None, typer.Option(help="Code of an office.")] = None,
    official: Annotated[str | None, typer.Option(help="Id of an official whom it concerns.")] = None,
    capacity: Annotated[str | None, typer.Option(help="In which capacity: representative, head …")] = None,
    paragraph: Annotated[str | None, typer.Option(help="Under which paragraph: 14.1.c")] = None,
    event: Annotated[str | None, typer.Option(help="Name of an event.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of recording.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of recording.")] = None,
    effective_since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day on which it counts.")
    ] = None,
    effective_until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day on which it counts.")
    ] = None,
    after: Annotated[int, typer.Option(min=0, help="Position behind which the entries begin.")] = 0,
    upto: Annotated[int | None, typer.Option(min=0, help="Position of the last entry.")] = None,
    text: Annotated[str | None, typer.Option(help="Words of the contents.")] = None,
    trace: Annotated[str | None, typer.Option(help="Id of a trace.")] = None,
    command: Annotated[str | None, typer.Option(help="Id of a command.")] = None,
    correlation: Annotated[str | None, typer.Option(help="Id of a chain of acts.")] = None,
    language: Annotated[str, typer.Option(help="Language of the sentences: kk, ru or en.")] = "ru",
    contents: Annotated[bool, typer.Option("--contents", help="Free text and personal values, too; is noted.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why contents are read, where a reason is needed.")] = None,
) -> None:
    """Write the entries of the trail that an official may see, each with its sentence, in the order of the register.

    Memory does not grow with the entries. What is read of contents is noted in the journal of reads.
    """
    import asyncio

    from graphql_api.context import reason_of
    from graphql_api.errors import Fault
    from graphql_api.ports import Viewer
    from infra.cli.officials import official_named
    from infra.cli.opening import expect_office, opened
    from infra.trail import WrongConditionError, wanted

    given: dict[str, Any] = {
        "record": record,
        "kind": kind,
        "office": office,
        "official": official,
        "capacity": capacity,
        "paragraph": paragraph,
        "event": event,
        "since": _day(since),
        "until": _day(until),
        "effectiveSince": _day(effective_since),
        "effectiveUntil": _day(effective_until),
        "after": after,
        "upto": upto,
        "text": text,
        "trace": trace,
        "command": command,
        "correlation": correlation,
        "language": language,
        "contents": contents,
        "reason": reason,
    }
    try:
        asked = wanted(given)
    except WrongConditionError as wrong:
        raise AskedWrongly(f"{_option(wrong.name or '')}: expected {wrong.expected}") from None
    try:
        given_reason = reason_of({"reason": asked.reason}, "--reason")
    except Fault as fault:
        raise AskedWrongly(str(fault)) from None
    with opened() as house:
        expect_office(house, office)
        if record is not None and not house.register.history(stream_of(house, record), upto=1):
            raise CommandFailed(f"--record: there is no record {record}")
        reader = Viewer(official_named(who, house), given_reason)
        try:
            with _written(file) as out, bar("trail", quiet=False) as tell:
                entries = asyncio.run(_export(house.database.dsn, reader, asked, form, out, tell))
        except Fault as fault:
            raise CommandFailed(str(fault)) from None
    note(f"{entries:,} entries")


def _option(condition: str) -> str:
    """The option that a condition is given by: effectiveSince is --effective-since."""
    return "--" + re.sub("([A-Z])", r"-\1", condition).lower()


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None


@contextmanager
def _written(file: str) -> Iterator[BinaryIO]:
    """What to write to; a file that nobody else reads, and that stands under its name once it is whole.

    Raises CommandFailed when it cannot be written.
    """
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = Path(f"{file}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as plain:
            if file.endswith(".gz"):
                with gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=1) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield plain
        part.replace(file)
    except OSError as error:
        raise CommandFailed(f"{file}: {(error.strerror or 'cannot be written').lower()}") from None
    finally:
        part.unlink(missing_ok=True)


async def _export(dsn: str, viewer: "Viewer", wanted: "Wanted", form: FileForm, out: BinaryIO, tell: Tell) -> int:
    from infra.http.views import ReadModels
    from infra.projector import CAUGHT_UP
    from infra.reading import Journal
    from infra.store.tail import Tail
    from infra.trail import FORMS, Export

    entries = 0
    async with ReadModels(dsn, Tail(dsn, CAUGHT_UP), size=1) as views, Journal(dsn) as journal:
        language = wanted.language or "ru"
        export = Export(views, journal, viewer, wanted, FORMS[form], language, today(), reason_at="--reason")
        async for part in export.parts():
            out.write(part.text)
            entries += part.entries
            tell(part.reached, part.upto)
    return entries
