"""Fixtures of the API's tests: a register of one's own to act in, and one that is only read, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.graphql_api.api import Api, running
from tests.graphql_api.story import Story, tell


@pytest.fixture
def api(database: str, tmp_path: Path) -> Iterator[Api]:
    """The API over the small register, to act in."""
    with running(database, tmp_path) as api:
        yield api


@pytest.fixture(scope="session")
def story(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The API over a register in which something has happened. Tests only read it."""
    name = server.create(template)
    with running(server.address(name), tmp_path_factory.mktemp("story")) as api:
        yield tell(api)
    server.drop(name)
