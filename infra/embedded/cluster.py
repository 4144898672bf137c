"""What PostgreSQL's own programs do for one place: make the database cluster, start it, stop it, tell its pid.

The callers hold the home's lock, so nothing here happens twice at once.
"""

import shlex
import shutil
import subprocess
import time
from pathlib import Path

from infra.embedded.place import MAJOR, SOCKET_NAME, EmbeddedServerFailed, Place

OWNER = "postgres"
PORT = 5432
PATIENCE = 120
DEAD_PID = 2**31 - 2
LOG_KEPT_BYTES = 10_000_000

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements, parameters and errors may hold personal data: the log tells of the server's own life only.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


def initialise(place: Place, password: str) -> None:
    """Make the database cluster if there is none; an attempt that was cut short leaves nothing behind."""
    version = place.data / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != str(MAJOR):
            raise EmbeddedServerFailed(
                f"{place.data} was written by PostgreSQL {version.read_text().strip()}, this is {MAJOR}: "
                "dump it with the release of the register that wrote it, then restore it here"
            )
        return
    staged, password_file = place.root / "data.new", place.root / "password.new"
    shutil.rmtree(staged, ignore_errors=True)
    password_file.unlink(missing_ok=True)
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    place.hand_over(password_file)
    try:
        made = place.run(
            "initdb", "-D", str(staged), "-U", OWNER, f"--pwfile={password_file}", "--auth=scram-sha-256",
            "--data-checksums", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        if made.returncode:
            raise EmbeddedServerFailed(f"initdb could not make {place.data}: {made.stdout.strip()[-400:]}")
        (staged / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        staged.rename(place.data)
    finally:
        password_file.unlink(missing_ok=True)


def start(place: Place) -> None:
    """Ask pg_ctl to start the server; return without one if leftovers of a killed server are still going away."""
    _disown_stale_notes(place)
    _turn_log(place)
    written = place.log.stat().st_size if place.log.exists() else 0
    settings = {**SETTINGS, "unix_socket_directories": f'"{place.sockets}"'}
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    started = place.run(
        "pg_ctl",
        "start",
        "-s",
        "-D",
        str(place.data),
        "-l",
        str(place.log),
        "-w",
        "-t",
        str(PATIENCE),
        "-o",
        options,
    )
    if started.returncode:
        with place.log.open("rb") as log:
            log.seek(written)
            told = log.read().decode(errors="replace")
        if "is still in use" not in told:  # the killed server's last sessions: they end by themselves
            raise EmbeddedServerFailed(
                f"PostgreSQL did not start: {_last_words(told) or started.stdout.strip()} (see {place.log})"
            )
        time.sleep(0.2)


def stop(place: Place) -> None:
    """Shut the server down, rolling back what is open; sessions that still run are ended."""
    if live_pid(place) is None:
        return
    stopped = place.run("pg_ctl", "stop", "-s", "-D", str(place.data), "-m", "fast", "-w", "-t", str(PATIENCE))
    if stopped.returncode and live_pid(place) is not None:
        raise EmbeddedServerFailed(f"PostgreSQL did not stop: see {place.log}")


def live_pid(place: Place) -> int | None:
    """The running postmaster of this place; None too if a killed one's pid now means another process."""
    pid = _noted_pid(place)
    return pid if pid is not None and str(place.data) in _command_line(pid) else None


def _noted_pid(place: Place) -> int | None:
    try:
        return int((place.data / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _disown_stale_notes(place: Place) -> None:
    """Take a killed server's pid out of its two notes.

    PostgreSQL does not start while a noted pid exists, even as a zombie or as somebody else's process. The note in
    the data directory must stay otherwise: by it PostgreSQL makes sure that the killed server's sessions are gone.
    """
    if _noted_pid(place) is not None:
        note = place.data / "postmaster.pid"
        note.write_text("\n".join([str(DEAD_PID), *note.read_text().splitlines()[1:]]) + "\n")
    (place.sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _command_line(pid: int) -> str:
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    return subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    ).stdout


def _turn_log(place: Place) -> None:
    if place.log.exists() and place.log.stat().st_size > LOG_KEPT_BYTES:
        place.log.replace(place.log.with_suffix(".log.1"))


def _last_words(told: str) -> str:
    return next((line for line in reversed(told.splitlines()) if "FATAL" in line or "PANIC" in line), "")
