"""What commands say: answers to stdout, everything about the way there to stderr."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import typer

Tell = Callable[[int, int], None]
"""Tells how much of how much is done."""


def release() -> str:
    """The version of this release; a source tree that is not installed has none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("ombudsman-register")
    except PackageNotFoundError:
        return "not installed"


def answer(text: str) -> None:
    """A line of the answer, as it is: no colours, no wrapping."""
    typer.echo(text)


def answer_json(value: Any) -> None:
    """The answer for programs: one JSON document, indented."""
    answer(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def note(text: str) -> None:
    """A remark for whoever watches."""
    typer.echo(text, err=True)


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """A table for people."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*row)
    Console(markup=False).print(shown)


@contextmanager
def bar(title: str, *, quiet: bool = False) -> Iterator[Tell]:
    """A progress bar on stderr while the context lasts; none where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
