"""Checkpoints: the tree as the log signed it, one after another. Each continues the one before, or nothing is signed.

Compared are the last checkpoint of the register and the last one of the place where the operator cannot recall it, so a
register that was rewritten, cut short or set back to an old backup stays unsigned until somebody has looked into it.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from infra.log import verify
from infra.log.keys import LogKey
from infra.log.notes import signed
from infra.log.tiles import StoredTiles
from infra.log.tree import Tiles
from projections.visibility import PROJECTOR

_LOCK: Final = b"select pg_advisory_xact_lock(x'6c6f67'::int, x'7369676e'::int)"  # "log", "sign"
_COLUMNS: Final = "number, size, root, note, signed_at"


class HistoryRewrittenError(Exception):
    """The log does not contain what it signed before; the text says which checkpoint, and what to do."""


class Kept(NamedTuple):
    """A checkpoint as it was signed. note: the signed note, without cosignatures"""

    number: int
    size: int
    root: bytes
    note: str
    signed_at: datetime


class Elsewhere(Protocol):
    """A place that keeps checkpoints and gives none back."""

    def newest(self, origin: str) -> verify.Checkpoint | None:
        """The largest checkpoint of this log that it keeps."""
        ...

    def keep(self, checkpoint: "Kept") -> None:
        """Add a checkpoint; nothing happens when it is there already. Raises OSError, KeptOtherwiseError."""
        ...


@dataclass(frozen=True)
class Checkpoints:
    """The checkpoints of one register. dsn: of a user who may act as the projector"""

    dsn: str
    key: LogKey
    elsewhere: Elsewhere | None = None

    @contextmanager
    def connected(self) -> Iterator[Connection[Any]]:
        """A connection in the signer's role, outside of a transaction."""
        with psycopg.connect(self.dsn, autocommit=True, application_name="register_log") as connection:
            connection.execute(SQL("set role {}").format(Identifier(PROJECTOR)))
            yield connection

    def sign(self, *, every: float = 0.0) -> Kept | None:
        """Sign the tree as it stands, unless it did not grow; the last checkpoint, or None while there is nothing.

        every: seconds before which no further checkpoint follows the last one.
        Raises LogKeyRefused, HistoryRewrittenError.
        """
        with self.connected() as connection, connection.transaction():
            connection.execute(_LOCK)
            signer = self.key.signer(connection)
            last = latest(connection)
            if last is not None and datetime.now(UTC) - last.signed_at < timedelta(seconds=every):
                return last
            tiles = StoredTiles(connection).tree()
            if not self._continues(connection, tiles, last):
                return last
            root = tiles.root()
            note = signed(f"{signer.name}\n{tiles.size}\n{b64encode(root).decode()}\n", signer)
            if last is not None and last.note == note:
                return last
            row = connection.execute(
                f"insert into log.checkpoint (size, root, note) values (%s, %s, %s) returning {_COLUMNS}".encode(),
                (tiles.size, root, note),
            ).fetchone()
            return row and Kept(*row)

    def covering(self, connection: Connection[Any], position: int) -> Kept | None:
        """The last checkpoint if it covers a position, otherwise a new one if the tree has reached the position.

        The first checkpoint, and with it the key, is left to the process whose duty it is.
        Raises LogKeyRefused, HistoryRewrittenError.
        """
        last = latest(connection)
        if last is not None and last.size < position:
            last = self.sign()
        return last if last is not None and last.size >= position else None

    def _continues(self, connection: Connection[Any], tiles: Tiles, last: Kept | None) -> bool:
        """Whether the tree holds all that was signed; False while it is still being built up to there."""
        before = [] if last is None else [verify.Trust().checkpoint(last.note)]
        kept = self.elsewhere.newest(self.key.name) if self.elsewhere is not None else None
        if kept is not None:
            before.append(kept)
        if any(each.size > tiles.size for each in before):
            for each in before:
                _must_be_reached(connection, each)
            return False
        for each in before:
            compare(each, tiles)
        return tiles.size > 0


def published(connection: Connection[Any], checkpoint: Kept) -> str:
    """The checkpoint as it is handed out: with the lines of the witnesses that confirmed it."""
    lines = connection.execute(
        "select line from log.cosignature where checkpoint = %s order by added_at, witness", (checkpoint.number,)
    ).fetchall()
    return checkpoint.note + "".join(f"{line}\n" for (line,) in lines)


def compare(old: verify.Checkpoint, tiles: Tiles) -> None:
    """The tree must continue the checkpoint. Raises HistoryRewrittenError."""
    try:
        verify.check_consistency(old.size, tiles.size, old.root, tiles.root(), tiles.consistency(old.size))
    except verify.Unproven as why:
        raise HistoryRewrittenError(_told(old, str(why))) from None


def latest(connection: Connection[Any]) -> Kept | None:
    """The last checkpoint that was signed."""
    row = connection.execute(f"select {_COLUMNS} from log.checkpoint order by number desc limit 1".encode()).fetchone()
    return row and Kept(*row)


def _must_be_reached(connection: Connection[Any], signed_before: verify.Checkpoint) -> None:
    row = connection.execute("select coalesce(max(notification_id), 0) from register.events").fetchone()
    head = row[0] if row else 0
    if head < signed_before.size:
        raise HistoryRewrittenError(_told(signed_before, f"the register ends at position {head}"))


def _told(old: verify.Checkpoint, why: str) -> str:
    return (
        f"the log does not contain its checkpoint of size {old.size}: {why}. Keep that checkpoint, and run"
        " `ombudsman verify`, which names the first position that differs"
    )
