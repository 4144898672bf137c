"""How an answer travels: compressed for who takes that, not at all for who has it."""

import gzip
from pathlib import Path

import pytest

from infra.http.coding import COMPRESSED_FROM, compressed, etag, release, source_digest, unchanged

BODY = b'{"data":{"number":"C-71-2026-00001"}}' * 100


@pytest.mark.parametrize(
    ("accept", "zipped"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZip, deflate, br", True),
        ("x-gzip", True),
        ("*", True),
        ("br;q=1.0, gzip;q=0.5, *;q=0", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("identity;q=0.5, gzip;q=0.4", False),
        ("identity;q=0.4, gzip;q=0.5", True),
        ("gzip;q=wrong", False),
        ("br, deflate", False),
    ],
)
def test_an_answer_is_compressed_for_who_prefers_that(accept: str | None, zipped: bool) -> None:
    body, coding = compressed(BODY, accept)
    assert coding == ("gzip" if zipped else None)
    assert (gzip.decompress(body) if zipped else body) == BODY
    assert (len(body) < len(BODY) / 5) is zipped


def test_a_short_answer_is_sent_as_it_is() -> None:
    assert compressed(b"x" * (COMPRESSED_FROM - 1), "gzip")[1] is None
    assert compressed(b"x" * COMPRESSED_FROM, "gzip")[1] == "gzip"


def test_a_tag_tells_its_parts_apart() -> None:
    tags = [etag("a", "b"), etag("ab"), etag("a", "b", None), etag("a", None, "b"), etag("a", ""), etag("a", 5), etag()]
    assert len(set(tags)) == len(tags)
    assert etag("a", 5) == etag("a", "5") == etag(b"a", b"5")


def test_a_tag_is_weak_unless_it_stands_for_the_very_bytes() -> None:
    assert etag("a").startswith('W/"')
    assert etag("a", weak=False) == etag("a").removeprefix("W/")


TAG, OTHER = etag("a"), etag("b")


@pytest.mark.parametrize(
    ("header", "same"),
    [
        (None, False),
        ("", False),
        ("*", True),
        (TAG, True),
        (TAG.removeprefix("W/"), True),
        (OTHER, False),
        (f"{OTHER}, {TAG}", True),
        (f'"x,y",{OTHER} ,  {TAG}', True),
        (TAG[2:].strip('"'), False),
        (TAG[:-3] + '"', False),
        ("W/", False),
    ],
)
def test_who_has_the_answer_of_a_tag_is_recognised(header: str | None, same: bool) -> None:
    assert unchanged(header, TAG) is same


def test_a_release_is_told_by_its_source_wherever_it_lies(tmp_path: Path) -> None:
    for place, text in (("here", "a = 1"), ("there", "a = 1"), ("later", "a = 2")):
        (tmp_path / place / "room").mkdir(parents=True)
        (tmp_path / place / "room" / "words.py").write_text(text)
        (tmp_path / place / "notes.txt").write_text(place)
    here, there, later = (source_digest(tmp_path / place) for place in ("here", "there", "later"))
    assert here == there != later
    assert release() == release() != here
