"""Opening the house for one command, with the settings of this environment."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from infra.settings import Settings

if TYPE_CHECKING:
    from infra.bootstrap import House


def settings() -> Settings:
    """The settings of this process."""
    return Settings.of(os.environ)


@contextmanager
def opened(
    *, migrating: bool = False, chosen: Settings | None = None, logged: int = logging.ERROR
) -> Iterator["House"]:
    """The house while the context lasts. Logs below `logged` are left out."""
    from infra import logs
    from infra.bootstrap import house

    logs.configure(level=logged)
    with house(chosen or settings(), migrating=migrating) as open_house:
        yield open_house


def expect_office(house: "House", code: str | None) -> None:
    """Raises CommandFailed where a code is no office's: an empty answer would read as one that found nothing."""
    from infra.cli.failing import CommandFailed

    if code is not None and not house.register.history(f"office-{code}", upto=1):
        raise CommandFailed(f"--office: the register knows no office {code}; expected a code such as 71 or 00")


def show(house: "House", *, quiet: bool) -> None:
    """Let the read models show all that was recorded, here and now, and be ready for questions."""
    from infra.cli.output import bar
    from infra.projector import Projector, measure

    with bar("read models", quiet=quiet) as tell, Projector(house.database.dsn) as projector:
        head = house.register.head()
        projector.catch_up(lambda position: tell(position, max(position, head)))
    measure(house.database.dsn)
