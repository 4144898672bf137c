"""The demonstration's own issuer of tokens: one Ed25519 key on this machine, readable by its owner only.

It stands in for the identity provider that an institution has; a real register is given that provider's keys instead.
"""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec
from joserfc import jwt
from joserfc.jwk import OKPKey

from domain.text import Language
from infra.identity.keys import Keys
from infra.identity.tokens import Verifier

ISSUER: Final = "ombudsman-demonstration"
AUDIENCE: Final = "ombudsman"
LIFETIME: Final = timedelta(hours=12)
"""How long a demonstration token lasts unless told otherwise: one working day."""


class DemonstrationKey:
    """Issues tokens with the key of a home directory, which is made when it is not there yet.

    home: the register's data directory; the key is kept in `keys/demonstration.json` below it, mode 0600.
    clock: the present as seconds since 1970 (UTC).
    """

    def __init__(self, home: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._key = _key_in(home / "keys")

    def issue(self, subject: str, lifetime: timedelta = LIFETIME, language: Language | None = None) -> str:
        """A token that proves its bearer to be this official, from now for the lifetime."""
        now = int(self._clock())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
            "jti": str(uuid4()),
        }
        if language:
            claims["locale"] = language
        return jwt.encode({"alg": "Ed25519", "kid": self._key.kid}, claims, self._key, algorithms=["Ed25519"])

    def jwks(self) -> dict[str, Any]:
        """The public key as a JWK Set (RFC 7517), fit to be served or written to a file."""
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "kid": self._key.kid, "alg": "Ed25519", "use": "sig"}]}

    def verifier(self) -> Verifier:
        """A verifier of this key's tokens."""
        document = msgspec.json.encode(self.jwks())
        return Verifier(Keys(lambda: document), issuer=ISSUER, audience=AUDIENCE, clock=self._clock)


def _key_in(directory: Path) -> OKPKey:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / "demonstration.json"
    if not path.exists():
        _write_once(path, OKPKey.generate_key("Ed25519"))
    path.chmod(0o600)
    key = OKPKey.import_key(msgspec.json.decode(path.read_bytes()))
    key.ensure_kid()
    return key


def _write_once(path: Path, key: OKPKey) -> None:
    """Write the whole key or nothing; of several processes that start at once, the first one's key stays."""
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:
        file.write(msgspec.json.encode(key.as_dict(private=True)))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(file.name)
