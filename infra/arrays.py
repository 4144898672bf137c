"""Arrays of one dimension without nulls, in the binary form that PostgreSQL's `array_recv` reads.

Commands travel as arrays, and psycopg finds out anew of each what it holds; here the caller says so, in a tenth of the
time. Such a parameter has no type of its own: the statement casts it.
"""

from collections.abc import Callable, Collection
from functools import partial
from struct import Struct
from typing import TypeVar
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

T = TypeVar("T")

_EMPTY = Struct("!iiI")
_HEAD = Struct("!iiIii")
"""Dimensions, whether there are nulls, type of the elements, how many, number of the first."""
_LENGTH, _BOOLEAN, _BIGINT, _INTEGER = Struct("!i"), Struct("!i?"), Struct("!iq"), Struct("!ii")


class Array(bytes):
    """An array, ready to be sent."""


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        return obj


psycopg.adapters.register_dumper(Array, _AsItIs)


def _array(element: int, packed: Callable[[T], bytes], values: Collection[T]) -> Array:
    """element: the type of the elements, by its number in pg_type; packed: one of them, behind its length in bytes."""
    if not values:
        return Array(_EMPTY.pack(0, 0, element))
    return Array(b"".join([_HEAD.pack(1, 0, element, len(values), 1), *map(packed, values)]))


def _blob(value: bytes) -> bytes:
    return _LENGTH.pack(len(value)) + value


def _text(value: str) -> bytes:
    return _blob(value.encode())


def _uuid(value: UUID) -> bytes:
    return _blob(value.bytes)


booleans: Callable[[Collection[bool]], Array] = partial(_array, 16, partial(_BOOLEAN.pack, 1))
"""boolean[]"""
blobs: Callable[[Collection[bytes]], Array] = partial(_array, 17, _blob)
"""bytea[]"""
bigints: Callable[[Collection[int]], Array] = partial(_array, 20, partial(_BIGINT.pack, 8))
"""bigint[]"""
integers: Callable[[Collection[int]], Array] = partial(_array, 23, partial(_INTEGER.pack, 4))
"""integer[]"""
texts: Callable[[Collection[str]], Array] = partial(_array, 25, _text)
"""text[]"""
uuids: Callable[[Collection[UUID]], Array] = partial(_array, 2950, _uuid)
"""uuid[]"""
