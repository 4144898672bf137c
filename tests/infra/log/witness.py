"""Somebody who signs that a checkpoint was seen, at a time (C2SP tlog-cosignature)."""

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.log import verify


class Witness:
    """A witness with a key of its own."""

    def __init__(self, name: str) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.key = verify.Key(name, verify.COSIGNATURE, self._key.public_key().public_bytes_raw())

    def cosign(self, note: str, at: int = 1_772_000_000) -> str:
        """The note with the witness's line below. at: Unix time"""
        text = note.rpartition("\n\n")[0] + "\n"
        word = self._key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        line = b64encode(self.key.id + at.to_bytes(8, "big") + word).decode()
        return f"{note}\u2014 {self.key.name} {line}\n"
