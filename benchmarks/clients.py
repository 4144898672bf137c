"""Processes that do one thing as fast as they can for some seconds, all at the same time.

Processes and not threads: a client must not wait for another client's interpreter. They are forked from a small
process that has imported everything once, so sixteen of them start in no time.
"""

import multiprocessing as mp
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from multiprocessing.connection import Connection
from typing import Any, Self

from msgspec import Struct

Act = Callable[[], int]
"""Does the thing once; how many of what is counted came of it."""
Client = Callable[..., AbstractContextManager[Act]]
"""Prepares a client, given its place among the others and further arguments."""

_LEAD = 0.1
"""Seconds between the word to begin and the beginning."""
_PATIENCE = 120.0


class Work(Struct, frozen=True):
    """What clients did together.

    done: how many of what is counted
    seconds: from the common beginning until the last client had finished
    durations: of each act, in seconds
    """

    done: int
    seconds: float
    durations: list[float]

    @property
    def per_second(self) -> float:
        return self.done / self.seconds


class ClientFailedError(Exception):
    """A client ended before its time."""


class Clients:
    """A number of waiting processes. Use as a context.

    count: most clients at the same time
    preload: module that holds what they do
    """

    def __init__(self, count: int, preload: str) -> None:
        context = mp.get_context("forkserver")
        context.set_forkserver_preload([preload])
        self._processes = []
        self._pipes: list[Connection] = []
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(ours)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(timeout=5)
            process.kill()

    def work(self, client: Client, arguments: tuple[Any, ...], *, clients: int, seconds: float) -> Work:
        """Let the first so many processes do one thing together. Raises ClientFailedError."""
        chosen = self._pipes[:clients]
        for place, pipe in enumerate(chosen):
            pipe.send((client, (place, *arguments)))
        _answers(chosen)
        begin = time.monotonic() + _LEAD
        for pipe in chosen:
            pipe.send((begin, begin + seconds))
        results = _answers(chosen)
        return Work(
            done=sum(result[0] for result in results),
            seconds=max(result[1] for result in results) - begin,
            durations=[duration for result in results for duration in result[2]],
        )


def _answers(pipes: Sequence[Connection]) -> list[Any]:
    answers = []
    for pipe in pipes:
        try:
            answer = pipe.recv() if pipe.poll(_PATIENCE) else None
        except EOFError:
            answer = None
        if answer is None or isinstance(answer, str):
            raise ClientFailedError(answer or "a client died")
        answers.append(answer)
    return answers


def _serve(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run ends its clients itself
    with suppress(EOFError, BrokenPipeError):  # it has closed the pipe
        while True:
            client, arguments = pipe.recv()
            try:
                with client(*arguments) as act:
                    pipe.send(True)
                    begin, end = pipe.recv()
                    answer: Any = _repeat(act, begin, end)
            except (EOFError, BrokenPipeError):
                raise
            except Exception as error:
                answer = f"{type(error).__name__}: {error}"
            pipe.send(answer)


def _repeat(act: Act, begin: float, end: float) -> tuple[int, float, list[float]]:
    """Act again and again; the clock is one for all processes of the machine."""
    done, durations = 0, list[float]()
    time.sleep(max(0.0, begin - time.monotonic()))
    before = time.monotonic()
    while before < end:
        done += act()
        after = time.monotonic()
        durations.append(after - before)
        before = after
    return done, before, durations
