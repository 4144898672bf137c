"""What each viewer may still ask for: a bucket of points that empties by the cost of operations and refills by time.

Kept in this process alone, for a bounded number of viewers; whoever was not seen for longest is forgotten first and
begins with a full bucket.
"""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

VIEWERS: Final = 10_000
"""Viewers whose buckets are kept."""
PUBLIC_SHARE: Final = 10
"""The public's buckets, one an address, are a tenth of an official's."""


@dataclass(frozen=True)
class Taken:
    """What became of an operation's price.

    left: points in the bucket now; wait: seconds until the price is there, 0.0 when it was paid
    """

    left: int
    wait: float = 0.0

    @property
    def retry_after(self) -> int:
        """The header `Retry-After` (RFC 9110 §10.2.3): whole seconds, at least one."""
        return max(1, ceil(self.wait))


class Budget:
    """The buckets of one kind of viewers.

    capacity: points of a full bucket; refill: points a second
    """

    def __init__(self, capacity: int, refill: int, *, viewers: int = VIEWERS) -> None:
        self.capacity = capacity
        self.refill = refill
        self._viewers = viewers
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def public(self) -> "Budget":
        """The smaller buckets of those who show no token."""
        return Budget(max(1, self.capacity // PUBLIC_SHARE), max(1, self.refill // PUBLIC_SHARE), viewers=self._viewers)

    def take(self, viewer: str, price: int, now: float) -> Taken:
        """Pay the price of an operation before it runs; nothing is taken when it is not there.

        viewer: an official's id, or `address_key`; price: at most `capacity`; now: seconds of a clock that never
        goes back
        """
        assert price <= self.capacity, "what costs more than a full bucket is refused by its cost"
        points, since = self._buckets.pop(viewer, (float(self.capacity), now))
        points = min(float(self.capacity), points + max(0.0, now - since) * self.refill)
        paid = points >= price
        self._buckets[viewer] = (points - price if paid else points, now)
        if len(self._buckets) > self._viewers:
            self._buckets.popitem(last=False)
        return Taken(int(points - price)) if paid else Taken(int(points), (price - points) / self.refill)

    def told(self, price: int, taken: Taken) -> dict[str, int]:
        """What `extensions.cost` says of a price, and of what is left in the bucket."""
        return {"price": price, "left": taken.left, "refill": self.refill}


def address_key(host: str | None) -> str:
    """The viewer that an address stands for: one IPv4 address, one /64 of IPv6, as one household or office has it."""
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return "nowhere"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return f"{int(address) >> 64:x}::/64"
    return str(address)
