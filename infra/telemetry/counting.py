"""Counts that cost an addition each: what was counted is told when metrics are collected.

An instrument of the library takes and cleans its attributes at every call, which a short read would pay for dearly.
"""

import threading
from collections.abc import Iterable, Mapping

from opentelemetry.metrics import CallbackOptions, Meter, Observation

Key = tuple[tuple[str, str | int | float], ...]


class Counted:
    """A sum by attributes.

    falls: whether it may also fall (an up-down counter), such as the number of those who are waiting
    """

    def __init__(self, meter: Meter, name: str, unit: str, description: str, *, falls: bool = False) -> None:
        self._sums: dict[Key, int] = {}
        self._lock = threading.Lock()
        made = meter.create_observable_up_down_counter if falls else meter.create_observable_counter
        made(name, [self._observed], unit, description)

    def add(self, amount: int, attributes: Mapping[str, str | int | float]) -> None:
        """Add to the sum of these attributes."""
        key = tuple(attributes.items())
        with self._lock:
            self._sums[key] = self._sums.get(key, 0) + amount

    def _observed(self, _: CallbackOptions) -> Iterable[Observation]:
        with self._lock:
            sums = list(self._sums.items())
        return [Observation(amount, dict(key)) for key, amount in sums]
