"""Vectors of proofs that others publish, given to the verifier: does it accept and refuse what it should?"""

import base64
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec

from infra.log.verify import Unproven, check_consistency, check_inclusion


class Agreement(NamedTuple):
    """How many vectors there are, and the names of those on which the verdict is not that of the file."""

    vectors: int
    differing: tuple[str, ...]


def check_vectors(content: bytes) -> Agreement:
    """Vectors {"inclusion": […], "consistency": […]}, hashes in base64, each with `wantErr`. Raises Unproven."""
    try:
        told = msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unproven("the file of vectors is no JSON") from None
    if not isinstance(told, dict) or not all(isinstance(told.get(kind, []), list) for kind in _CHECKS):
        raise Unproven("the file has no lists of inclusion and consistency vectors")
    if not any(told.get(kind) for kind in _CHECKS):
        raise Unproven("the file has no vectors")
    count, differing = 0, []
    for kind, check in _CHECKS.items():
        for vector in told.get(kind, []):
            count += 1
            try:
                check(vector)
                failed = False
            except (Unproven, ValueError):  # ValueError: no base64
                failed = True
            except (LookupError, TypeError):
                raise Unproven(f"vector {count} of the file is incomplete") from None
            if failed is not vector.get("wantErr"):
                differing.append(f"{kind} {vector.get('name', count)}")
    return Agreement(count, tuple(differing))


def _inclusion(vector: dict[str, Any]) -> None:
    leaf, root = _bytes(vector["leafHash"]), _bytes(vector["root"])
    check_inclusion(vector["leafIdx"], vector["treeSize"], leaf, _proof(vector), root)


def _consistency(vector: dict[str, Any]) -> None:
    first, second = _bytes(vector["root1"]), _bytes(vector["root2"])
    check_consistency(vector["size1"], vector["size2"], first, second, _proof(vector))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _proof(vector: dict[str, Any]) -> list[bytes]:
    return [_bytes(each) for each in vector["proof"] or []]


_CHECKS: Final[dict[str, Callable[[dict[str, Any]], None]]] = {"inclusion": _inclusion, "consistency": _consistency}
