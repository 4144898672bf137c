"""Following the register for as long as a process lives: reconnecting, waiting for appends, stopping when told."""

import threading

import structlog

from infra.projector.runner import Projector, Traced, _untraced

POLL = 0.5
"""Seconds after which the register is looked at even if no append was announced."""
_LONGEST_PAUSE = 5.0

_log = structlog.get_logger(__name__)


def follow(dsn: str, stop: threading.Event, *, traced: Traced = _untraced) -> None:
    """Keep the read tables up to date until `stop` is set. Lost connections and other failures are tried again."""
    pause = 0.1
    while not stop.is_set():
        try:
            with Projector(dsn, traced=traced) as projector:
                projector.listen()
                while not stop.is_set():
                    while projector.step() and not stop.is_set():
                        pass
                    pause = 0.1
                    if not stop.is_set():
                        projector.wait(POLL)
        except Exception as error:  # whatever it is, the next try may do better than no projector at all
            _log.error("projector interrupted", exc_info=error)
            stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
