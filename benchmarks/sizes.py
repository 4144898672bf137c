"""How much is measured: the full run for the page, a quick one while working, the smallest so that none of it rots."""

from msgspec import Struct


class Size(Struct, frozen=True, kw_only=True):
    """Bounds of one run.

    seconds: length of each measurement, in seconds
    clients: numbers of processes that append at the same time
    connections: numbers of HTTP connections that ask at the same time
    imported: cases of the generated file to import
    cases: cases of twenty events each, with office and assignee, for the questions over HTTP
    mutations: mutations over HTTP, one after another
    """

    seconds: float
    clients: tuple[int, ...]
    connections: tuple[int, ...]
    imported: int
    cases: int
    mutations: int


FULL = Size(seconds=4, clients=(1, 4, 16), connections=(1, 16), imported=9_791, cases=500, mutations=1_000)
QUICK = Size(seconds=1, clients=(1, 4, 16), connections=(1, 16), imported=1_000, cases=100, mutations=200)
SMALLEST = Size(seconds=0.2, clients=(1, 2), connections=(1, 2), imported=20, cases=50, mutations=5)
SIZES = {"full": FULL, "quick": QUICK, "smallest": SMALLEST}
