"""Key-encryption keys: where they come from. With one of them all data keys are wrapped, and nothing else.

From the environment, from a file of the home directory, or made here and wrapped by a key management service, which is
any command line that takes bytes on its standard input and gives bytes on its standard output.
"""

import os
import secrets
import shlex
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
FILE = "kek"
"""Name of the file in the home directory; one key a line in Base64, the newest first."""
_PATIENCE = 30
"""Seconds that a key management service may take."""


class KeysUnavailableError(Exception):
    """The key-encryption key is not at hand, so nothing sealed can be opened; the text says what would help."""


class KekStore(Protocol):
    """What the database keeps for a source: wrapped key-encryption keys, and whether there are data keys at all."""

    def wrappers(self) -> list[tuple[str, bytes]]: ...
    def keep_wrapper(self, name: str, wrapped: bytes) -> None: ...
    def has_keys(self) -> bool: ...


class KekSource(Protocol):
    """Where key-encryption keys come from."""

    def load(self, store: KekStore) -> list[bytes]:
        """All keys at hand, the one that wraps first; makes the first of a new register. Raises KeysUnavailableError"""
        ...

    def renew(self, store: KekStore) -> None:
        """Put a new key before the others; those stay until `retire`."""
        ...

    def retire(self) -> None:
        """Only the first key is needed from now on."""
        ...


class Keks:
    """Key-encryption keys by name, ready to wrap and unwrap."""

    def __init__(self, keys: list[bytes]) -> None:
        self._keys = {name_of(key): AESGCM(key) for key in keys}
        self.current = name_of(keys[0])

    def __contains__(self, name: str) -> bool:
        return name in self._keys

    @property
    def names(self) -> list[str]:
        return list(self._keys)

    def wrap(self, key_id: str, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._keys[self.current].encrypt(nonce, key, key_id.encode())

    def unwrap(self, name: str, key_id: str, wrapped: bytes) -> bytes:
        """Raises KeysUnavailableError."""
        kek = self._keys.get(name)
        if kek is None:
            raise KeysUnavailableError(f"the key-encryption key {name} is not at hand: bring its file or variable back")
        try:
            return kek.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.encode())
        except InvalidTag:
            raise KeysUnavailableError(f"a data key does not open under {name}: the schema keys is damaged") from None


def name_of(key: bytes) -> str:
    """A public name of a secret key: tells two keys apart and nothing about either."""
    return f"kek-{sha256(b'ombudsman-register/kek/v1' + key).hexdigest()[:16]}"


def parsed(words: str) -> list[bytes]:
    """Keys in Base64, separated by commas or lines. Raises KeysUnavailableError."""
    try:
        keys = [
            b64decode(word.strip(), validate=True) for word in words.replace(",", "\n").splitlines() if word.strip()
        ]
    except ValueError:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise KeysUnavailableError("a key-encryption key is 32 bytes in Base64; several are separated by commas")
    return keys


class FromEnvironment:
    """Keys given by the variable OMBUDSMAN_KEK; whoever sets it renews and retires them."""

    def __init__(self, words: str) -> None:
        self._words = words

    def load(self, store: KekStore) -> list[bytes]:
        return parsed(self._words)

    def renew(self, store: KekStore) -> None:
        if len(parsed(self._words)) == 1:
            raise KeysUnavailableError("put the new key before the old one in OMBUDSMAN_KEK, with a comma between them")

    def retire(self) -> None:
        return


class FromFile:
    """Keys in a file that only its owner may read, made when a new register needs the first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, store: KekStore) -> list[bytes]:
        if not self._path.exists():
            if store.has_keys():
                raise KeysUnavailableError(
                    "this register's keys were wrapped by a key that is not in the home directory: "
                    "bring its file `kek` here, or set OMBUDSMAN_KEK"
                )
            self._write([secrets.token_bytes(KEY_BYTES)], new=True)
        return self._read()

    def renew(self, store: KekStore) -> None:
        self._write([secrets.token_bytes(KEY_BYTES), *self.load(store)])

    def retire(self) -> None:
        self._write(self._read()[:1])

    def _read(self) -> list[bytes]:
        try:
            return parsed(self._path.read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError):
            raise KeysUnavailableError("the file `kek` of the home directory cannot be read") from None

    def _write(self, keys: list[bytes], *, new: bool = False) -> None:
        """Complete or not at all; of two processes that make the first one, the slower takes the other's."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b"".join(b64encode(key) + b"\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
        try:
            if new:
                os.link(draft, self._path)
            else:
                draft.replace(self._path)
        except FileExistsError:
            return
        finally:
            draft.unlink(missing_ok=True)


class FromService:
    """Keys made here, kept in the database as a key management service wrapped them.

    command: called with `wrap` or `unwrap` as its last word, bytes in, bytes out
    """

    def __init__(self, command: str) -> None:
        try:
            self._command = shlex.split(command)
        except ValueError:
            raise KeysUnavailableError("OMBUDSMAN_KMS is no command line: a quotation mark is not closed") from None

    def load(self, store: KekStore) -> list[bytes]:
        known = store.wrappers()
        if not known:
            if store.has_keys():
                raise KeysUnavailableError("this register's keys were not wrapped by a key management service")
            self.renew(store)
            known = store.wrappers()
        return [self._unwrapped(name, wrapped) for name, wrapped in reversed(known)]

    def renew(self, store: KekStore) -> None:
        """What the service cannot open again is not kept: nobody would get past it afterwards."""
        key = secrets.token_bytes(KEY_BYTES)
        name, wrapped = name_of(key), self._ask("wrap", key)
        self._unwrapped(name, wrapped)
        store.keep_wrapper(name, wrapped)

    def retire(self) -> None:
        return

    def _unwrapped(self, name: str, wrapped: bytes) -> bytes:
        key = self._ask("unwrap", wrapped)
        if name_of(key) != name:
            raise KeysUnavailableError("the command of OMBUDSMAN_KMS does not give back the key that it wrapped")
        return key

    def _ask(self, what: str, given: bytes) -> bytes:
        try:
            done = subprocess.run(
                [*self._command, what], input=given, capture_output=True, timeout=_PATIENCE, check=True
            )
        except (OSError, subprocess.SubprocessError):
            raise KeysUnavailableError(f"the command of OMBUDSMAN_KMS could not {what} the key") from None
        return done.stdout


def kek_source(environment: Mapping[str, str], home: Path | None = None) -> KekSource:
    """The source that an environment names: OMBUDSMAN_KMS, OMBUDSMAN_KEK, else the file in the home directory."""
    if command := environment.get("OMBUDSMAN_KMS", "").strip():
        return FromService(command)
    if words := environment.get("OMBUDSMAN_KEK", "").strip():
        return FromEnvironment(words)
    place = home or Path(environment.get("OMBUDSMAN_HOME", "").strip() or ".ombudsman").expanduser().absolute()
    return FromFile(place / FILE)
