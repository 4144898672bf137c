"""The settings of one process, read once from its environment.

Everything has a default that works on a newcomer's machine; a bad value is one clear error that names its variable.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

HIGHEST_PORT = 65535
LEAST_BUDGET = 20_000
"""Points that a viewer must be able to have: what one operation may cost."""
MOST_BUDGET = 1_000_000_000
BUDGET = 200_000
REFILL = 10_000
LOG_NAME = "ombudsman.register/demonstration"
CHECKPOINT_EVERY = 60
LONGEST_BETWEEN = 86_400
"""Seconds between two checkpoints at most: a day."""


_WITNESS = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}")


class SettingRefused(Exception):
    """A variable of the environment has a value that cannot be used. The text names the variable, never its value."""

    def __init__(self, variable: str, expected: str) -> None:
        super().__init__(f"{variable}: {expected}")
        self.variable = variable


class Settings(Struct, frozen=True, kw_only=True):
    """How this process runs.

    database_url  PostgreSQL 15 or newer as a postgresql:// address; None: the embedded server
    home          directory of the embedded server and of the demonstration keys, absolute
    host, port    where HTTP is served; port 0 takes a free one
    jwks          public keys of the identity provider, a file or an http(s) address; None: the demonstration's own key
    budget        points of cost that one official may ask for at once; the public has a tenth, for each address
    budget_refill points that come back each second
    documents     registry of trusted documents, a file; None: there are none
    documents_only  whether no other documents run
    log_name      the origin of the log's checkpoints; settled by the log's first key
    log_key       file with the key that signs checkpoints; None: below the home directory
    checkpoint_every  seconds between checkpoints
    checkpoint_directory  where each checkpoint is kept besides, out of the operator's reach; None: nowhere
    checkpoint_webhook  http(s) address to which each checkpoint is posted; None: none
    witnesses     public keys whose cosignatures of checkpoints are accepted
    """

    database_url: str | None = None
    home: Path = Path(".ombudsman")
    host: str = "127.0.0.1"
    port: int = 8000
    jwks: str | None = None
    budget: int = BUDGET
    budget_refill: int = REFILL
    documents: Path | None = None
    documents_only: bool = False
    log_name: str = LOG_NAME
    log_key: Path | None = None
    checkpoint_every: int = CHECKPOINT_EVERY
    checkpoint_directory: Path | None = None
    checkpoint_webhook: str | None = None
    witnesses: tuple[str, ...] = ()

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings; an empty variable counts as not set. Raises SettingRefused."""
        given = {name: value.strip() for name, value in environment.items() if value.strip()}
        return cls(
            database_url=_database_url(given),
            home=Path(given.get("OMBUDSMAN_HOME", ".ombudsman")).expanduser().absolute(),
            host=_host(given),
            port=_port(given),
            jwks=_jwks(given),
            budget=_points(given, "OMBUDSMAN_BUDGET", BUDGET, LEAST_BUDGET),
            budget_refill=_points(given, "OMBUDSMAN_BUDGET_REFILL", REFILL, 1),
            documents=_documents(given),
            documents_only=_documents_only(given),
            log_name=_log_name(given),
            log_key=_path(given, "OMBUDSMAN_LOG_KEY"),
            checkpoint_every=_seconds(given),
            checkpoint_directory=_path(given, "OMBUDSMAN_CHECKPOINT_DIRECTORY"),
            checkpoint_webhook=_webhook(given),
            witnesses=_witnesses(given),
        )


def _database_url(given: Mapping[str, str]) -> str | None:
    url = given.get("DATABASE_URL")
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        raise SettingRefused("DATABASE_URL", "must look like postgresql://user:password@host:5432/database")
    return url


def _host(given: Mapping[str, str]) -> str:
    host = given.get("OMBUDSMAN_HOST", "127.0.0.1")
    if "/" in host or " " in host:
        raise SettingRefused("OMBUDSMAN_HOST", "must be a host name or an IP address, such as 127.0.0.1")
    return host


