"""Trees and proofs: what is computed from tiles, what the verifier accepts, and the vectors of others."""

import json
import random
from pathlib import Path

import pytest

from infra.log import verify
from infra.log.tree import Edge, EdgeBrokenError, Tile, Tiles, partials
from infra.log.vectors import Agreement, check_vectors
from infra.log.verify import Frontier, Unproven
from tests.infra.log import trees

SHARED = next(
    (
        found
        for parent in Path(__file__).parents
        if (found := parent / "shared" / "vectors" / "rfc6962_proofs.json").is_file()
    ),
    None,
)
SIZES = [*range(1, 18), 255, 256, 257, 511, 513, 600]
HASHES = trees.leaves(600)


@pytest.mark.parametrize("size", SIZES)
def test_proofs_from_tiles_are_those_of_the_rfc(size: int) -> None:
    tiles = Tiles(trees.read(HASHES), 600)
    hashes = HASHES[:size]
    assert tiles.root(size) == trees.root(hashes)
    for index in {0, size // 3, size // 2, size - 1}:
        assert tiles.inclusion(index, size) == trees.path(index, hashes)
    for old in {1, size // 2 or 1, size - 1 or 1, size}:
        assert tiles.consistency(old, size) == trees.consistency(old, hashes)


@pytest.mark.parametrize("size", SIZES)
def test_each_leaf_is_proven_by_its_proof_and_by_no_other(size: int) -> None:
    hashes, root = HASHES[:size], trees.root(HASHES[:size])
    for index in random.Random(size).sample(range(size), min(size, 6)):
        proof = trees.path(index, hashes)
        verify.check_inclusion(index, size, hashes[index], proof, root)
        wrong = [
            (index, size, HASHES[-1] if index < 599 else HASHES[0], proof, root),
            (index + 1, size, hashes[index], proof, root),
            (index, size, hashes[index], [*proof, root], root),
            (index, size, hashes[index], proof, HASHES[0] if size > 1 else HASHES[1]),
            (size, size, hashes[index], proof, root),
            (-1, size, hashes[index], proof, root),
        ]
        wrong += [(index, size, hashes[index], proof[:-1], root)] if proof else []
        wrong += [(index, size, hashes[index], [proof[0][:31], *proof[1:]], root)] if proof else []
        for each in wrong:
            with pytest.raises(Unproven):
                verify.check_inclusion(*each)


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_is_consistent_with_what_it_was_and_with_nothing_else(size: int) -> None:
    new = trees.root(HASHES[:size])
    for old in {1, size // 2 or 1, size - 1 or 1}:
        before, proof = trees.root(HASHES[:old]), trees.consistency(old, HASHES[:size])
        verify.check_consistency(old, size, before, new, proof)
        rewritten = [HASHES[-1], *HASHES[1:size]] if old < 600 else HASHES[:size]
        wrong = [
            (old, size, before, trees.root(rewritten), trees.consistency(old, rewritten)),
            (old, size, before, new, [*proof, new]),
            (size + 1, size, before, new, proof),
        ]
        wrong += [(old, size, before, new, proof[:-1])] if proof else []
        for each in wrong:
            with pytest.raises(Unproven):
                verify.check_consistency(*each)


def test_a_tree_grown_in_any_portions_has_the_tiles_of_the_whole() -> None:
    hashes = trees.leaves(70_000)
    whole = {(tile.level, tile.number): tile.hashes for tile in Edge().grow(hashes)}
    chance, grown, edge, at = random.Random(7), {}, Edge(), 0
    while at < len(hashes):
        portion = chance.choice([1, 2, 255, 256, 257, 5_000, 20_000])
        for tile in edge.grow(hashes[at : at + portion]):
            assert tile.hashes.startswith(grown.get((tile.level, tile.number), b""))
            grown[tile.level, tile.number] = tile.hashes
        at += portion
        kept = [Tile(level, number, grown[level, number]) for level, number, _ in partials(edge.size)]
        edge = Edge(edge.size, kept)
    assert grown == whole
    assert {level for level, _ in whole} == {0, 1, 2}
    frontier = Frontier()
    for hashed in hashes:
        frontier.add(hashed)
    assert Tiles(lambda level, number, width: whole[level, number], len(hashes)).root() == frontier.root()


def test_an_edge_that_lacks_a_tile_does_not_grow() -> None:
    with pytest.raises(EdgeBrokenError):
        Edge(300, [Tile(0, 1, b"\0" * 32 * 43)])
    with pytest.raises(EdgeBrokenError):
        Edge(300, [Tile(0, 1, b"\0" * 32 * 44)])


def test_wrong_tiles_make_a_proof_that_is_not_accepted() -> None:
    true, false = trees.read(HASHES), trees.read([*HASHES[:100], HASHES[0], *HASHES[101:]])
    proof = Tiles(false, 600).inclusion(3, 600)
    with pytest.raises(Unproven):
        verify.check_inclusion(3, 600, HASHES[3], proof, Tiles(true, 600).root())
    short = Tiles(lambda level, number, width: true(level, number, width)[:-32], 600)
    with pytest.raises(Unproven, match="too short"):
        short.root()


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [(0, 256, "tile/1/000"), (67, 5, "tile/1/067.p/5"), (1_234_067, 256, "tile/1/x001/x234/067")],
)
def test_tiles_are_published_where_the_standard_says(number: int, width: int, path: str) -> None:
    assert verify.tile_path(1, number, width) == path


@pytest.mark.skipif(SHARED is None, reason="the file of vectors is not beside this source tree")
def test_all_vectors_of_others_get_the_verdict_that_they_expect() -> None:
    assert SHARED is not None
    assert check_vectors(SHARED.read_bytes()) == Agreement(98, ())


def test_a_vector_whose_verdict_is_another_one_is_named() -> None:
    proof = [trees.text(each) for each in trees.path(2, HASHES[:5])]
    true = {
        "leafIdx": 2,
        "treeSize": 5,
        "root": trees.text(trees.root(HASHES[:5])),
        "leafHash": trees.text(HASHES[2]),
        "proof": proof,
        "wantErr": False,
        "name": "true",
    }
    false = {**true, "leafIdx": 3, "name": "false"}
    grows = {
        "size1": 1,
        "size2": 1,
        "root1": trees.text(HASHES[0]),
        "root2": trees.text(HASHES[0]),
        "proof": None,
        "wantErr": False,
        "name": "same",
    }
    unreadable = {**true, "root": "é", "wantErr": True, "name": "no base64"}
    file = json.dumps({"inclusion": [true, false, unreadable], "consistency": [grows]})
    assert check_vectors(file.encode()) == Agreement(4, ("inclusion false",))


@pytest.mark.parametrize(
    "file",
    ["", "[]", "{}", "[" * 9_999, '{"inclusion": []}', '{"inclusion": 1}', '{"inclusion": [1]}', '{"inclusion": [{}]}'],
)
def test_a_file_that_holds_no_vectors_is_refused_in_a_sentence(file: str) -> None:
    with pytest.raises(Unproven):
        check_vectors(file.encode())
