"""`keys` and `retention`: what the keeper of the keys does, and whose data have been kept long enough."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failing import CommandFailed
from infra.cli.output import answer, answer_json, bar, note, table

if TYPE_CHECKING:
    from infra.sealing import Keyring

keys_app = typer.Typer(help="Keys of persons' data: wrapping anew, the list of destroyed ones, leaving no traces.")
retention_app = typer.Typer(help="Periods for which data are kept.")
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]


@keys_app.command()
def rotate(json: Json = False) -> None:
    """Wrap all keys by a new key-encryption key, and forget the old one. Events are not touched.

    The new key is made in the home directory, or by the command of OMBUDSMAN_KMS; with OMBUDSMAN_KEK put it before the
    old one, separated by a comma, and take the old one away afterwards. An interrupted run is taken up by the next.
    """
    from infra.cli.opening import opened
    from infra.sealing.keeping import rewrap

    with opened() as house, bar("keys", quiet=json) as tell:
        keyring = _keyring(house.settings.home)
        done = rewrap(house.database.dsn, keyring, tell)
    if json:
        answer_json({"keys": done})
    else:
        answer(f"{done:,} keys are wrapped anew; the old key-encryption key is of no use any more")


@keys_app.command()
def destroyed(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Where the list goes; - is stdout.")] = "-",
) -> None:
    """Write the list of destroyed keys, one JSON object a line. Keep it with every backup of the keys."""
    import msgspec

    from infra.archive.segments import replaced
    from infra.cli.opening import opened
    from infra.sealing.keeping import destroyed as listed

    with opened() as house:
        lines = [msgspec.json.encode(each).decode() for each in listed(house.database.dsn)]
    if file == "-":
        for line in lines:
            answer(line)
        return
    try:
        replaced(Path(file), "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise CommandFailed(f"{file} cannot be written: {(error.strerror or 'no reason given').lower()}") from None
    note(f"{len(lines):,} destroyed keys")


@keys_app.command("apply-destroyed")
def apply_destroyed(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A list that `keys destroyed` wrote.")],
) -> None:
    """Destroy again what a restored backup of the keys brought back. Do it before anything else is started."""
    from infra.cli.opening import opened
    from infra.sealing.keeping import ListRefusedError
    from infra.sealing.keeping import apply_destroyed as apply

    with opened() as house, file.open("rb") as lines:
        try:
            done = apply(house.database.dsn, lines)
        except ListRefusedError as refused:
            raise CommandFailed(str(refused)) from None
    answer(f"{done:,} keys destroyed again; rebuild the read models, so that they forget too: ombudsman rebuild")


@keys_app.command()
def scrub() -> None:
    """Rewrite the tables that held erased values, so that no old version of them is left in the server's files."""
    from infra.cli.opening import opened
    from infra.sealing.keeping import scrub as clean

    with opened() as house:
        undone = clean(house.database.dsn)
    for step in undone:
        note(step)
    if undone:
        raise CommandFailed("this user may not do all of it; the rest is said above")
    answer("no old version of an erased value is left in the files of this database")


@retention_app.command()
def candidates(
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As of this day; default today.")] = None,
    json: Json = False,
) -> None:
    """List persons and officials whose data no period keeps any longer. Erases nobody: that is an act, with reasons and
    witnesses."""
    from infra.cli.keeping import today as civil_day
    from infra.cli.opening import opened
    from infra.sealing.retention import PERIODS
    from infra.sealing.retention import candidates as found

    with opened() as house:
        listed = found(house.database.dsn, today.date() if today else civil_day())
    if json:
        answer_json({"periods": PERIODS, "candidates": listed})
        return
    for period in PERIODS:
        note(f"{period.rule}: {period.years} years{'' if period.confirmed else ', not confirmed'} ({period.source})")
    rows = [[each.person, str(each.due), str(each.matters), each.rule] for each in listed]
    table(f"{len(rows)} candidates", ["person or official", "due since", "matters", "rule"], rows)


def _keyring(home: Path) -> "Keyring":
    import os

    from infra.sealing import Keyring, kek_source

    return Keyring(kek_source(os.environ, home))
