"""Signing notes: text with Ed25519 signature lines behind it, in the form of C2SP signed-note.

Only signing stands here. Reading and checking of notes is the verifier's (`infra/log/verify.py`), which everybody may
take away and run; what is signed here is what it accepts.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519: Final = b"\x01"
"""The signature type's byte, before a key in its text form."""
_PRIVATE: Final = ("PRIVATE", "KEY")
_SEED: Final = 32


class SigningKeyRefused(Exception):
    """A text is no private key of a note's signer; nothing of the text is repeated."""


def name_is_fit(name: str) -> bool:
    """Whether a name can sign notes: not empty, no blank, no plus, nothing that does not print."""
    return bool(name) and name.isprintable() and not any(c.isspace() or c == "+" for c in name)


@dataclass(frozen=True)
class Signer:
    """One Ed25519 key with the name under which it signs. Printing it shows the name alone."""

    name: str
    _key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    @classmethod
    def new(cls, name: str) -> Self:
        """A signer with a key that nobody had before."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def of(cls, text: str) -> Self:
        """Read `PRIVATE+KEY+name+id+key`, as tools of transparency logs write it. Raises SigningKeyRefused."""
        parts = text.strip().split("+", 4)
        try:
            *words, name, key_id, encoded = parts
            key = b64decode(encoded, validate=True)
        except (ValueError, NotBase64):
            raise SigningKeyRefused("expected one line PRIVATE+KEY+name+id+key") from None
        if tuple(words) != _PRIVATE or not name_is_fit(name) or key[:1] != ED25519 or len(key) != 1 + _SEED:
            raise SigningKeyRefused("expected one line PRIVATE+KEY+name+id+key with an Ed25519 key")
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(key[1:]))
        if signer._id.hex() != key_id:
            raise SigningKeyRefused("its id does not belong to its key")
        return signer

    def text(self) -> str:
        """The private key as one line. It belongs into a file that only its owner reads."""
        return "+".join((*_PRIVATE, self.name, self._id.hex(), _base64(ED25519 + self._key.private_bytes_raw())))

    @property
    def vkey(self) -> str:
        """The public key as one line, `name+id+key`: what verifiers are given."""
        return f"{self.name}+{self._id.hex()}+{_base64(self._public)}"

    def line(self, text: str) -> str:
        """The signature line for a text, without its newline."""
        return f"\u2014 {self.name} {_base64(self._id + self._key.sign(text.encode()))}"

    @property
    def _public(self) -> bytes:
        return ED25519 + self._key.public_key().public_bytes_raw()

    @property
    def _id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self._public).digest()[:4]


def signed(text: str, *signers: Signer) -> str:
    """The note: the text, which ends with a newline, an empty line, and a line of each signer."""
    return text + "\n" + "".join(f"{signer.line(text)}\n" for signer in signers)


def _base64(plain: bytes) -> str:
    return b64encode(plain).decode()
