"""The data keys of one register, unwrapped and kept while nobody is erased; values sealed and opened with them.

Before a kept key opens anything, the number of destructions is asked for, in the same round trip that brings keys not
kept yet; one more than before, and all are forgotten. So no process opens what another one has erased.
"""

import os
import re
from binascii import a2b_base64, b2a_base64
from collections import OrderedDict
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Raw
from psycopg import Connection, DatabaseError
from psycopg.rows import tuple_row

from domain.message import Event, event_types
from domain.sealing import ERASED, is_of_somebody, marker_of
from infra.arrays import texts
from infra.sealing.keks import KEY_BYTES, NONCE_BYTES, Keks, KekSource, KekStore, KeysUnavailableError, kek_source

R = TypeVar("R", bound="Stored")

MARK = b'{"sealed":{"key":"'
"""With this every sealed value begins; no text can contain it, since its quotes would be escaped."""
_SEALED = re.compile(rb'\{"sealed":\{"key":"([^"\\]+)","v":1,"data":"([A-Za-z0-9+/=]+)"\}\}')
FINGERPRINTS = "fingerprints"
"""Owner of the register's own secret, which every register has that holds a value of somebody."""
_KEPT = 20_000
"""Most keys that a process keeps; the least recently used go first."""
_encode = msgspec.json.Encoder().encode


class Stored(NamedTuple):
    """The columns of a stored row that sealing needs; the store's own rows have them and more."""

    stream: str
    version: int
    topic: str
    state: bytes


class OwnerErasedError(Exception):
    """Something about an erased person or official was to be sealed. Rules refuse that before; nothing is written."""


class Key(NamedTuple):
    """One data key, open."""

    id: str
    secret: bytes


