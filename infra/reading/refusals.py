"""Notes refused commands in the journal, with the trace of the operation that gave them."""

from dataclasses import replace
from typing import Self

from graphql_api.ports import RefusalNote
from infra.reading.journal import REFUSALS, Journal
from infra.telemetry import traceparent


class Refusals:
    """The refusals of one database. Use as an asynchronous context in the loop that notes."""

    def __init__(self, dsn: str) -> None:
        self._journal = Journal(dsn, noting=REFUSALS)

    async def __aenter__(self) -> Self:
        await self._journal.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._journal.__aexit__(*error)

    async def note(self, refusal: RefusalNote) -> None:
        """As the API's port says."""
        operation = traceparent()
        trace = operation.split("-")[1] if operation is not None else None
        await self._journal.note([replace(refusal, trace=trace)])
