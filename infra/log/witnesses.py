"""Witnesses: others who saw a checkpoint and signed that they did (C2SP tlog-cosignature), each with its own time."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from psycopg import Connection

from infra.log import verify
from infra.log.checkpoints import Kept

AHEAD: Final = timedelta(minutes=5)
"""By how much the clock of a witness may be ahead of ours."""


class CosignatureRefusedError(Exception):
    """A note brings no cosignature that can be taken; the text says why."""


class Cosigned(NamedTuple):
    """A witness's word. size: of the checkpoint; at: when the witness says to have seen it"""

    size: int
    witness: str
    at: datetime


def add_cosignatures(connection: Connection[Any], note: str, witnesses: tuple[str, ...]) -> list[Cosigned]:
    """Take the cosignatures of a note whose text is a checkpoint of this log, word by word.

    witnesses: keys whose word counts; lines of others are passed over. A witness that had its say about the checkpoint
    is not heard again. Raises CosignatureRefusedError.
    """
    try:
        keys = [verify.key(each) for each in witnesses]
        signed, told = verify.note(note), verify.Trust().checkpoint(note)
        found = verify.signers(signed, [key for key in keys if key.kind == verify.COSIGNATURE])
    except verify.Unproven as why:
        raise CosignatureRefusedError(str(why)) from None
    ahead = datetime.now(UTC) + AHEAD
    if any(seconds is not None and seconds > ahead.timestamp() for seconds in found.values()):
        raise CosignatureRefusedError("a witness says to have seen it at a time that has not come yet")
    if not found:
        raise CosignatureRefusedError("none of the witnesses of OMBUDSMAN_WITNESSES has signed this note")
    kept = _signed_as(connection, signed.text, told.size)
    if kept is None:
        raise CosignatureRefusedError("this log has not signed such a checkpoint")
    taken = []
    for key, seconds in found.items():
        at = datetime.fromtimestamp(seconds or 0, UTC)
        added = connection.execute(
            "insert into log.cosignature (checkpoint, witness, line, cosigned_at) values (%s, %s, %s, %s)"
            " on conflict do nothing",
            (kept.number, str(key), _line_of(note, key), at),
        )
        if added.rowcount:
            taken.append(Cosigned(kept.size, key.name, at))
    return taken


def _signed_as(connection: Connection[Any], text: str, size: int) -> Kept | None:
    """The checkpoint whose signed text is this one."""
    row = connection.execute(
        "select number, size, root, note, signed_at from log.checkpoint where size = %s and starts_with(note, %s)"
        " order by number desc limit 1",
        (size, f"{text}\n"),
    ).fetchone()
    return row and Kept(*row)


def _line_of(note: str, key: verify.Key) -> str:
    """The line of the note by which the key signed."""
    for line in note.rpartition("\n\n")[2].splitlines():
        one = verify.note(f"x\n\n{line}\n").signatures[0]
        if (one.name, one.key_id) == (key.name, key.id):
            return line
    raise AssertionError("a signature that was verified stands in the note")