class Keyring:
    """Thread-safe. One for each register and process; loads nothing before something sealed is met.

    source: where key-encryption keys come from; that of this process's environment when left out
    """

    def __init__(self, source: KekSource | None = None) -> None:
        self._source = source
        self._keks: Keks | None = None
        self._epoch = -1
        self._keys: OrderedDict[str, Key] = OrderedDict()
        self._of_owner: dict[str, str] = {}
        self._doubted: set[str] = set()
        self._secrets: dict[str, bytes] = {}
        self._lock = Lock()

    def opened(self, conn: Connection[Any], rows: list[Any]) -> list[Any]:
        """Rows with their sealed values opened, and the marker where the key was destroyed.

        A row whose key is neither there nor known as destroyed stays as it is and cannot be decoded.
        Raises KeysUnavailableError.
        """
        wanted = {found[1] for row in rows if MARK in row.state for found in _SEALED.finditer(row.state)}
        if not wanted:
            return rows
        keys, gone = self._by_id(conn, {name.decode() for name in wanted})
        ciphers = {name: _cipher(key.secret) for name, key in keys.items()}
        return [row._replace(state=_open(row, ciphers, gone)) if MARK in row.state else row for row in rows]

    def keys_for(
        self, conn: Connection[Any], owners: Iterable[str], fresh: Container[str]
    ) -> tuple[dict[str, Key], dict[str, str], int]:
        """The keys of those owners who have one, by what name the others' would go, and the epoch of this answer.

        fresh: owners whose records do not exist yet and can have no key. Raises OwnerErasedError, KeysUnavailableError.
        """
        found: dict[str, Key] = {}
        names: dict[str, str] = {}
        unknown: list[str] = []
        with self._lock:
            for owner in owners:
                kept = self._keys.get(self._of_owner.get(owner, ""))
                if kept is not None:
                    found[owner] = kept
                elif owner in fresh and owner not in self._doubted:
                    names[owner] = owner
                else:
                    unknown.append(owner)
            if unknown:
                for asked, key_id, kek, wrapped, destroyed in self._asked(conn, [], unknown):
                    if key_id is not None:
                        found[asked] = self._keep(conn, key_id, asked, kek, wrapped)
                    elif destroyed and is_of_somebody(asked):
                        raise OwnerErasedError("the person or official was erased")
                    else:
                        names[asked] = asked if not destroyed else f"{asked}/{destroyed + 1}"
            return found, names, self._epoch

    def written(self, keys: dict[str, Key], epoch: int) -> None:
        """New keys are stored by now: keep them, unless something was destroyed since the epoch of their append.

        By then it may be one of these, and nobody would forget it any more.
        """
        with self._lock:
            if epoch == self._epoch:
                for owner, key in keys.items():
                    self._remember(key, owner)

    def doubt(self, conn: Connection[Any], owners: Iterable[str], kek: str | None) -> None:
        """An append was refused for the sake of its keys: look these up the next time.

        kek: the key-encryption key that it was refused for. Raises KeysUnavailableError when there is no newer one:
        nothing that wraps new keys would ever be taken.
        """
        with self._lock:
            self._doubted.update(owners)
            self._keks = None
            self._forget()
        if kek is not None and self.keks(conn).current == kek:
            raise KeysUnavailableError(
                f"the key-encryption key {kek} was replaced by another: give this process that one"
            )

    def secret(self, conn: Connection[Any], purpose: str) -> bytes:
        """A secret of the register that belongs to nobody, made when it is first asked for and never destroyed."""
        while purpose not in self._secrets:
            keys, names, _ = self.keys_for(conn, [purpose], frozenset())
            key = keys.get(purpose) or made(names[purpose])
            if purpose in keys:
                self._secrets[purpose] = key.secret
                continue
            keks = self.keks(conn)
            try:
                _store(conn, key, keks)
                self._secrets[purpose] = key.secret
            except DatabaseError as error:
                if not overtaken(error):
                    raise
                self.doubt(conn, [purpose], keks.current if retired(error) else None)
        return self._secrets[purpose]

    def expect(self, conn: Connection[Any]) -> None:
        """Raises KeysUnavailableError where nothing that the register has sealed could be opened here.

        Makes no key, and asks the source only while its keys are not known, or are not those of the register.
        """
        with self._lock:
            ((_, key_id, kek, wrapped, _),) = self._asked(conn, [], [FINGERPRINTS])
        keks = self._keks
        if keks is None and not _Kept(conn).has_keys():
            return
        if keks is None or (key_id is not None and kek not in keks):
            keks = self._loaded(conn)  # what works with the ones at hand need not wait for others
        if key_id is not None:
            keks.unwrap(kek, key_id, wrapped)
        self._keks = keks

    def renew(self, conn: Connection[Any]) -> str:
        """Put a new key-encryption key before the present ones; its name."""
        with self._lock:
            source = self._source or kek_source(os.environ)
            source.renew(_Kept(conn))
            self._keks = Keks(source.load(_Kept(conn)))
            return self._keks.current

    def retire(self) -> None:
        """Forget key-encryption keys that nothing is wrapped by any more."""
        (self._source or kek_source(os.environ)).retire()

    def keks(self, conn: Connection[Any]) -> Keks:
        """The key-encryption keys. Raises KeysUnavailableError."""
        keks = self._keks
        if keks is None:
            keks = self._keks = self._loaded(conn)
        return keks

    def _loaded(self, conn: Connection[Any]) -> Keks:
        self._source = self._source or kek_source(os.environ)
        return Keks(self._source.load(_Kept(conn)))

    def _by_id(self, conn: Connection[Any], ids: set[str]) -> tuple[dict[str, Key], set[str]]:
        with self._lock:
            while True:
                keys = {name: key for name in ids if (key := self._keys.get(name)) is not None}
                epoch = self._epoch if keys else None
                gone: set[str] = set()
                for asked, key_id, kek, wrapped, destroyed in self._asked(conn, list(ids - keys.keys()), []):
                    if key_id is not None:
                        keys[asked] = self._keep(conn, key_id, None, kek, wrapped)
                    elif destroyed:
                        gone.add(asked)
                if epoch in (None, self._epoch):
                    for name in keys:
                        self._keys.move_to_end(name)
                    return keys, gone

    def _asked(
        self, conn: Connection[Any], ids: Sequence[str], owners: Sequence[str]
    ) -> "list[tuple[str, str | None, str, bytes, int]]":
        """What the database knows of keys; forgets all that is kept if one was destroyed meanwhile."""
        with conn.cursor(row_factory=tuple_row) as cursor:
            cursor.execute(
                "select epoch, asked, id, kek, wrapped, destroyed from keys.find(%b::text[], %b::text[])",
                (texts(ids), texts(owners)),
                prepare=True,
                binary=True,
            )
            rows = cursor.fetchall()
        if rows[0][0] != self._epoch:
            self._forget()
            self._epoch = rows[0][0]
        return [row[1:] for row in rows if row[1] is not None]

    def _keep(self, conn: Connection[Any], name: str, owner: str | None, kek: str, wrapped: bytes) -> Key:
        kept = self._keys.get(name)
        if kept is None:
            if kek not in self.keks(conn):
                self._keks = None  # another process may have renewed them
            kept = Key(name, self.keks(conn).unwrap(kek, name, wrapped))
        self._remember(kept, owner)
        return kept

    def _remember(self, key: Key, owner: str | None) -> None:
        self._keys[key.id] = key
        if owner is not None:
            self._of_owner[owner] = key.id
            self._doubted.discard(owner)
        while len(self._keys) > _KEPT:
            self._keys.popitem(last=False)
        if len(self._of_owner) > 2 * _KEPT:
            self._of_owner = {o: name for o, name in self._of_owner.items() if name in self._keys}

    def _forget(self) -> None:
        self._keys.clear()
        self._of_owner.clear()
        _cipher.cache_clear()


