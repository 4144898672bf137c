"""One operation: who asks, in which language, the ports, and the session in which everything is read."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from strawberry.types.info import Info as StrawberryInfo

from domain.identifiers import OfficialId
from domain.text import Language
from graphql_api.disclosure import Disclosed
from graphql_api.errors import ErrorCode, Fault
from graphql_api.loading import Loading
from graphql_api.ports import (
    Identity,
    Journal,
    Proofs,
    Refusals,
    Register,
    Session,
    Statement,
    Telemetry,
    Viewer,
    Views,
)

REASON: Final[ContextVar[str | None]] = ContextVar("reason", default=None)
"""The reason that came with the present operation of a socket, on which each may give its own."""


@dataclass(frozen=True)
class Ports:
    """Everything outside that the API uses.

    today: the register's civil day (Asia/Almaty)
    proofs: the transparency log; None where there is none
    refusals: where refused commands are noted; None where they are not
    """

    register: Register
    views: Views
    telemetry: Telemetry
    today: Callable[[], date]
    journal: Journal
    proofs: Proofs | None = None
    refusals: Refusals | None = None


@dataclass
class Operation:
    """The context of one operation; over a socket each operation has its own (`fresh`).

    identity: who asks; None for the public, and until a socket has presented its token
    reason: why contents are read that the caller's capacity alone does not open
    compiled: whether questions may become SQL as a whole; otherwise every field is resolved
    disclosed: the personal rows that the present answer shows
    """

    ports: Ports
    identity: Identity | None
    language: Language
    connection_params: dict[str, Any] | None = None
    reason: str | None = None
    compiled: bool = True
    disclosed: Disclosed = field(default_factory=Disclosed)
    _session: Session | None = None

    @cached_property
    def load(self) -> Loading:
        """The rows that fields ask for."""
        return Loading(self)

    @cached_property
    def _stack(self) -> AsyncExitStack:
        return AsyncExitStack()

    @cached_property
    def _lock(self) -> asyncio.Lock:
        return asyncio.Lock()

    @property
    def viewer(self) -> Viewer:
        """For whom the views are read."""
        return Viewer(None if self.identity is None else self.identity.subject, self.reason)

    @property
    def official(self) -> OfficialId:
        assert self.identity is not None, "no operation runs before somebody has proved who asks"
        return self.identity.subject

    async def __call__(self) -> Session:
        """The operation's session, itself: opened at the first question, so that a refused one costs nothing."""
        async with self._lock:
            if self._session is None:
                inner = await self._stack.enter_async_context(self.ports.views.session(self.viewer))
                self._session = _OneByOne(inner)
            return self._session

    async def renew(self) -> None:
        """End the session and forget what was loaded, so that what follows sees the register as it is then."""
        await self._stack.aclose()
        self._session = None
        self.__dict__.pop("load", None)

    def fresh(self) -> "Operation":
        return Operation(
            self.ports, self.identity, self.language, reason=self.reason or REASON.get(), compiled=self.compiled
        )


class _OneByOne:
    """A session whose questions wait for one another: fields of one level run concurrently, a connection does not."""

    def __init__(self, inner: Session) -> None:
        self._inner = inner
        self._lock = asyncio.Lock()

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        async with self._lock:
            return await self._inner.rows(sql, parameters)

    async def text(self, statement: Statement) -> bytes:
        async with self._lock:
            return await self._inner.text(statement)


Info = StrawberryInfo[Operation, None]


SHORTEST: Final = 10
"""Characters that a reason must have."""
LONGEST: Final = 500


def reason_of(extensions: Mapping[str, Any] | None, where: str = "`extensions.reason`") -> str | None:
    """The reason that a request gives. Raises Fault for one that is none. where: how the caller knows the place"""
    given = (extensions or {}).get("reason")
    if given is None:
        return None
    reason = " ".join(given.split()) if isinstance(given, str) else ""
    if not SHORTEST <= len(reason) <= LONGEST or "\x00" in reason:
        raise Fault(ErrorCode.BAD_INPUT, f"{where} is a text of {SHORTEST} to {LONGEST} characters.")
    return reason
