"""The public keys that prove tokens: read from a JWK Set (RFC 7517) in a file or at a URL, kept for a while.

Each key is bound to the one algorithm of its kind, so a token can never choose how it is checked (RFC 8725, 3.1).
"""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

ALGORITHMS: Final = ("Ed25519", "EdDSA", "ES256", "RS256")
"""The only signatures that are accepted: Ed25519 (RFC 9864) also under its older name EdDSA, P-256 with SHA-256,
RSA PKCS#1 v1.5 with SHA-256."""

LIFETIME: Final = 300.0
"""Seconds for which fetched keys count as fresh."""
RETRY: Final = 60.0
"""Seconds that must pass between two attempts to fetch, whether the first one failed or found nothing new."""
FIRST_RETRY: Final = 5.0
"""The same pause while no key is known at all, as when the key server starts later than the register."""
PATIENCE: Final = 3.0
"""Seconds that a key server may take to answer."""
SIZE_LIMIT: Final = 256 * 1024
"""Bytes that a key set may have."""
RSA_BITS: Final = range(2048, 8193)

_PUBLIC_MEMBERS: Final = {
    ("OKP", "Ed25519"): (("Ed25519", "EdDSA"), ("kty", "crv", "x")),
    ("EC", "P-256"): (("ES256",), ("kty", "crv", "x", "y")),
    ("RSA", None): (("RS256",), ("kty", "n", "e")),
}

KeysById = Mapping[tuple[str, str], Key]
"""Keys by key id and algorithm."""

_log = structlog.get_logger(__name__)


class KeysUnusable(ValueError):
    """What was read is no JWK Set, or holds no key that may prove a token."""


def usable_keys(document: bytes) -> KeysById:
    """The keys of a JWK Set that may prove a token, by key id and algorithm.

    Keys without an id, for encryption, of other kinds or curves, shared secrets, and RSA keys outside 2048-8192 bits
    are left out; private members are never read. Raises KeysUnusable when nothing is left.
    """
    try:
        entries = msgspec.json.decode(document, type=dict[str, Any])["keys"]
    except (msgspec.MsgspecError, KeyError, RecursionError):
        raise KeysUnusable("not a JWK Set: a JSON object with a member `keys` is expected") from None
    found: dict[tuple[str, str], Key] = {}
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and (usable := _usable(entry)):
            kid, algorithms, key = usable
            for algorithm in algorithms:
                found.setdefault((kid, algorithm), key)
    if not found:
        raise KeysUnusable(f"the JWK Set holds no signing key with a `kid` for {', '.join(ALGORITHMS)}")
    return found


def _usable(entry: dict[str, Any]) -> tuple[str, tuple[str, ...], Key] | None:
    kid, kty, curve = entry.get("kid"), entry.get("kty"), entry.get("crv")
    if not isinstance(kid, str) or not kid or not isinstance(kty, str) or not isinstance(curve, str | None):
        return None
    algorithms, members = _PUBLIC_MEMBERS.get((kty, curve), ((), ()))
    if not algorithms or entry.get("alg", algorithms[0]) not in algorithms or entry.get("use", "sig") != "sig":
        return None
    operations = entry.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    try:
        key = JWKRegistry.import_key({name: entry[name] for name in members})
        strong = not isinstance(key, RSAKey) or key.public_key.key_size in RSA_BITS
    except (JoseError, KeyError, ValueError, TypeError):
        return None
    return (kid, algorithms, key) if strong and isinstance(key, OKPKey | ECKey | RSAKey) else None


class Keys:
    """Trusted public keys, fetched when first needed, when stale, and when a token names an unknown key.

    While the source cannot be read, the keys known so far stay in use. Safe for use from several threads; one of them
    fetches, the others go on with what is known.
    """

    def __init__(
        self,
        fetch: Callable[[], bytes],
        *,
        lifetime: float = LIFETIME,
        retry: float = RETRY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._lifetime = lifetime
        self._retry = retry
        self._clock = clock
        self._keys: KeysById = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._reading = threading.Lock()

    @property
    def loaded(self) -> bool:
        """Whether any key is known."""
        return bool(self._keys)

    def known(self, kid: str, algorithm: str) -> Key | None:
        """The key as far as it is known without reading the source; None when `find` could know better."""
        return None if self._stale() and self._may_try() else self._keys.get((kid, algorithm))

    def find(self, kid: str, algorithm: str) -> Key | None:
        """The key, after reading the source if that could help. May take up to PATIENCE seconds."""
        wanted = (kid, algorithm)
        if self._worth_reading(wanted) or (wanted not in self._keys and self._reading.locked()):
            with self._reading:
                if self._worth_reading(wanted):
                    self._refresh()
        return self._keys.get(wanted)

    def _stale(self) -> bool:
        return self._clock() - self._fetched_at >= self._lifetime

    def _may_try(self) -> bool:
        pause = self._retry if self.loaded else min(self._retry, FIRST_RETRY)
        return self._clock() - self._tried_at >= pause

    def _worth_reading(self, wanted: tuple[str, str]) -> bool:
        return self._may_try() and (self._stale() or wanted not in self._keys)

    def _refresh(self) -> None:
        self._tried_at = self._clock()
        try:
            self._keys = usable_keys(self._fetch())
            self._fetched_at = self._clock()
        except (OSError, ValueError) as error:
            _log.warning("token keys not refreshed", exception=type(error).__name__, count=len(self._keys))


def keys_at(location: str) -> Keys:
    """Keys from a JWK Set at an http(s) URL or in a file.

    Raises KeysUnusable when the location is neither, or when the file cannot be used: a mistake in the settings should
    stop the start. A URL is first read when the first token arrives, so the register starts without its key server.
    """
    scheme = urlsplit(location).scheme
    if scheme in ("http", "https"):
        return Keys(lambda: _download(location))
    path = Path(location)
    try:
        usable_keys(path.read_bytes())
    except OSError as error:
        raise KeysUnusable(f"the JWK Set cannot be read: {error.strerror}") from None
    return Keys(path.read_bytes)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """A key server that sends us elsewhere is not trusted to choose where."""


def _download(url: str) -> bytes:
    request = Request(url, headers={"Accept": "application/jwk-set+json, application/json"})
    with build_opener(_NoRedirects).open(request, timeout=PATIENCE) as answer:
        body: bytes = answer.read(SIZE_LIMIT + 1)
    if len(body) > SIZE_LIMIT:
        raise KeysUnusable(f"the JWK Set is larger than {SIZE_LIMIT} bytes")
    return body
