"""Proofs from stored tiles of trees that grow a thousandfold, and what it takes to check one."""

import os
import time
from collections.abc import Callable, Iterator
from random import Random

import psycopg

from benchmarks.arena import Arena, say
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.figures import Figure, percentiles
from infra.log import verify
from infra.log.tiles import StoredTiles
from infra.log.tree import Edge, Tiles

SECTION = "Proofs"
_AT_ONCE = 256 * 400


def proving(arena: Arena, size: AuditSize) -> Iterator[Figure]:
    """Inclusion and consistency proofs from each tree, then the checking of those of the largest."""
    dsn = arena.database("audit_proofs", register=False, copy_of=TEMPLATE)
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set role register_projector")
        tiles, edge = StoredTiles(conn), Edge()
        for leaves in size.trees:
            say(f"log: a generated tree of {leaves:,} leaves")
            _grow(tiles, edge, leaves)
            peer = leaves == size.trees[0]
            dice = Random(leaves)
            places = [dice.randrange(leaves) for _ in range(size.proofs)]
            say(f"log: {size.proofs} proofs of each kind")
            for kind, prove in (("an inclusion proof", _inclusion), ("a consistency proof", _consistency)):
                durations = [_taken(prove, tiles, place) for place in places]
                yield _figure(
                    kind, f"register: proofs, {leaves:,} leaves", durations, peer=peer, note="each from tiles anew"
                )
        yield from _checking(tiles.tree(), places)


def _grow(tiles: StoredTiles, edge: Edge, leaves: int) -> None:
    while edge.size < leaves:
        drawn = os.urandom(32 * min(_AT_ONCE, leaves - edge.size))
        tiles.store(edge.grow(drawn[at : at + 32] for at in range(0, len(drawn), 32)))


def _inclusion(tree: Tiles, place: int) -> object:
    return tree.inclusion(place)


def _consistency(tree: Tiles, place: int) -> object:
    return tree.consistency(place + 1)


def _taken(prove: Callable[[Tiles, int], object], tiles: StoredTiles, place: int) -> float:
    begin = time.perf_counter()
    prove(tiles.tree(), place)
    return time.perf_counter() - begin


def _checking(tree: Tiles, places: list[int]) -> Iterator[Figure]:
    root, checked, hashed = tree.root(), list[float](), list[float]()
    for place in places:
        leaf, proof = tree.node(0, place), tree.inclusion(place)
        begin = time.perf_counter()
        verify.check_inclusion(place, tree.size, leaf, proof, root)
        between = time.perf_counter()
        for sibling in proof:
            verify.node_hash(leaf, sibling)
        checked.append(between - begin)
        hashed.append(time.perf_counter() - between)
    what = f"an inclusion proof of {tree.size:,} leaves checked"
    yield _figure(what, "verify.py", checked)
    yield _figure(what, "its hashes alone", hashed, peer=True)


def _figure(what: str, by: str, durations: list[float], *, peer: bool = False, note: str = "") -> Figure:
    p50, p99 = percentiles(durations)
    return Figure(
        section=SECTION,
        what=what,
        by=by,
        clients=1,
        unit="proofs",
        per_second=len(durations) / sum(durations),
        p50=p50,
        p99=p99,
        peer=peer,
        note=note,
    )
