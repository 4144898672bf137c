"""Programs of Node.js and the packages that they use, installed once for each state of their lock.

`python -m tests.clients.node` installs them, or says why it cannot.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
LOCK = HERE / "package-lock.json"
REQUIRED = "REGISTER_CLIENTS"
"""Set to `required`, what keeps the clients from being tried is a failure instead of a skipped test."""


class Missing(Exception):
    """The clients cannot be tried here; the text says why."""


def installed() -> Path:
    """The directory of the installed packages. Raises Missing without Node.js, or when they cannot be fetched."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Missing("there is no Node.js with npm on this machine")
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    done = MODULES / ".installed"
    with (HERE / ".installing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != wanted:
            command = ["npm", "ci", "--ignore-scripts", "--prefix", str(HERE)]
            run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            if run.returncode:
                raise Missing(f"the clients' packages could not be installed: {run.stderr.strip()[:500]}")
            done.write_text(wanted)
    return MODULES


def node(script: Path, *arguments: str | Path, given: Any = None, cwd: Path = HERE) -> str:
    """What a script prints, started with a value on its standard input. Raises AssertionError with its errors."""
    run = subprocess.run(
        ["node", str(script), *map(str, arguments)],
        input=json.dumps(given),
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, f"{script.name}: {run.stdout[-5_000:]}{run.stderr[-5_000:]}"
    return run.stdout


if __name__ == "__main__":
    try:
        installed()
    except Missing as missing:
        sys.exit(str(missing))
