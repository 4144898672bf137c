"""`checkpoint`, `log-key` and `proof`: signing the log, looking after its key, handing out what it proves."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failing import CommandFailed
from infra.cli.output import answer, answer_json, note

if TYPE_CHECKING:
    from infra.bootstrap import House
    from infra.log.verify import Checkpoint

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a new file.")]
_LARGEST = 1_000_000

checkpoint_app = typer.Typer(help="Sign the log as it stands, publish it, compare it with a checkpoint kept elsewhere.")
proof_app = typer.Typer(help="Proofs of the log: of one record, and vectors of others.", no_args_is_help=True)
key_app = typer.Typer(help="The key that signs the log's checkpoints, and its trail.", no_args_is_help=True)


@checkpoint_app.callback(invoke_without_command=True)
def checkpoint(
    context: typer.Context,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="A checkpoint kept elsewhere, which the log must continue."),
    ] = None,
    json: Json = False,
) -> None:
    """Sign the log as it stands, hand the checkpoint to the configured places, and print it.

    While the log does not grow, the last checkpoint is printed. --against FILE proves besides that the log still begins
    with what that checkpoint covers; exit code 1 says that it does not.
    """
    if context.invoked_subcommand is not None:
        return
    from infra.cli.opening import opened
    from infra.log.checkpoints import published

    with opened() as house:
        checkpoints = house.checkpoints()
        old = _read(house, against) if against is not None else None
        _grown(house)
        if old is not None:
            _compared(house, old)
        signed = checkpoints.sign()
        if signed is None:
            raise CommandFailed("the register is empty: there is nothing to sign")
        _published(house)
        with checkpoints.connected() as connection:
            text = published(connection, signed)
    if json:
        continued = {"continues": old.size} if old is not None else {}
        answer_json({"size": signed.size, "signedAt": signed.signed_at, "checkpoint": text, **continued})
        return
    answer(text.removesuffix("\n"))
    if old is not None:
        note(f"the log of {signed.size} events begins with the {old.size} events of {against}")


@checkpoint_app.command("add-cosignature")
def add_cosignature(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The checkpoint with the lines of witnesses.")],
    json: Json = False,
) -> None:
    """Take the cosignatures that witnesses have put below a checkpoint of this log.

    Only those of the keys in OMBUDSMAN_WITNESSES are taken, and only when they are right.
    """
    from infra.cli.opening import opened
    from infra.log.witnesses import CosignatureRefusedError, add_cosignatures

    with opened() as house, house.checkpoints().connected() as connection:
        if not house.settings.witnesses:
            raise CommandFailed("OMBUDSMAN_WITNESSES names no witness whose word would count")
        try:
            with connection.transaction():
                taken = add_cosignatures(connection, _text(file), house.settings.witnesses)
        except CosignatureRefusedError as why:
            raise CommandFailed(f"{file}: {why}") from None
    if json:
        answer_json([{"size": each.size, "witness": each.witness, "at": each.at} for each in taken])
        return
    for each in taken:
        answer(f"{each.witness} saw the checkpoint of size {each.size} at {each.at:%Y-%m-%d %H:%M:%S} UTC")
    if not taken:
        answer("these cosignatures are known already")


@key_app.command("show")
def show(json: Json = False) -> None:
    """Print the public key that signs now, as verifiers are given it; --json prints the whole trail."""
    from infra.cli.opening import opened
    from infra.log.keys import trail

    with opened() as house, house.checkpoints().connected() as connection:
        with connection.transaction():
            vkey = house.checkpoints().key.signer(connection).vkey
        stated = trail(connection)
    if json:
        answer_json([{"number": each.number, "key": each.vkey, "since": each.since} for each in stated])
        return
    answer(vkey)


@key_app.command("rotate")
def rotate(json: Json = False) -> None:
    """Put a new key in the place of the present one, which states it before it is destroyed.

    The log is signed by the old key once more, then by the new one. Verifiers who know an earlier key follow the trail
    at /log/keys.
    """
    from infra.cli.opening import opened

    with opened() as house:
        checkpoints = house.checkpoints()
        _grown(house)
        last = checkpoints.sign()
        with checkpoints.connected() as connection:
            stated = checkpoints.key.rotate(connection, last.size if last is not None else 0)
        checkpoints.sign()
        if json:
            answer_json({"number": stated.number, "key": stated.vkey, "since": stated.since})
        else:
            answer(stated.vkey)
            note(f"key {stated.number} signs the log from size {stated.since} on; keep a copy of its file elsewhere")
        _published(house)


@proof_app.command("record")
def record(
    number: Annotated[str, typer.Argument(metavar="NUMBER|ID", help="C-71-2026-00042, or complaint-… and the like.")],
    output: Output = None,
) -> None:
    """Print a record's events with the proof that each stands in the signed log: a bundle for verify.py.

    The bundle holds the events as they are stored, personal values too: hand it only to whom they may be shown.
    """
    from infra.cli.asking import stream_of
    from infra.cli.opening import opened
    from infra.log.proofs import NotCoveredError, RecordProofs

    with opened() as house:
        stream = stream_of(house, number)
        _grown(house)
        house.checkpoints().sign()
        try:
            bundle = RecordProofs(house.checkpoints()).bundle(stream, number)
        except NotCoveredError as why:
            raise CommandFailed(str(why)) from None
    if bundle is None:
        raise CommandFailed(f"there is no record {number}")
    _handed_out(bundle.text, output)
    if output is not None:
        note(f"{len(bundle.versions)} events, proven in the log of {bundle.size}")


@proof_app.command("consistency")
def consistency(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A checkpoint of this log that was kept elsewhere.")],
    new: Annotated[
        Path | None, typer.Argument(metavar="[NEW]", help="A later one; without it the newest that was signed.")
    ] = None,
    output: Output = None,
) -> None:
    """Print the proof that the log of NEW only adds to that of OLD: a file for verify.py checkpoints --proof."""
    from msgspec.json import encode

    from infra.cli.opening import opened
    from infra.log.checkpoints import compare, latest
    from infra.log.tiles import StoredTiles
    from infra.log.tree import continuation

    with opened() as house, house.checkpoints().connected() as connection:
        given = [_read(house, file) for file in (old, new) if file is not None]
        before, newest, tiles = given[0], latest(connection), StoredTiles(connection).tree()
        size = given[-1].size if new is not None else newest.size if newest is not None else 0
        if not before.size <= size <= tiles.size:
            raise CommandFailed(f"no proof leads from {before.size:,} events to {size:,}: the log has {tiles.size:,}")
        for each in given:
            compare(each, tiles)
        proof = continuation(before.size, size, tiles.consistency(before.size, size))
    _handed_out(f"{encode(proof).decode()}\n", output)


def _handed_out(text: str, output: Path | None) -> None:
    """Print a proof, or write it to a new file that nobody else reads: a bundle holds what people wrote."""
    if output is None:
        answer(text.removesuffix("\n"))
        return
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CommandFailed(
            f"{output} cannot be written: {(error.strerror or 'it is there already').lower()}"
        ) from None


def _grown(house: "House") -> None:
    """Let the log grow over all that was recorded, here and now."""
    from infra.log.follower import Follower

    with Follower(house.database.dsn) as follower:
        follower.catch_up()


def _published(house: "House") -> None:
    """Hand the last checkpoint to the configured places. A place that does not take it is a failure."""
    from infra.log.checkpoints import latest
    from infra.log.publication import KeptOtherwiseError, Publisher

    publisher = Publisher(house.checkpoints(), 0, house.settings.checkpoint_webhook)
    with house.checkpoints().connected() as connection:
        signed = latest(connection)
    try:
        if signed is not None:
            publisher.publish(signed)
    except KeptOtherwiseError:
        raise CommandFailed(
            "OMBUDSMAN_CHECKPOINT_DIRECTORY keeps another checkpoint of this size: the log was rewritten"
        ) from None
    except Exception as error:  # whatever keeps the place from taking it
        raise CommandFailed(
            f"the checkpoint was signed, but a place did not take it ({type(error).__name__}); it is offered again"
        ) from None


def _compared(house: "House", old: "Checkpoint") -> None:
    """The log must continue a checkpoint that was kept elsewhere. Raises HistoryRewrittenError."""
    from infra.log.checkpoints import compare
    from infra.log.tiles import StoredTiles

    with house.checkpoints().connected() as connection:
        compare(old, StoredTiles(connection).tree())


def _read(house: "House", file: Path) -> "Checkpoint":
    """A checkpoint of this log from a file, its signature checked against the trail of keys."""
    from infra.log.keys import trusted
    from infra.log.verify import Unproven

    with house.checkpoints().connected() as connection:
        try:
            return trusted(connection).checkpoint(_text(file))
        except Unproven as why:
            raise CommandFailed(f"{file} is no checkpoint of this log: {why}") from None


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as content:
            return content.read(_LARGEST)
    except (OSError, UnicodeDecodeError):
        raise CommandFailed(f"{file} cannot be read as text") from None
