"""Load on one server: `wrk` where there is one, because it takes little of a shared core; else a client of ours.

Both send the very same bytes, over connections that stay open and carry one request at a time, on loopback.
"""

import asyncio
import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import uvloop
from msgspec import Struct

from benchmarks.figures import percentiles
from benchmarks.http_load import HOST, AnswerRefusedError, load

_WRK = shutil.which("wrk")
_SHORTEST = 1
"""Seconds below which wrk cannot be told how long to ask."""
_SCRIPT = """
local requests = {{
{requests}
}}
local turn = 0
request = function()
    turn = turn % #requests + 1
    return requests[turn]
end
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format('\\n{{"requests": %d, "microseconds": %d, "p50": %f, "p99": %f, "errors": %d}}\\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        e.connect + e.read + e.write + e.status + e.timeout))
end
"""


class Load(Struct, frozen=True):
    """What a server withstood. per_second: answers; p50, p99: milliseconds of one answer."""

    per_second: float
    p50: float
    p99: float


def generator(seconds: float) -> str:
    """What asks in a measurement of this length."""
    return "wrk" if _WRK and seconds >= _SHORTEST else "a plain client over sockets"


def asked(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Load:
    """Ask these in turn for some seconds. Raises AnswerRefusedError when an answer was not one of success."""
    if _WRK and seconds >= _SHORTEST:
        return _by_wrk(_WRK, port, requests, connections=connections, seconds=round(seconds))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        work = runner.run(load(port, requests, connections=connections, seconds=seconds))
    return Load(work.per_second, *percentiles(work.durations))


def _by_wrk(wrk: str, port: int, requests: Sequence[bytes], *, connections: int, seconds: int) -> Load:
    with tempfile.TemporaryDirectory(prefix="register-wrk-") as directory:
        script = Path(directory) / "questions.lua"
        script.write_text(_SCRIPT.format(requests=",\n".join(map(_lua, requests))))
        command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script)]
        done = subprocess.run([*command, f"http://{HOST}:{port}/"], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.strip().rpartition("\n")[2])
    if told["errors"]:
        raise AnswerRefusedError(f"{told['errors']} of {told['requests']} requests were refused or not answered")
    if not told["requests"]:
        raise AnswerRefusedError(f"nothing was answered within {seconds} s")
    return Load(told["requests"] / told["microseconds"] * 1e6, told["p50"] / 1e3, told["p99"] / 1e3)


def _lua(request: bytes) -> str:
    """A Lua string of these bytes."""
    return (
        '"'
        + "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03}" for byte in request)
        + '"'
    )
