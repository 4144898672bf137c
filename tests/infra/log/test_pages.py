"""What everybody reads of the log over HTTP, as tools of transparency logs ask for it."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from infra.http.budget import Budget
from infra.http.log import PRICE, LogPages
from infra.log import verify
from infra.log.checkpoints import Checkpoints
from infra.log.keys import LogKey
from infra.log.tree import over
from tests.conftest import Server
from tests.infra.log.conftest import NAME, Log


@contextmanager
def _pages(log: Log, budget: Budget | None = None) -> Iterator[TestClient]:
    pages = LogPages(log.dsn, Budget(20_000, 1_000) if budget is None else budget)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pages:
            yield

    with TestClient(Starlette(routes=pages.routes(), lifespan=lifespan)) as client:
        yield client


def test_tiles_are_those_that_the_checkpoint_covers_and_may_be_kept_for_ever(log: Log) -> None:
    log.record(600)
    log.sign()
    log.record(100)
    with _pages(log) as client:
        full, partial = client.get("/log/tile/0/001"), client.get("/log/tile/0/002.p/88")
        above, narrower = client.get("/log/tile/1/000.p/2"), client.get("/log/tile/0/002.p/5")
    for tile, width in ((full, 256), (partial, 88), (above, 2), (narrower, 5)):
        assert (tile.status_code, len(tile.content)) == (200, 32 * width)
        assert tile.headers["content-type"] == "application/octet-stream"
        assert tile.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert over(full.content) == above.content[32:]
    assert narrower.content == partial.content[: 32 * 5]


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/002",
        "tile/0/002.p/89",
        "tile/0/002.p/256",
        "tile/0/002.p/0",
        "tile/0/002.p/01",
        "tile/0/003.p/1",
        "tile/0/2.p/5",
        "tile/0/x000/001",
        "tile/00/001",
        "tile/1/000",
        "tile/2/000.p/1",
        "tile/8/000.p/1",
        "tile/-1/000.p/1",
        "tile/entries/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/" + "x999/" * 60 + "999",
        "tile/0/\u0661",
        "tile/",
        "",
    ],
)
def test_what_is_no_tile_of_the_signed_tree_is_not_found(signed_pages: TestClient, path: str) -> None:
    assert signed_pages.get(f"/log/{path}").status_code == 404


def test_who_has_two_checkpoints_needs_no_tiles_to_compare_them(log: Log) -> None:
    log.record(300)
    old = verify.Trust().checkpoint(log.sign().note)
    log.record(300)
    new = verify.Trust().checkpoint(log.sign().note)
    log.record(5)
    with _pages(log) as client:
        told = client.get("/log/consistency/300/600")
        assert client.get("/log/consistency/600/600").json()["proof"] == []
        assert told.headers["cache-control"] == "public, max-age=31536000, immutable"
    verify.check_continuation(old, new, told.content)
    with pytest.raises(verify.Unproven, match="old root"):
        verify.check_continuation(old._replace(root=bytes(32)), new, told.content)
    with pytest.raises(verify.Unproven, match="not these checkpoints"):
        verify.check_continuation(old._replace(size=299), new, told.content)


def test_there_is_no_proof_while_the_tree_is_built_again(log: Log) -> None:
    log.record(600)
    log.sign()
    for left in ("level = 0 and number < 2", "false"):
        log.tamper(f"delete from log.tile where not ({left})")
        with _pages(log) as client:
            told = client.get("/log/consistency/300/600")
        assert (told.status_code, told.headers["cache-control"]) == (503, "no-store")


@pytest.mark.parametrize("sizes", ["300/605", "600/300", "0/600", "01/600", "-1/600", "1/x", "1", f"1/{'9' * 18}"])
def test_there_is_no_proof_beyond_the_signed_tree(signed_pages: TestClient, sizes: str) -> None:
    assert signed_pages.get(f"/log/consistency/{sizes}").status_code == 404


@pytest.fixture(scope="module")
def signed_pages(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Pages of a tree of 600 leaves and more that nobody has signed yet."""
    name = server.create(template)
    key = LogKey(NAME, tmp_path_factory.mktemp("key") / "log.key")
    log = Log(server.address(name), Checkpoints(server.address(name), key))
    log.record(600)
    log.sign()
    log.record(100)
    with _pages(log) as client:
        yield client
    server.drop(name)


def test_the_checkpoint_and_the_trail_are_text_that_is_asked_for_anew(log: Log) -> None:
    with _pages(log) as client:
        assert [client.get(f"/log/{page}").status_code for page in ("checkpoint", "keys")] == [404, 404]
        log.record(3)
        note = log.sign().note
        checkpoint, keys = client.get("/log/checkpoint"), client.get("/log/keys")
    assert checkpoint.text == note
    for page in (checkpoint, keys):
        assert page.headers["content-type"] == "text/plain; charset=utf-8"
        assert page.headers["cache-control"] == "no-cache"
    first = verify.key(keys.text.splitlines()[3])
    assert verify.Trust(tuple(verify.trail(keys.text, first))).checkpoint(note).size == 3


def test_the_verifier_is_served_as_it_is(signed_pages: TestClient) -> None:
    program = signed_pages.get("/log/verify.py")
    assert program.headers["content-type"].startswith("text/x-python")
    here = Path(verify.__file__).read_bytes()
    assert hashlib.sha256(program.content).digest() == hashlib.sha256(here).digest()


def test_pages_are_paid_for_by_the_address_that_asks(log: Log) -> None:
    log.record()
    log.sign()
    with _pages(log, Budget(2 * PRICE, 1)) as client:
        answers = [client.get("/log/checkpoint") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) >= 1


def test_a_log_that_cannot_be_read_says_so_and_no_more(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.http.log.PATIENCE", 1)
    away = Log(log.dsn.replace("/test_", "/gone_"), log.checkpoints)
    with _pages(away) as client:
        answer = client.get("/log/checkpoint")
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert "gone_" not in answer.text
