"""The log's signing key and the trail of keys: a private key in a file of its owner, public statements in the register.

The first process that has to sign makes the key and its statement. From then on the statement says which key signs:
a process whose file holds another key signs nothing. A new key is stated by itself and by the one before.
"""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from psycopg import Connection

from infra.log import verify
from infra.log.notes import Signer, SigningKeyRefused, signed

_LOCK: Final = b"select pg_advisory_xact_lock(x'6c6f67'::int, x'6b6579'::int)"  # "log", "key"


class LogKeyRefused(Exception):
    """Nothing can be signed with the key that this process has; the text says why and what would help."""


class Stated(NamedTuple):
    """A statement of the trail. since: tree size from which the key signs; note: the signed note."""

    number: int
    vkey: str
    since: int
    note: str


@dataclass(frozen=True)
class LogKey:
    """Where the log's key is kept. name: the log's name, origin of its checkpoints"""

    name: str
    path: Path

    @property
    def _next(self) -> Path:
        """The key of a change that is not finished yet."""
        return self.path.with_name(f"{self.path.name}.next")

    def signer(self, connection: Connection[Any]) -> Signer:
        """The signer that the trail names, made and stated when there is none yet.

        connection: in a transaction; others that ask at the same time wait for its end. Raises LogKeyRefused.
        """
        stated = held(connection)
        if not stated:
            signer = self._kept(self.path) or self._made(self.path)
            _state(connection, signer, 1, 0)
            return signer
        return self._stated(stated[-1])

    def rotate(self, connection: Connection[Any], size: int) -> Stated:
        """Put a new key in the place of the present one, which is destroyed.

        connection: outside of a transaction; size: of the last checkpoint that the present key signed. Whatever
        interrupts the change, the trail and the files lead to one of the two keys. Raises LogKeyRefused.
        """
        with connection.transaction():
            old = self.signer(connection)
            number = trail(connection)[-1].number + 1
            self._next.unlink(missing_ok=True)
            new = self._made(self._next)
            _state(connection, new, number, size, old)
        with connection.transaction():
            self.signer(connection)
        return trail(connection)[-1]

    def _stated(self, stated: Stated) -> Signer:
        """The signer of the trail's last statement, taken from its file, or from that of a change which was cut off."""
        if stated.vkey.partition("+")[0] != self.name:
            raise LogKeyRefused("the log has another name than OMBUDSMAN_LOG_NAME; a log never changes its name")
        found = self._kept(self.path)
        if found is not None and found.vkey == stated.vkey:
            return found
        following = self._kept(self._next)
        if following is not None and following.vkey == stated.vkey:
            self._next.replace(self.path)
            _synced(self.path.parent)
            return following
        what = "holds another key than" if found else "does not hold"
        name, key_id, _ = stated.vkey.split("+", 2)  # the Base64 behind them may have a plus, too
        raise LogKeyRefused(
            f"{self.path} {what} the one that signs the log, {name}+{key_id}: bring that file here or"
            " name it by OMBUDSMAN_LOG_KEY"
        )

    def _kept(self, path: Path) -> Signer | None:
        """The key of a file; None when there is no file."""
        try:
            signer = Signer.of(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise LogKeyRefused(f"{path} cannot be read as the log's key") from None
        except SigningKeyRefused as why:
            raise LogKeyRefused(f"{path} is not the log's key: {why}") from None
        if signer.name != self.name:
            raise LogKeyRefused(f"{path} is the key of another log than OMBUDSMAN_LOG_NAME names")
        if path.stat().st_mode & 0o077:
            raise LogKeyRefused(f"{path} can be read by others than its owner: chmod 600, or change the key")
        return signer

    def _made(self, path: Path) -> Signer:
        """A new key, written whole or not at all, readable by its owner; a file that is there already stays."""
        signer = Signer.new(self.name)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 0600
                file.write(f"{signer.text()}\n".encode())
                file.flush()
                os.fsync(file.fileno())
                with suppress(FileExistsError):
                    path.hardlink_to(file.name)
            _synced(path.parent)
        except OSError as error:
            raise LogKeyRefused(f"{path} cannot be written: {error.strerror}") from None
        kept = self._kept(path)
        assert kept is not None, "a file that was just written is there"
        return kept


def trail(connection: Connection[Any]) -> list[Stated]:
    """The statements of all keys, the first one first."""
    rows = connection.execute("select number, vkey, since, statement from log.key order by number").fetchall()
    return [Stated(*row) for row in rows]


def held(connection: Connection[Any]) -> list[Stated]:
    """The trail, to which nobody adds before the end of the transaction."""
    connection.execute(_LOCK)
    return trail(connection)


def published(notes: list[str]) -> str:
    """The trail as a file: the statements with a blank line between, as verifiers read it."""
    return "\n".join(notes)


def trusted(connection: Connection[Any]) -> verify.Trust:
    """The keys of the trail with the sizes that each may sign. Raises verify.Unproven when the trail is broken."""
    stated = trail(connection)
    if not stated:
        return verify.Trust()
    first = verify.key(stated[0].vkey)
    return verify.Trust(tuple(verify.trail(published([each.note for each in stated]), first)))


def _state(connection: Connection[Any], new: Signer, number: int, since: int, *before: Signer) -> None:
    text = f"{verify.KEY_STATEMENT}\n{new.name}\n{number}\n{new.vkey}\n{since}\n"
    connection.execute(
        "insert into log.key (number, vkey, since, statement) values (%s, %s, %s, %s)",
        (number, new.vkey, since, signed(text, *before, new)),
    )


def _synced(directory: Path) -> None:
    """Make a name in a directory last."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
