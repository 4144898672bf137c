"""The register's three languages in the schema, and which of them a caller is answered in."""

from enum import StrEnum
from functools import lru_cache

from domain.text import Language


class LanguageCode(StrEnum):
    """Languages of the register."""

    KK = "kk"
    """Kazakh."""
    RU = "ru"
    """Russian."""
    EN = "en"
    """English."""


LanguageCode.__name__ = "Language"


@lru_cache(maxsize=256)
def preferred(accept_language: str | None, token: Language | None) -> Language:
    """The caller's language: the best of an Accept-Language header (RFC 9110), else the token's, else Russian."""
    best: tuple[float, Language] | None = None
    for part in (accept_language or "")[:500].replace(" ", "").split(","):
        tag, _, weight = part.partition(";q=")
        primary = tag.split("-")[0].lower()
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        known: Language | None = (
            "kk" if primary == "kk" else "ru" if primary == "ru" else "en" if primary == "en" else None
        )
        if known and quality > 0 and (best is None or quality > best[0]):
            best = (quality, known)
    return best[1] if best else token or "ru"
