"""What the figures were measured on: cores, memory, disk and versions. Nothing that names the machine."""

import os
import platform
import statistics
import time
from importlib.metadata import version
from pathlib import Path

import psutil
import psycopg
from msgspec import Struct

_PROBES = 50
_PAGE = 8192


class Machine(Struct, frozen=True, kw_only=True):
    """One line for each thing that a figure depends on.

    processor: its model, as the system tells it
    cores: logical processors that this process may use
    memory: of the whole machine, in GiB
    system: the operating system with its kernel
    file_system: on which the database lies
    sync: milliseconds until one page is safely on the disk, median; no commit is faster than this
    load: processes that wanted to run when the run began, on average over one minute
    python, postgresql: their versions
    libraries: versions of what the hot paths go through
    """

    processor: str
    cores: int
    memory: float
    system: str
    file_system: str
    sync: float
    load: float
    python: str
    postgresql: str
    libraries: dict[str, str]


_LIBRARIES = ("eventsourcing", "psycopg", "msgspec", "strawberry-graphql", "starlette", "uvicorn", "uvloop")


def machine(directory: Path, dsn: str) -> Machine:
    """This machine, with the database in `directory`."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute("show server_version").fetchone()
    assert row is not None
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory=round(psutil.virtual_memory().total / 2**30, 1),
        system=f"{_distribution()}, {platform.system()} {platform.release()}",
        file_system=_file_system(directory),
        sync=_sync(directory),
        load=round(os.getloadavg()[0], 2),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        postgresql=str(row[0]),
        libraries={name: version(name) for name in _LIBRARIES},
    )


def facts(found: Machine) -> list[tuple[str, str]]:
    """The machine in words."""
    return [
        ("Processor", f"{found.processor}, {found.cores} cores"),
        ("Memory", f"{found.memory} GiB"),
        ("System", found.system),
        ("Disk", f"{found.file_system}; one page is safely written in {found.sync:.2f} ms (median)"),
        ("Load when the run began", f"{found.load}"),
        ("Python", found.python),
        ("PostgreSQL", f"{found.postgresql}, the embedded server with its ordinary settings (fsync on)"),
        ("Libraries", ", ".join(f"{name} {number}" for name, number in found.libraries.items())),
    ]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        return platform.platform(terse=True)


def _file_system(directory: Path) -> str:
    mounts = {Path(part.mountpoint): part.fstype for part in psutil.disk_partitions(all=True)}
    place = directory.resolve()
    return next((mounts[parent] for parent in (place, *place.parents) if parent in mounts), "unknown")


def _sync(directory: Path) -> float:
    """Milliseconds until one page is safely on the disk, median of some."""
    probe, taken = directory / "sync.probe", []
    with probe.open("wb", buffering=0) as file:
        for _ in range(_PROBES):
            begun = time.perf_counter()
            file.write(os.urandom(_PAGE))
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    probe.unlink()
    return round(statistics.median(taken) * 1e3, 2)
