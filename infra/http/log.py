"""The log for everybody, without a token: last checkpoint, tiles, trail of keys, and the program that checks them.

Addresses are those of C2SP tlog-tiles. Only what the last checkpoint covers is shown, so nothing of a tile that was
shown ever changes. A consistency proof saves who has two checkpoints the tiles. Entry bundles (`/log/tile/entries/…`)
are not served: a leaf is an event with its contents.
"""

import re
import time
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any, Final

import msgspec
import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graphql_api.errors import ErrorCode
from infra.http.answers import refused
from infra.http.budget import Budget, address_key
from infra.http.messages import OutOfBudget, Rejected
from infra.log import verify
from infra.log.keys import published
from infra.log.tree import Tiles, continuation, needed
from projections.visibility import READER

PRICE: Final = 5
"""Points that a page of the log takes from an address's bucket."""
PATIENCE: Final = 5
"""Seconds that a page may take to be read."""
_TILE_PATH: Final = re.compile(r"([0-7])/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)
_TEXT: Final = "text/plain; charset=utf-8"
_NEWEST: Final = {"cache-control": "no-cache"}
_FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}

_CHECKPOINT: Final = """
    select signed.note || coalesce(
               (select string_agg(line || E'\\n', '' order by added_at, witness)
                  from log.cosignature
                 where checkpoint = signed.number), '')
      from log.checkpoint as signed
     order by signed.number desc
     limit 1"""
_TILE: Final = """
    select signed.size, tile.hashes
      from (select size from log.checkpoint order by number desc limit 1) as signed,
           log.tile as tile
     where tile.level = %s and tile.number = %s"""
_TILES: Final = """
    select signed.size, tile.level, tile.number, tile.hashes
      from (select size from log.checkpoint order by number desc limit 1) as signed
           left join log.tile as tile
                  on (tile.level, tile.number) in (select * from unnest(%s::int2[], %s::int8[]))"""
_KEYS: Final = "select statement from log.key order by number"

Answer = Callable[[Request], Awaitable[Response]]


class LogPages:
    """The pages of the log of one database. Use as an asynchronous context in the loop that serves.

    budget: points of each address
    """

    def __init__(self, dsn: str, budget: Budget, *, size: int = 4) -> None:
        self._budget = budget
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            dsn,
            min_size=0,
            max_size=size,
            timeout=PATIENCE,
            open=False,
            configure=_configured,
            kwargs={
                "autocommit": True,
                "application_name": "register_log_pages",
                "options": f"-c statement_timeout={PATIENCE * 1000}",
            },
            name="register_log_pages",
        )
        self._verifier = (files("infra.log") / "verify.py").read_bytes()

    async def __aenter__(self) -> "LogPages":
        await self._pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    def routes(self) -> list[BaseRoute]:
        """Where the pages are."""
        pages = {
            "/log/checkpoint": self._checkpoint,
            "/log/tile/{place:path}": self._tile,
            "/log/consistency/{old}/{new}": self._consistency,
            "/log/keys": self._keys,
            "/log/verify.py": self._program,
        }
        return [Route(path, self._paid(page), methods=["GET"]) for path, page in pages.items()]

    def _paid(self, page: Answer) -> Answer:
        async def answer(request: Request) -> Response:
            address = address_key(request.client.host if request.client else None)
            taken = self._budget.take(address, min(PRICE, self._budget.capacity), time.monotonic())
            try:
                if taken.wait:
                    raise OutOfBudget(self._budget.told(PRICE, taken), taken.retry_after)
                return await page(request)
            except Rejected as rejected:
                return refused(rejected)
            except (PoolTimeout, psycopg.Error, verify.Unproven):  # Unproven: the tree is being built again
                return refused(Rejected(503, ErrorCode.UNAVAILABLE, "The log cannot be read at present; try again."))

        return answer

    async def _checkpoint(self, _: Request) -> Response:
        rows = await self._rows(_CHECKPOINT)
        return _answered(_found(rows)[0][0].encode(), _TEXT, _NEWEST)

    async def _tile(self, request: Request) -> Response:
        level, number, width = _place(request.path_params["place"])
        size, hashes = _found(await self._rows(_TILE, level, number))[0]
        if width > (size >> verify.TILE_HEIGHT * level) - number * verify.TILE_WIDTH:
            raise HTTPException(404)
        return _answered(bytes(hashes[: width * 32]), "application/octet-stream", _FOR_EVER)

    async def _consistency(self, request: Request) -> Response:
        old, new = (_size(request.path_params[name]) for name in ("old", "new"))
        if old > new:
            raise HTTPException(404)
        wanted = needed(old, new)
        rows = _found(await self._rows(_TILES, [level for level, _, _ in wanted], [number for _, number, _ in wanted]))
        if new > rows[0][0]:
            raise HTTPException(404)
        kept = {(level, number): bytes(hashes) for _, level, number, hashes in rows if hashes is not None}
        tree = Tiles(lambda level, number, width: kept.get((level, number), b"")[: width * 32], new)
        told = msgspec.json.encode(continuation(old, new, tree.consistency(old)))
        return _answered(told, "application/json", _FOR_EVER)

    async def _keys(self, _: Request) -> Response:
        statements = [row[0] for row in _found(await self._rows(_KEYS))]
        return _answered(published(statements).encode(), _TEXT, _NEWEST)

    async def _program(self, _: Request) -> Response:
        return _answered(self._verifier, "text/x-python; charset=utf-8", _NEWEST)

    async def _rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection:
            return await (await connection.execute(sql.encode(), parameters)).fetchall()


def _place(path: str) -> tuple[int, int, int]:
    """Level, number and width of a tile's address below `/log/tile/`; only the one spelling of each is served."""
    told = _TILE_PATH.fullmatch(path)
    if told is None:
        raise HTTPException(404)
    level, groups, width = told.groups()
    found = int(level), int(groups.replace("x", "").replace("/", "")), int(width or verify.TILE_WIDTH)
    fits = found[1] <= verify.LARGEST_SIZE and 0 < found[2] <= verify.TILE_WIDTH
    if not fits or f"tile/{path}" != verify.tile_path(*found):
        raise HTTPException(404)
    return found


def _size(told: str) -> int:
    """The size of a tree in its one spelling, from 1 on."""
    if not re.fullmatch("[1-9][0-9]{0,17}", told, re.ASCII):
        raise HTTPException(404)
    return int(told)


def _found(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    if not rows:
        raise HTTPException(404)
    return rows


def _answered(content: bytes, media: str, kept: dict[str, str]) -> Response:
    return Response(content, 200, {"x-content-type-options": "nosniff", **kept, "content-type": media})


async def _configured(connection: AsyncConnection[Any]) -> None:
    await connection.execute(f"set role {READER}")
