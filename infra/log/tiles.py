"""The tiles of the log in table log.tile: reading them for proofs of any size, adding what the tree grew by.

Proofs and roots come from `tree.Tiles` over `StoredTiles.read`: a handful of rows by primary key, however large the
tree is.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from infra.log.tree import Edge, Tile, Tiles, partials
from infra.log.verify import TILE_WIDTH, Unproven

_SIZE = "select number * 256 + octet_length(hashes) / 32 from log.tile where level = 0 order by number desc limit 1"
_READ = "select hashes from log.tile where level = %b and number = %b"
_STORE = """
    insert into log.tile (level, number, hashes)
    select * from unnest(%b::int2[], %b::int8[], %b::bytea[])
        on conflict (level, number) do update set hashes = excluded.hashes"""


class StoredTiles:
    """The tiles over one open connection, whose role may read (and, to grow, write) them. Nothing is retried here."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn

    def size(self) -> int:
        """How many leaves the tree has; 0 before the first."""
        rows = self._all(_SIZE)
        return int(rows[0][0]) if rows else 0

    def read(self, level: int, number: int, width: int) -> bytes:
        """The first `width` hashes of a tile. Raises Unproven when there are not so many."""
        rows = self._all(_READ, level, number)
        if not rows or len(rows[0][0]) < width * 32:
            raise Unproven(f"the log has no tile {level}/{number} of {width} hashes")
        return bytes(rows[0][0][: width * 32])

    def leaf(self, index: int) -> bytes:
        """The hash of a leaf. Raises Unproven when there is none."""
        return self.read(0, index // TILE_WIDTH, index % TILE_WIDTH + 1)[-32:]

    def tree(self, size: int | None = None) -> Tiles:
        """The tree of the first `size` leaves, all when None: its root, inclusion and consistency proofs."""
        return Tiles(self.read, self.size() if size is None else size)

    def edge(self, size: int) -> Edge:
        """Where the tree of `size` leaves goes on growing."""
        return Edge(
            size, [Tile(level, number, self.read(level, number, width)) for level, number, width in partials(size)]
        )

    def store(self, tiles: Iterable[Tile]) -> None:
        """Add tiles and continue partial ones. The database refuses to change a hash that is there."""
        last: dict[tuple[int, int], Tile] = {(tile.level, tile.number): tile for tile in tiles}
        kept: Sequence[Tile] = list(last.values())
        if kept:
            with self._conn.cursor() as cursor:
                cursor.execute(
                    _STORE.encode(),
                    ([tile.level for tile in kept], [tile.number for tile in kept], [tile.hashes for tile in kept]),
                    prepare=True,
                    binary=True,
                )

    def _all(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self._conn.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(query.encode(), parameters, prepare=True, binary=True).fetchall()
