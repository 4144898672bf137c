"""How the tree grows: leaf hashes in, tiles out. Pure; only the right edge is kept, one partial tile a level.

Tiles are those of C2SP tlog-tiles: 256 hashes of one level, hashes of a level being roots over full tiles of the one
below. A full tile never changes; the partial one at the end of a level is continued.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from infra.log.verify import TILE_WIDTH, over

FULL = TILE_WIDTH * 32
"""Bytes of a full tile."""


class Tile(NamedTuple):
    """Hashes of one level, one after another; partial when there are fewer than 256."""

    level: int
    number: int
    hashes: bytes

    @property
    def width(self) -> int:
        """How many hashes there are."""
        return len(self.hashes) // 32


class Edge:
    """The right edge of a tree of `size` leaves: the partial tile of each level, if there is one.

    partial: those tiles, in any order. They must belong to the size; `partials` tells which those are.
    """

    def __init__(self, size: int = 0, partial: Iterable[Tile] = ()) -> None:
        self.size = size
        self._rows: list[tuple[int, bytearray]] = []
        found = {(tile.level, tile.number): tile for tile in partial}
        for level, number, width in partials(size):
            while len(self._rows) < level:
                self._rows.append((size >> 8 * (len(self._rows) + 1), bytearray()))
            tile = found.get((level, number))
            if tile is None or tile.width != width:
                raise EdgeBrokenError(f"tile {level}/{number} should have {width} hashes in a tree of {size} leaves")
            self._rows.append((number, bytearray(tile.hashes)))

    def grow(self, leaves: Iterable[bytes]) -> Iterator[Tile]:
        """Append leaf hashes; the tiles that came to be full, and the partial ones that were touched."""
        level, added = 0, list(leaves)
        self.size += len(added)
        while added:
            if level == len(self._rows):
                self._rows.append((0, bytearray()))
            number, row = self._rows[level]
            row += b"".join(added)
            added = []
            full = len(row) // FULL
            for place in range(full):
                tile = Tile(level, number + place, bytes(row[place * FULL : (place + 1) * FULL]))
                yield tile
                added.append(over(tile.hashes))
            self._rows[level] = (number + full, row[full * FULL :])
            if len(row) > full * FULL:
                yield Tile(level, number + full, bytes(row[full * FULL :]))
            level += 1


class EdgeBrokenError(Exception):
    """Stored tiles do not belong to a tree of the size that they claim."""


def partials(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of the partial tiles of a tree, lowest first."""
    level = 0
    while size >> 8 * level:
        number, width = divmod(size >> 8 * level, TILE_WIDTH)
        if width:
            yield level, number, width
        level += 1
