"""`serve` and `project`: the processes that stay. Both end cleanly on Ctrl-C and SIGTERM."""

import gc
import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from msgspec.structs import replace

from infra.cli.failing import CommandFailed
from infra.cli.output import answer, note
from infra.settings import Settings

if TYPE_CHECKING:
    from infra.bootstrap import House

GRACE = 5
"""Seconds that running requests get to end when the server stops."""
PATIENCE = 30.0
"""Seconds that the first read models get before the server calls itself ready."""


def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill an empty register with the demonstration before serving.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Address to serve on; default OMBUDSMAN_HOST or 127.0.0.1.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one; default OMBUDSMAN_PORT or 8000.")
    ] = None,
    project: Annotated[
        bool, typer.Option("--project/--no-project", help="Keep the read models up to date in this process.")
    ] = True,
    try_it: Annotated[
        bool, typer.Option("--try-it/--no-try-it", help="Serve browsers a page to try the API on.")
    ] = True,
) -> None:
    """Serve the register over HTTP: /graphql (API, and a page to try it), /livez, /readyz.

    Starts the embedded PostgreSQL unless DATABASE_URL names another, brings the database to this release, keeps the
    read models up to date. More processes may serve the same database; run those with --no-project, or all of them
    with it and `ombudsman project` beside. Ctrl-C and SIGTERM end running requests, then stop within seconds.
    """
    from infra.cli.opening import settings

    gc.disable()  # nothing of what is built while starting is garbage
    # Two threads that import parts of one package at once may meet half-made modules: what both need comes first,
    # and nothing more is imported here until the thread, which works while the database starts, has ended.
    import_module("infra.bootstrap")
    loading = threading.Thread(target=import_module, args=("infra.http",), daemon=True)
    loading.start()
    chosen = settings()
    chosen = replace(chosen, host=host or chosen.host, port=chosen.port if port is None else port)
    with _bound(chosen) as bound, _kept(chosen, demo=demo, project=project) as house:
        loading.join()
        if demo:
            _fill(house)
        _serve(house, bound, try_it=try_it, wait=project)


def project() -> None:
    """Keep the read models up to date, in a process of its own, until it is stopped.

    Any number may run beside each other and beside `serve`; one of them works at a time.
    """
    from infra.cli.opening import opened

    with opened(logged=logging.INFO) as house:
        note("keeping the read models up to date; Ctrl-C stops")
        house.projecting(threading.Event())


@contextmanager
def _kept(chosen: Settings, *, demo: bool, project: bool) -> Iterator["House"]:
    """The house, with or without a thread that keeps its read models up to date."""
    from infra.cli.opening import opened

    with ExitStack() as stack:
        house = stack.enter_context(opened(migrating=demo, chosen=chosen, logged=logging.INFO))
        if project:
            stack.enter_context(house.projector())
        yield house


def _bound(settings: Settings) -> socket.socket:
    """A socket on the address of the settings. Raises CommandFailed when it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        raise CommandFailed(
            f"cannot serve on {settings.host}, port {settings.port}: {(error.strerror or 'no such address').lower()}. "
            "Stop what uses it, or choose others by --host and --port (OMBUDSMAN_HOST, OMBUDSMAN_PORT)"
        ) from None
    return bound


def _fill(house: "House") -> None:
    from infra.cli.keeping import COMPLAINTS, SEED, filled, today
    from infra.demo import NotEmpty

    try:
        told = filled(house, seed=SEED, complaints=COMPLAINTS, until=today(), quiet=False)
    except NotEmpty:
        note("the register is in use already: no demonstration is added to it")
        return
    if told.events:
        note(f"filled with the demonstration: {told.events:,} events, the last day is {told.until}")


_COLLECTING: Final = (20_000, 20, 20)
"""Allocations between two looks for circles: answers make none, and each look takes a part of one."""


def _serve(house: "House", bound: socket.socket, *, try_it: bool, wait: bool) -> None:
    import uvicorn

    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            gc.freeze()
            gc.set_threshold(*_COLLECTING)
            gc.enable()
            if self.started:
                answer(_greeting(house, f"http://{shown}:{port}"))

    if wait:
        _catch_up(house)
    config = uvicorn.Config(
        house.web(try_it=try_it),
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,  # the line of a request is written with its span
        server_header=False,
        ws_max_size=1 << 20,
        timeout_graceful_shutdown=GRACE,
    )
    Server(config).run(sockets=[bound])


def _catch_up(house: "House") -> None:
    """Wait until the read models show what is recorded, so that the first answer is whole."""
    deadline = time.monotonic() + PATIENCE
    while house.lag()[0].events and time.monotonic() < deadline:
        time.sleep(0.05)


def _greeting(house: "House", address: str) -> str:
    """What a newcomer reads when the register is ready."""
    lines = [
        "",
        "The register is ready.",
        f"  {address}/graphql   the API, and in a browser a page to try it",
        f"  {address}/livez  {address}/readyz",
    ]
    if house.settings.jwks is None:
        command = sys.argv[0] if sys.argv[0].startswith((".", "/")) else "ombudsman"
        lines += ["", "A token of one of its officials:", *(f"  {command} token --as {who}" for who in _who(house))]
    return "\n".join([*lines, "", "Ctrl-C stops.", ""])


def _who(house: "House") -> list[str]:
    """Whom the register knows, as `--as` names them."""
    from domain.standing import HEAD_POST, OMBUDSMAN_POST

    known: list[Any] = [house.register.history(post, limit=1) for post in (OMBUDSMAN_POST, HEAD_POST)]
    if not all(known):
        return ["official-…   (an official's id)"]
    return [
        "ombudsman",
        "head",
        "deputy-head           deputy-head:2 holds delegated powers",
        "representative:71     or 10 11 15 19 23 27 31 33 35 39 43 47 55 59 61 62 63 75 79",
        "deputy:15             acts for the Representative, who is absent; also in 39 55 61 71 75",
        "employee:71           or any office, 00 is the Centre; employee:71:2 is the second one",
        "auditor",
    ]
