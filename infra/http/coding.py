"""How an answer travels: compressed when the caller takes that, not at all when the caller has it already.

Answers carry no secret that a caller could probe through their length: who asks proves it by a header of its own.
"""

import re
import zlib
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import domain
import graphql_api
import projections
from infra.http.messages import quality

COMPRESSED_FROM: Final = 1024
"""Bytes from which an answer is compressed."""
_LEVEL: Final = 1
"""Of zlib: nearly as small as the default for JSON, in a third of the time."""


def compressed(body: bytes, accept_encoding: str | None) -> tuple[bytes, str | None]:
    """An answer in the coding that the caller prefers (RFC 9110 §12.5.3), with its name; None: as it is.

    Whatever could have been compressed is sent with `Vary: Accept-Encoding`.
    """
    if len(body) < COMPRESSED_FROM or not accept_encoding:
        return body, None
    qualities: dict[str, float] = {}
    for part in accept_encoding[:1000].split(","):
        coding, *parameters = (piece.strip().lower() for piece in part.split(";"))
        qualities[coding] = quality(parameters)
    anything = qualities.get("*", 0.0)
    zipped = max(qualities.get("gzip", anything), qualities.get("x-gzip", 0.0))
    if zipped <= 0 or zipped < qualities.get("identity", 0.0):
        return body, None
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush(), "gzip"


def etag(*parts: str | int | bytes | None, weak: bool = True) -> str:
    """The tag of an answer that is the same as long as these parts are (RFC 9110 §8.8.3).

    weak: the same in meaning, however it is compressed; a strong tag stands for the very bytes
    """
    digest = blake2b(digest_size=18)
    for part in parts:
        plain = part if isinstance(part, bytes) else b"" if part is None else str(part).encode(errors="replace")
        kind = b"0" if part is None else b"1"
        digest.update(kind + len(plain).to_bytes(8, "big") + plain)
    return f'{"W/" if weak else ""}"{urlsafe_b64encode(digest.digest()).decode()}"'


@cache
def release() -> bytes:
    """What tells this release from others in a tag: words and SQL may differ while the register stands still."""
    return source_digest(*(Path(str(room.__file__)).parent for room in (domain, projections, graphql_api)))


def source_digest(*rooms: Path) -> bytes:
    """The same wherever the same source files lie."""
    digest = blake2b(digest_size=18)
    for room in rooms:
        for file in sorted(room.rglob("*.py")):
            digest.update(str(file.relative_to(room)).encode() + file.read_bytes())
    return digest.digest()


_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def unchanged(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller has the answer of a tag already: weak comparison (RFC 9110 §8.8.3.2, §13.1.2)."""
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    held = {found.removeprefix("W/") for found in _TAG.findall(if_none_match[:4000])}
    return tag.removeprefix("W/") in held
