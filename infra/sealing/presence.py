"""Whether the keys of a register are at hand, for whoever asks often, as a balancer does."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

import structlog
from psycopg import Connection

from infra.sealing.keks import KeysUnavailableError
from infra.sealing.keyring import Keyring

_log = structlog.get_logger(__name__)
PATIENCE: Final = 30.0
"""Seconds before a source that gave no keys is asked again: it may be a service that is slow, or counts its calls."""


class Presence:
    """Thread-safe. One for each keyring.

    clock: seconds that only grow
    """

    def __init__(self, keyring: Keyring, clock: Callable[[], float] = time.monotonic) -> None:
        self._keyring = keyring
        self._clock = clock
        self._asking = Lock()
        self._known = False
        self._again = clock()

    def known(self, connect: Callable[[], Connection[Any]]) -> bool:
        """Whether what the register has sealed can be opened here. While the source is asked, what was known before.

        connect: a connection whose role may find keys
        """
        if not self._asking.acquire(blocking=False):
            return self._known
        try:
            if self._clock() >= self._again:
                with connect() as conn:
                    self._known = self._ask(conn)
            return self._known
        finally:
            self._asking.release()

    def _ask(self, conn: Connection[Any]) -> bool:
        try:
            self._keyring.expect(conn)
        except KeysUnavailableError:
            self._again = self._clock() + PATIENCE
            _log.critical("the keys are not at hand")
            return False
        return True
