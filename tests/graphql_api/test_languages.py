"""In which language a caller is answered."""

import pytest

from domain.text import Language
from graphql_api.languages import preferred

CHOSEN: list[tuple[str | None, Language | None, Language]] = [
    (None, None, "ru"),
    (None, "kk", "kk"),
    ("", "en", "en"),
    ("kk", "en", "kk"),
    ("en-GB,kk;q=0.9", None, "en"),
    ("ru;q=0.5, en ; q=0.2, KK-Cyrl; q=0.8", None, "kk"),
    ("kk;q=0, fr", "en", "en"),
    ("kk;q=x, en;q=0.1", None, "en"),
    ("fr, *", None, "ru"),
]


@pytest.mark.parametrize(("header", "token", "language"), CHOSEN)
def test_the_best_known_language_of_the_header_goes_before_that_of_the_token(
    header: str | None, token: Language | None, language: Language
) -> None:
    assert preferred(header, token) == language
