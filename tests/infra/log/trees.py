"""Small trees by the book: RFC 6962 section 2.1 word for word, against which what is fast is compared."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from infra.log import verify


def leaves(count: int) -> list[bytes]:
    """Leaf hashes that differ from each other."""
    return [verify.leaf_hash(b"%d" % number) for number in range(count)]


def root(hashes: Sequence[bytes]) -> bytes:
    """MTH(D[n])."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    k = split(len(hashes))
    return sha256(b"\x01" + root(hashes[:k]) + root(hashes[k:])).digest()


def path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if index < k:
        return [*path(index, hashes[:k]), root(hashes[k:])]
    return [*path(index - k, hashes[k:]), root(hashes[:k])]


def consistency(old: int, hashes: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if old == len(hashes):
        return [] if whole else [root(hashes)]
    k = split(len(hashes))
    if old <= k:
        return [*consistency(old, hashes[:k], whole=whole), root(hashes[k:])]
    return [*consistency(old - k, hashes[k:], whole=False), root(hashes[:k])]


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def read(hashes: Sequence[bytes]) -> verify.ReadTile:
    """The tiles of a tree, each computed by the book."""

    def tile(level: int, number: int, width: int) -> bytes:
        span = 256**level
        first = number * 256
        return b"".join(root(hashes[at * span : (at + 1) * span]) for at in range(first, first + width))

    return tile


def text(hashed: bytes) -> str:
    """A hash as proofs are written down."""
    return b64encode(hashed).decode()
