"""`export`, `restore`: the whole register as files, and back into a fresh database."""

import time
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from infra.cli.failing import CommandFailed
from infra.cli.output import answer, answer_json, bar, note

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIRECTORY", help="A new directory; or one to be gone on with.")],
    first: Annotated[
        int, typer.Option("--from", min=1, metavar="POSITION", help="Only what was recorded from this position on.")
    ] = 1,
    json: Json = False,
) -> None:
    """Write all that was recorded as an archive: events, commands and the journals of reads and refusals.

    Interrupted, it is ended by the same command. The archive holds what people wrote: keep it as you keep the
    register.
    """
    from infra.archive import ArchiveRefused
    from infra.archive import export as write
    from infra.cli.opening import opened, settings

    try:
        with opened() as house, bar("export", quiet=json) as tell:
            began, log = time.monotonic(), settings().log_name
            done = write(house.database.dsn, directory, log=log, first=first, progress=tell)
            seconds = time.monotonic() - began
    except ArchiveRefused as refused:
        raise CommandFailed(str(refused)) from None
    except OSError as error:
        raise CommandFailed(f"{directory}: {(error.strerror or 'cannot be written').lower()}") from None
    except KeyboardInterrupt:
        begun = f" --from {first}" if first > 1 else ""
        note(f"interrupted; the same command goes on with it: ombudsman export {quote(str(directory))}{begun}")
        raise
    if json:
        answer_json({"directory": str(directory), "from": first, **done._asdict()})
        return
    answer(
        f"{done.events:,} events, {done.commands:,} commands, {done.readings:,} reads, {done.refusals:,} refusals"
        f" in {directory}"
    )
    _rate(done.events - done.found, seconds)
    if done.size is None:
        note("no checkpoint covers them yet: `ombudsman checkpoint` signs one")
    elif done.size < done.last:
        note(f"the checkpoint covers the positions up to {done.size}; {done.size + 1} to {done.last} lie beyond it")


def restore(
    directory: Annotated[Path, typer.Argument(metavar="DIRECTORY", help="An archive that `export` wrote.")],
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="VKEY|FILE", help="The log's public key, to check the checkpoint's signature."),
    ] = None,
    json: Json = False,
) -> None:
    """Replay an archive into a database without events: the same positions, ids, times and proofs.

    Everything is compared before anything is kept: checksums, the order of positions, the root of the checkpoint.
    Increments are restored one after another. The read models follow by themselves.
    """
    from infra.archive import ArchiveRefused
    from infra.archive import restore as write
    from infra.cli.opening import opened, show
    from infra.cli.verifying import key_given

    trusted = key_given(key)
    with opened(migrating=True) as house:
        began = time.monotonic()
        try:
            with bar("restore", quiet=json) as tell:
                done = write(house.database.dsn, directory, key=str(trusted) if trusted else None, progress=tell)
        except ArchiveRefused as refused:
            raise CommandFailed(f"nothing was restored: {refused}") from None
        seconds = time.monotonic() - began
        if locked := done.sealed and not _has_keys(house.database.dsn):
            note(
                "values of persons stand sealed in it and no key is here: bring schema `keys` from its own backup, "
                "then run `ombudsman rebuild`; until then nothing is shown"
            )
        else:
            show(house, quiet=json)
    if json:
        answer_json({**done._asdict(), "root": done.root.hex(), "keys_are_missing": locked})
        return
    answer(
        f"{done.events:,} events, {done.commands:,} commands, {done.readings:,} reads, {done.refusals:,} refusals; "
        f"position {done.head:,}"
    )
    _rate(done.events, seconds)
    if done.proven is None:
        note("the archive has no checkpoint: checksums were compared, nothing was proven")
    else:
        how = "whose signature is good" if trusted is not None else "whose signature was not checked (--key)"
        note(f"the events up to position {done.proven:,} agree with the checkpoint, {how}")


def _has_keys(dsn: str) -> bool:
    """Whether keys of persons are in the database, or were."""
    import psycopg

    with psycopg.connect(dsn) as connection:
        connection.execute("set role register_keeper")
        row = connection.execute(
            "select exists (select from keys.key) or exists (select from keys.destroyed)"
        ).fetchone()
    return row is not None and bool(row[0])


def _rate(events: int, seconds: float) -> None:
    note(f"{events:,} events in {seconds:.1f} s, {events / max(seconds, 0.001):,.0f} events/s")
