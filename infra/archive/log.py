"""The log's own part of an archive: its newest checkpoint and the trail of its keys, read and brought back.

A restored register goes on with the log that it was: what was signed before binds what is signed next.
"""

from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from infra.archive.manifest import CHECKPOINT, LOG_KEYS, ArchiveRefused, Manifest
from infra.log import verify
from infra.log.keys import held


class Signed(NamedTuple):
    """A checkpoint of an archive with the keys that may have signed it.

    note: as the log signed it, without lines of witnesses
    statements: the trail of keys as number, key, tree size and signed note, the first one first
    """

    size: int
    root: bytes
    note: str
    statements: tuple[tuple[int, str, int, str], ...]


def signed_in(directory: Path, told: Manifest, key: str | None) -> Signed | None:
    """What the archive has of the log; None where it has nothing. Raises ArchiveRefused.

    key: the log's public key, present or former, by which trail and signature are checked; without it the trail is
        believed, and the signature must be by one of its keys
    """
    path, trail = directory / CHECKPOINT, directory / LOG_KEYS
    if told.size is None or not path.is_file():
        if told.size is not None or key is not None:
            raise ArchiveRefused(f"{directory}: there is no checkpoint to be checked")
        return None
    if not trail.is_file():
        raise ArchiveRefused(
            f"{directory}: there is a checkpoint and no {LOG_KEYS}, without which nobody can verify it"
        )
    try:
        keys = trail.read_text(encoding="utf-8")
        found = _trust(keys, key).checkpoint(text := path.read_text(encoding="utf-8"))
        statements = _statements(keys)
    except (verify.Unproven, UnicodeDecodeError, ValueError) as error:
        raise ArchiveRefused(f"{CHECKPOINT}: {error}") from None
    if found.size != told.size or found.origin != told.log:
        raise ArchiveRefused(f"{CHECKPOINT}: is not the one of the manifest")
    return Signed(found.size, found.root, _own_lines(text, found.origin), statements)


def _trust(keys: str, key: str | None) -> verify.Trust:
    return verify.Trust(tuple(verify.trail(keys, verify.key(key or _first(keys)))))


def _first(keys: str) -> str:
    """The first key of a trail. Raises Unproven where there is none."""
    lines = keys.split("\n", 4)
    if len(lines) < 5:
        raise verify.Unproven("the trail of keys is cut off")
    return lines[3]


def _statements(keys: str) -> tuple[tuple[int, str, int, str], ...]:
    """The trail, checked from its first key on."""
    blocks = keys.removesuffix("\n").split("\n\n")
    notes = [f"{text}\n\n{signatures}\n" for text, signatures in zip(blocks[::2], blocks[1::2], strict=True)]
    lines = [note.split("\n") for note in notes]
    verify.trail(keys, verify.key(lines[0][3]))
    return tuple((int(line[2]), line[3], int(line[4]), note) for line, note in zip(lines, notes, strict=True))


def _own_lines(text: str, origin: str) -> str:
    body, _, lines = text.rpartition("\n\n")
    own = [line for line in lines.splitlines() if line.startswith(f"\u2014 {origin} ")]
    return f"{body}\n\n" + "".join(f"{line}\n" for line in own)


def continued(conn: Connection[Any], signed: Signed) -> None:
    """Put the keys' statements and the checkpoint where the log keeps them, unless they are there.

    Until the end of the transaction no key is stated and nothing is signed. Raises ArchiveRefused where other keys are.
    """
    there = [(each.number, each.vkey, each.since, each.note) for each in held(conn)]
    if any(mine != theirs for mine, theirs in zip(there, signed.statements, strict=False)):
        raise ArchiveRefused(
            "the log of this database has another key than the archive: restore into one whose log has no key yet"
        )
    with conn.cursor() as cursor:
        cursor.executemany(
            "insert into log.key (number, vkey, since, statement) values (%s, %s, %s, %s)",
            signed.statements[len(there) :],
        )
        cursor.execute(
            "insert into log.checkpoint (size, root, note) values (%s, %s, %s) on conflict do nothing",
            (signed.size, signed.root, signed.note),
        )
