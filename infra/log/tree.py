"""How the tree grows and what it proves: leaf hashes in, tiles out; tiles in, proofs out. Pure.

Tiles are those of C2SP tlog-tiles: 256 hashes of one level, hashes of a level being roots over full tiles of the one
below. A full tile never changes; the partial one at the end of a level is continued.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from infra.log.verify import CONSISTENCY, TILE_HEIGHT, TILE_WIDTH, ReadTile, Unproven, fold, node_hash

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


def over(hashes: bytes) -> bytes:
    """The root over 1, 2, 4 … hashes, one after another as in a tile."""
    row = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
    while len(row) > 1:
        pairs = iter(row)
        row = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return row[0]


class Tiles:
    """The tree of `size` leaves as its tiles show it; a proof reads a handful of them.

    read: finds a tile. What it answers need not be trusted: a proof from wrong tiles fails its check.
    """

    def __init__(self, read: ReadTile, size: int) -> None:
        self.size = size
        self._read = lru_cache(maxsize=1024)(read)
        self._node = lru_cache(maxsize=4096)(self.node)

    def node(self, height: int, index: int) -> bytes:
        """The hash of the complete subtree over the leaves index·2^height and the 2^height - 1 after it."""
        level, inner = divmod(height, TILE_HEIGHT)
        first, count = index << inner, 1 << inner
        number, place = divmod(first, TILE_WIDTH)
        width = min(TILE_WIDTH, (self.size >> (level * TILE_HEIGHT)) - number * TILE_WIDTH)
        tile = self._read(level, number, width)
        if len(tile) % 32 or len(tile) < 32 * (place + count):
            raise Unproven(f"the tile {level}/{number} is too short")
        return over(tile[place * 32 : (place + count) * 32])

    def span(self, start: int, end: int) -> bytes:
        """The hash over the leaves from `start` to before `end`, where `start` begins a subtree of that length."""
        parts = []
        while start < end:
            height = (end - start).bit_length() - 1
            parts.append(self._node(height, start >> height))
            start += 1 << height
        return fold(parts)

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves; of all when None."""
        return self.span(0, self.size if size is None else size)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that leaf `index` stands in the tree of `size` leaves."""
        start, end, path = 0, self.size if size is None else size, []
        if not 0 <= index < end <= self.size:
            raise Unproven(f"there is no leaf {index} in a tree of {end} leaves")
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self.span(middle, end))
                end = middle
            else:
                path.append(self.span(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the tree of `size` leaves continues that of `old`."""
        start, end, path = 0, self.size if size is None else size, []
        if not 0 <= old <= end <= self.size:
            raise Unproven(f"a tree of {end} leaves cannot continue one of {old}")
        if old in (0, end):
            return []
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self.span(middle, end))
                end = middle
            else:
                path.append(self.span(start, middle))
                start = middle
        if start:
            path.append(self.span(start, end))
        return path[::-1]


def continuation(old: int, new: int, proof: Iterable[bytes]) -> dict[str, Any]:
    """The file of a consistency proof, as `verify.check_continuation` reads it."""
    return {"format": CONSISTENCY, "old": old, "new": new, "proof": [b64encode(each).decode() for each in proof]}


def needed(old: int, new: int) -> list[tuple[int, int, int]]:
    """Level, number and width of the tiles from which the proof that `new` continues `old` is read."""
    asked: list[tuple[int, int, int]] = []

    def read(level: int, number: int, width: int) -> bytes:
        asked.append((level, number, width))
        return bytes(width * 32)

    Tiles(read, new).consistency(old)
    return asked


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)
