"""`verify` and `proof check`: the register against its log, and proofs of others against the rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failing import AskedWrongly, CommandFailed
from infra.cli.output import answer, answer_json, bar, note

if TYPE_CHECKING:
    from infra.log.verify import Key


def verify(
    key: Annotated[
        str | None, typer.Option("--key", metavar="VKEY|FILE", help="The log's public key, known by another way.")
    ] = None,
    checkpoints: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", metavar="FILE|DIR", help="Checkpoints kept elsewhere; may be repeated."),
    ] = None,
    archive: Annotated[
        list[Path] | None,
        typer.Option("--archive", metavar="DIR", help="An older export; repeated for its increments, in order."),
    ] = None,
    tiles: Annotated[
        Path | None, typer.Option("--tiles", metavar="DIR", help="Tiles kept elsewhere, below tile/ in DIR.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
) -> None:
    """Recompute the log from the live rows and compare it with its tree and with every signed checkpoint.

    Names the first position that differs. Checkpoints, exports and tiles that were kept elsewhere find out even who
    rewrote the tree and the checkpoints, too; an export or tiles name the position exactly. Nothing is changed.
    """
    from infra.cli.opening import opened
    from infra.log.live import Elsewhere, UnfitCopyError, check
    from infra.log.verify import Unproven

    if tiles is not None and not checkpoints:
        raise AskedWrongly("tiles are read for a checkpoint: give --checkpoint too")
    kept = Elsewhere(_files(checkpoints or []), archive or [], tiles)
    try:
        trusted = key_given(key)
        with opened() as house, bar("verified") as tell:
            checked = check(house.database.dsn, trusted=trusted, elsewhere=kept, progress=tell)
    except OSError as error:
        raise CommandFailed(
            f"{error.filename} cannot be read: {(error.strerror or 'no reason given').lower()}"
        ) from None
    except Unproven as why:
        if json:
            answer_json({"proven": False, "position": why.position, "why": str(why)})
            raise typer.Exit(1) from None
        found = "" if isinstance(why, UnfitCopyError) else "the register is not what its log says: "
        raise CommandFailed(f"{found}{why}") from None
    if json:
        answer_json(
            {
                "proven": True,
                "events": checked.size,
                "root": checked.root,
                "checkpoints": checked.checkpoints,
                "signed": checked.signed,
            }
        )
        return
    answer(f"{checked.size:,} events are what the log says; {checked.checkpoints:,} checkpoints agree")
    if checked.signed < checked.size:
        note(f"the last {checked.size - checked.signed:,} events are not covered by a checkpoint yet")


def check_proofs(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Vectors of inclusion and consistency proofs, JSON.")],
) -> None:
    """Check a file of proof vectors and print how many get the expected verdict; exit code 1 unless all do."""
    from infra.log.vectors import check_vectors
    from infra.log.verify import Unproven

    try:
        agreement = check_vectors(file.read_bytes())
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {(error.strerror or 'no reason given').lower()}") from None
    except Unproven as why:
        raise CommandFailed(f"{file}: {why}") from None
    for name in agreement.differing:
        note(f"differs: {name}")
    answer(f"{agreement.vectors - len(agreement.differing)} of {agreement.vectors} vectors agree")
    if agreement.differing:
        raise typer.Exit(1)


def _files(given: list[Path]) -> list[Path]:
    """The files, and of a directory every file in it."""
    files = [sorted(path.iterdir()) if path.is_dir() else [path] for path in given]
    return [file for found in files for file in found if not file.is_dir()]


def key_given(given: str | None) -> "Key | None":
    """The key of --key, given as itself or as a file. Raises CommandFailed."""
    from infra.log.verify import Unproven, key_of

    try:
        return None if given is None else key_of(given)
    except Unproven as why:
        raise CommandFailed(f"--key: {why}") from None
    except OSError as error:
        raise CommandFailed(f"{given} cannot be read: {(error.strerror or 'no reason given').lower()}") from None