def _port(given: Mapping[str, str]) -> int:
    port = given.get("OMBUDSMAN_PORT", "8000")
    if not (port.isascii() and port.isdigit() and int(port[:6]) <= HIGHEST_PORT):
        raise SettingRefused("OMBUDSMAN_PORT", f"must be a whole number from 0 to {HIGHEST_PORT}")
    return int(port)


def _jwks(given: Mapping[str, str]) -> str | None:
    jwks = given.get("OMBUDSMAN_JWKS")
    if jwks is None:
        return None
    scheme = urlsplit(jwks).scheme
    if scheme in ("http", "https"):
        return jwks
    if scheme or not Path(jwks).expanduser().is_file():
        raise SettingRefused("OMBUDSMAN_JWKS", "must be an http(s) address or the path of an existing file")
    return str(Path(jwks).expanduser().absolute())


def _points(given: Mapping[str, str], variable: str, default: int, least: int) -> int:
    points = given.get(variable, str(default))
    if not (points.isascii() and points.isdigit() and len(points) <= 12 and least <= int(points) <= MOST_BUDGET):
        raise SettingRefused(variable, f"must be a whole number from {least} to {MOST_BUDGET}")
    return int(points)


def _documents(given: Mapping[str, str]) -> Path | None:
    path = given.get("OMBUDSMAN_DOCUMENTS")
    if path is None:
        return None
    if not Path(path).expanduser().is_file():
        raise SettingRefused("OMBUDSMAN_DOCUMENTS", "must be the path of an existing file")
    return Path(path).expanduser().absolute()


def _documents_only(given: Mapping[str, str]) -> bool:
    only = given.get("OMBUDSMAN_DOCUMENTS_ONLY", "0")
    if only not in ("0", "1"):
        raise SettingRefused("OMBUDSMAN_DOCUMENTS_ONLY", "must be 1 (only registered documents run) or 0")
    if only == "1" and "OMBUDSMAN_DOCUMENTS" not in given:
        raise SettingRefused("OMBUDSMAN_DOCUMENTS_ONLY", "must be 0 as long as OMBUDSMAN_DOCUMENTS names no registry")
    return only == "1"


def _log_name(given: Mapping[str, str]) -> str:
    name = given.get("OMBUDSMAN_LOG_NAME", LOG_NAME)
    if not name.isprintable() or any(c.isspace() or c == "+" for c in name):
        raise SettingRefused("OMBUDSMAN_LOG_NAME", "must be a name without blanks and plus signs, such as office/log")
    return name


def _path(given: Mapping[str, str], variable: str) -> Path | None:
    path = given.get(variable)
    return None if path is None else Path(path).expanduser().absolute()


def _seconds(given: Mapping[str, str]) -> int:
    every = given.get("OMBUDSMAN_CHECKPOINT_EVERY", str(CHECKPOINT_EVERY))
    if not (every.isascii() and every.isdigit() and len(every) <= 12 and 1 <= int(every) <= LONGEST_BETWEEN):
        raise SettingRefused("OMBUDSMAN_CHECKPOINT_EVERY", f"must be whole seconds from 1 to {LONGEST_BETWEEN}")
    return int(every)


def _webhook(given: Mapping[str, str]) -> str | None:
    address = given.get("OMBUDSMAN_CHECKPOINT_WEBHOOK")
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fit = False
    if not fit:
        raise SettingRefused("OMBUDSMAN_CHECKPOINT_WEBHOOK", "must be an http(s) address")
    return address


def _witnesses(given: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(given.get("OMBUDSMAN_WITNESSES", "").split())
    if not all(_WITNESS.fullmatch(key) for key in keys):
        raise SettingRefused("OMBUDSMAN_WITNESSES", "must be public keys name+id+key, separated by blanks")
    return keys
