"""The API's way to the register: off the event loop, under a span of its own, with refusals counted."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

import structlog
from anyio import CapacityLimiter, to_thread
from msgspec import UNSET

from domain.identifiers import OfficialId
from domain.message import Command
from domain.outcome import Outcome, Refused
from graphql_api.errors import Unavailable
from infra.register import Register, StoreUnavailableError
from infra.sealing import KeysUnavailableError
from infra.store.codec import UndecodableEventError
from infra.telemetry import Telemetry

T = TypeVar("T")
_log = structlog.get_logger(__name__)
AT_ONCE: Final = 16
"""Commands that are carried out at the same time; appends are one after another anyway."""


class Commands:
    """Carries out commands that the API received."""

    def __init__(self, register: Register, telemetry: Telemetry) -> None:
        self._register = register
        self._telemetry = telemetry
        self._limiter = CapacityLimiter(AT_ONCE)

    async def execute(
        self,
        command: Command,
        *,
        actor: OfficialId,
        command_id: UUID,
        expected_version: int | None,
        effective: date | None,
        dry_run: bool,
        seen: int | None,
    ) -> Outcome:
        """As the API's port says. Raises Unavailable when the store cannot be reached for too long."""

        def carry_out() -> Outcome:
            with self._telemetry.command(type(command).__name__) as observed:
                outcome = self._register.execute(
                    command,
                    actor=actor,
                    command_id=command_id,
                    expected_version=expected_version,
                    effective=UNSET if effective is None else effective,
                    dry_run=dry_run,
                    trace=observed.traceparent,
                    seen=seen,
                )
                if isinstance(outcome, Refused):
                    observed.refused(outcome.refusal.code)
                return outcome

        return await self._unless_lost(carry_out)

    async def head(self) -> int:
        """As the API's port says."""
        return await self._unless_lost(self._register.head)

    async def _unless_lost(self, ask: Callable[[], T]) -> T:
        try:
            return await to_thread.run_sync(ask, limiter=self._limiter)
        except StoreUnavailableError:
            raise Unavailable from None
        except (KeysUnavailableError, UndecodableEventError) as error:
            where = {"position": error.position} if isinstance(error, UndecodableEventError) else {}
            _log.critical("the register cannot be read", exception=type(error).__name__, **where)
            raise Unavailable from None