class _Kept(KekStore):
    """What the database keeps for sources of key-encryption keys."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn

    def wrappers(self) -> list[tuple[str, bytes]]:
        with self._conn.cursor(row_factory=tuple_row) as cursor:
            return [(row[0], bytes(row[1])) for row in cursor.execute("select id, wrapped from keys.wrappers()")]

    def keep_wrapper(self, name: str, wrapped: bytes) -> None:
        self._conn.execute("select keys.keep_wrapper(%s, %s)", (name, wrapped))

    def has_keys(self) -> bool:
        with self._conn.cursor(row_factory=tuple_row) as cursor:
            row = cursor.execute("select not keys.are_none()").fetchone()
        return bool(row and row[0])


def made(name: str) -> Key:
    """A new key, which must be kept together with what it seals."""
    return Key(name, os.urandom(KEY_BYTES))


def overtaken(error: DatabaseError) -> bool:
    """Whether the database refused something for the sake of keys: made, destroyed or retired meanwhile."""
    return error.sqlstate == "KEY01" or retired(error)


def retired(error: DatabaseError) -> bool:
    """Whether it was for the sake of the key-encryption key."""
    return error.sqlstate == "KEY02"


def _store(conn: Connection[Any], key: Key, keks: Keks) -> None:
    """Store a key outside an append."""
    wrapped = keks.wrap(key.id, key.secret)
    with conn.transaction():
        conn.execute("select keys.keep(%s, %s, %s)", ([key.id], keks.current, [wrapped]), prepare=True)


@lru_cache(maxsize=256)
def _cipher(secret: bytes) -> AESGCM:
    """What enciphers by a key. Few are kept: each takes a hundred times the memory of its key."""
    return AESGCM(secret)


def sealed(key: Key, stream: str, version: int, place: int, name: str, value: Any) -> Raw:
    """A value as it is stored: nonce and AES-256-GCM ciphertext of its JSON, bound to where it stands.

    place: how many sealed values of the event come before it
    """
    nonce = os.urandom(NONCE_BYTES)
    data = nonce + _cipher(key.secret).encrypt(nonce, _encode(value), _bound(stream, version, place, name))
    return Raw(b'%b%b","v":1,"data":"%b"}}' % (MARK, key.id.encode(), b2a_base64(data, newline=False)))


def _open(row: Any, ciphers: dict[str, AESGCM], gone: set[str]) -> bytes:
    state: bytes = row.state
    cls = event_types().get(row.topic)
    place = -1

    def plain(found: re.Match[bytes]) -> bytes:
        nonlocal place
        place += 1
        start = found.start()
        name = state[state.rfind(b'"', 0, start - 2) + 1 : start - 2].decode()
        cipher = ciphers.get(key_id := found[1].decode())
        if cipher is None:
            return _marker(cls, name) if key_id in gone else found[0]
        try:
            data = a2b_base64(found[2])
            bound = _bound(row.stream, row.version, place, name)
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError):
            return found[0]

    return _SEALED.sub(plain, state)


def _marker(cls: type[Event] | None, name: str) -> bytes:
    return _encode(marker_of(cls, name) if cls is not None else ERASED)


def _bound(stream: str, version: int, place: int, name: str) -> bytes:
    return f"ombudsman-register/sealed/v1\n{stream}\n{version}\n{place}\n{name}".encode()
