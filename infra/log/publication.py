"""Checkpoints on their way out: a directory that only grows, an address that takes them, a schedule that does not tire.

What lies in such a place the operator cannot recall, and a register that was rewritten later contradicts it.
"""

import math
import os
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from itertools import islice
from pathlib import Path
from typing import Final

import structlog

from infra.log import verify
from infra.log.checkpoints import Checkpoints, HistoryRewrittenError, Kept
from infra.log.keys import LogKeyRefused

PATIENCE: Final = 10.0
"""Seconds that the other side has to take a checkpoint."""
LONGEST_PAUSE: Final = 300.0
"""Seconds between two attempts at most."""
LOOKED_AT: Final = 10
"""Files of the directory that are looked at for one that is whole."""
LOOK_AGAIN: Final = 3_600.0
"""Seconds after which a directory is looked through again."""
_FILE: Final = re.compile(r"[0-9]{20}\.checkpoint")
_log = structlog.get_logger(__name__)


class KeptOtherwiseError(Exception):
    """The place keeps another checkpoint under the same size."""


@dataclass
class Directory:
    """A directory to which files are only added: for the operating system to enforce, or another machine."""

    path: Path
    _looked: float = field(default=-math.inf, init=False)
    _newest: verify.Checkpoint | None = field(default=None, init=False)

    def newest(self, origin: str) -> verify.Checkpoint | None:
        """The largest checkpoint of this log here, whoever signed it; files that are none are passed over.

        The files, of which there are many after years, are looked through once an hour; while the directory is away,
        each time.
        """
        if time.monotonic() - self._looked > LOOK_AGAIN:
            with suppress(OSError):
                self._newest, self._looked = self._look(origin), time.monotonic()
        return self._newest

    def _look(self, origin: str) -> verify.Checkpoint | None:
        files = sorted((file for file in self.path.iterdir() if _FILE.fullmatch(file.name)), reverse=True)
        for file in islice(files, LOOKED_AT):
            with suppress(verify.Unproven, OSError, UnicodeDecodeError):
                found = verify.Trust().checkpoint(file.read_text(encoding="utf-8"))
                if found.origin == origin:
                    return found
        return None

    def keep(self, checkpoint: Kept) -> None:
        """Add the checkpoint; one that is here already stays, one that was cut off is completed.

        Raises OSError, KeptOtherwiseError.
        """
        content = checkpoint.note.encode()
        for suffix in ("", *(f".{number}" for number in range(1, LOOKED_AT))):
            if _added(self.path / f"{checkpoint.size:020d}.checkpoint{suffix}", content):
                return
        raise KeptOtherwiseError


def _added(path: Path, content: bytes) -> bool:
    """Whether the file holds the content now; False when it holds a checkpoint of the same tree by another key.

    Raises OSError, KeptOtherwiseError when it holds one of another tree.
    """
    try:
        missing = _missing(path.read_bytes(), content)
    except FileNotFoundError:
        missing = content
    if not missing:
        return missing is not None
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "rb", buffering=0) as file:
        with suppress(OSError):  # a file system without locks
            flock(handle, LOCK_EX)  # what looks cut off may be the same checkpoint that another process is writing
        missing = _missing(file.read(), content)
        while missing:
            missing = missing[os.write(handle, missing) :]
        os.fsync(handle)
    return missing is not None


def _missing(there: bytes, content: bytes) -> bytes | None:
    """What a file lacks of its content; None when it holds a checkpoint of the same tree by another key.

    Raises KeptOtherwiseError when it holds one of another tree.
    """
    if content.startswith(there):
        return content[len(there) :]
    if there.partition(b"\n\n")[0] != content.partition(b"\n\n")[0]:
        raise KeptOtherwiseError
    return None


@dataclass
class Publisher:
    """Signs on a schedule and hands out what was signed, each checkpoint once to each place.

    every: seconds between checkpoints; webhook: address to which they are posted
    """

    checkpoints: Checkpoints
    every: float
    webhook: str | None = None
    _kept: int = field(default=0, init=False)
    _posted: int = field(default=0, init=False)
    _failures: int = field(default=0, init=False)
    _told: str = field(default="", init=False)

    def run(self, stop: threading.Event) -> None:
        """Keep to the schedule until `stop` is set; whatever fails is told in the log and tried again."""
        pause = 0.0
        while not stop.wait(pause):
            pause = self.round()

    def round(self) -> float:
        """Sign if it is time, hand out what was not handed out yet; seconds until the next round."""
        try:
            checkpoint = self.checkpoints.sign(every=0.9 * self.every)
        except (HistoryRewrittenError, LogKeyRefused) as error:
            self._tell(error)
            return self.every
        except Exception as error:  # a database that is away comes back
            return self._later(error)
        if checkpoint is None:
            return min(1.0, self.every)
        try:
            self.publish(checkpoint)
        except Exception as error:  # whatever the place says, it is asked again
            return self._later(error)
        self._failures, self._told = 0, ""
        return self.every

    def publish(self, checkpoint: Kept) -> None:
        """Hand a checkpoint to the places that do not have it; one that fails keeps it from no other.

        Raises OSError, KeptOtherwiseError, httpx.HTTPError when all were asked.
        """
        failures: list[Exception] = []
        for hand_out in (self._keep, self._offer):
            try:
                hand_out(checkpoint)
            except Exception as error:  # each place is told apart only by its log line
                failures.append(error)
        if failures:
            raise failures[0]

    def _keep(self, checkpoint: Kept) -> None:
        if self.checkpoints.elsewhere is not None and self._kept < checkpoint.number:
            self.checkpoints.elsewhere.keep(checkpoint)
            self._kept = checkpoint.number

    def _offer(self, checkpoint: Kept) -> None:
        if self.webhook is not None and self._posted < checkpoint.number:
            _post(self.webhook, checkpoint.note)
            self._posted = checkpoint.number

    def _later(self, error: Exception) -> float:
        self._tell(error)
        self._failures += 1
        return min(2.0 ** min(self._failures, 10), self.every, LONGEST_PAUSE)

    def _tell(self, error: Exception) -> None:
        """One line for a failure, until it is another one. Of a rewritten history each round tells anew."""
        if isinstance(error, HistoryRewrittenError | KeptOtherwiseError):
            _log.critical("the log contradicts a checkpoint and is not signed", exception=type(error).__name__)
        elif self._told != type(error).__name__:
            _log.error("no checkpoint was published", exc_info=error)
        self._told = type(error).__name__


def _post(address: str, note: str) -> None:
    """Send a checkpoint. Raises httpx.HTTPError; nothing tells the address, which may hold a secret."""
    import httpx

    headers = {"content-type": "text/plain; charset=utf-8"}
    with httpx.Client(timeout=PATIENCE, follow_redirects=False) as client:
        answer = client.post(address, content=note.encode(), headers=headers)
    if not answer.is_success:
        raise httpx.HTTPStatusError("not taken", request=answer.request, response=answer)
