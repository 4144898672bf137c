"""A request whose headers are looked up by name many times: each is decoded once."""

from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request


class KnownHeaders(Headers):
    """Headers by their small-letter names; of several of one name the first counts, as with Starlette's."""

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        super().__init__(raw=raw)
        self._known = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(raw)}

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a header, by its name in small letters."""
        return self._known.get(key, default)


class Asking(Request):
    """A request to the API."""

    @property
    def headers(self) -> Headers:
        if not hasattr(self, "_headers"):
            self._headers = KnownHeaders(list(self.scope["headers"]))
        return self._headers
