"""Fixtures of the clients: their packages, and a served register in which one office has a few complaints."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.clients.node import REQUIRED, Missing, installed
from tests.conftest import Server
from tests.domain.scenario import EMPLOYEE_71
from tests.journeys.conftest import small
from tests.journeys.judging import registration
from tests.journeys.served import Caller, Served

MINE = {"office": {"eq": "71"}}
"""The filter under which the clients list complaints."""


@dataclass(frozen=True)
class Front:
    """A front end's view of the register: an address, a token, and the complaints that are there."""

    served: Served = field(repr=False)
    caller: Caller = field(repr=False)
    complaints: tuple[str, ...]

    def given(self, **more: Any) -> dict[str, Any]:
        """What a script is started with."""
        return {"url": self.served.url, "token": self.caller.token, "filter": MINE, **more}


@pytest.fixture(scope="session")
def packages() -> Path:
    """The directory of the installed packages."""
    try:
        return installed()
    except Missing as missing:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def front(packages: Path, server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The register as an employee of office 71 works with it."""
    with small(server, template, tmp_path_factory.mktemp("front")) as served:
        caller = served.caller(EMPLOYEE_71)
        made = [caller.do("registerComplaint", "record { id }", **registration()) for _ in range(3)]
        yield Front(served, caller, tuple(payload["record"]["id"] for payload in made))
