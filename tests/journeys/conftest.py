"""Fixtures of the journeys: the small register of the scenarios, served by the whole house, once a module."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.store.recorder import Store
from tests.conftest import Server
from tests.domain.scenario import EMPLOYEE_71
from tests.infra.founded import found
from tests.journeys.judging import registration
from tests.journeys.served import Served, serving


@contextmanager
def small(server: Server, template: str, home: Path, *, projecting: bool = True) -> Iterator[Served]:
    """A fresh database with the small register in it, served."""
    name = server.create(template)
    dsn = server.address(name)
    with Store(dsn) as store:
        found(store)
    try:
        with serving(dsn, home, projecting=projecting) as served:
            yield served
    finally:
        server.drop(name)


@pytest.fixture(scope="module")
def served(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small register, served. The tests of a module share it; each opens records of its own."""
    with small(server, template, tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture
def own(server: Server, template: str, tmp_path: Path) -> Iterator[Served]:
    """The small register, served for one test alone."""
    with small(server, template, tmp_path) as served:
        yield served


@pytest.fixture(scope="module")
def complaint(served: Served) -> str:
    """A registered complaint of office 71."""
    clerk = served.caller(EMPLOYEE_71)
    return str(clerk.do("registerComplaint", "record { id }", **registration())["record"]["id"])
