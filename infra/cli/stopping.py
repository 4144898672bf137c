"""Signals: Ctrl-C and SIGTERM end whatever runs where nothing is lost; a second one ends it at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """The process was asked to stop. A KeyboardInterrupt, so that drivers give up what they wait for."""

    INTERRUPTED: Final = 130

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = self.INTERRUPTED if number == signal.SIGINT else 0


@contextmanager
def stop_cleanly() -> Iterator[list[Stopped]]:
    """Turn the first signal into `Stopped`, so that every open context closes; leave the next one to the system.

    Gives the list in which the `Stopped` that was raised is found, also where a library put something in its place.
    """
    stops: list[Stopped] = []

    def stop(number: int, _: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        stops.append(Stopped(number))
        raise stops[0]

    before = {each: signal.signal(each, stop) for each in _SIGNALS}
    try:
        yield stops
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
