"""Operations while they run: what is learnt about each on the way, and how it ended."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

from opentelemetry.trace import Span, StatusCode

from infra.telemetry.counting import Counted
from infra.telemetry.requests import Told
from infra.telemetry.vocabulary import Outcome, attributes

CANCELLATIONS: Final = (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt, SystemExit)
_OWN_ERRORS: Final = frozenset({"INTERNAL", "UNAVAILABLE", "VIEWS_BEHIND"})
"""Error codes of the API that are not the client's doing."""


class Operation:
    """One running operation: what is learnt about it on the way goes into its span and its counts."""

    def __init__(self, span: Span, refusals: Counted, around: "Operation | None") -> None:
        self._span = span
        self._refusals = refusals
        self._around = around
        self._refusal: str | None = None
        self.outcome: Outcome = "done"

    @property
    def traceparent(self) -> str | None:
        """This operation as a W3C traceparent, for an act or another process."""
        return traceparent_of(self._span)

    def note(self, **words: object) -> None:
        """Add words of the vocabulary (`position=…`, `count=…`, `version=…`) to the span; others are left out."""
        self._span.set_attributes(attributes(words))

    def refused(self, code: str) -> None:
        """The operation was answered no. Counted once, however many operations around it say so too."""
        if self._refusal != code:
            self._refusals.add(1, attributes({"code": code}))
        self._mark_refused(code)

    def failed(self, code: str) -> None:
        """The operation ended with an error of this code: `failed` if it is the register's own, `invalid` otherwise."""
        self.outcome = "failed" if code in _OWN_ERRORS else "invalid"
        self.note(code=code)
        if self.outcome == "failed":
            self._span.set_status(StatusCode.ERROR)

    def _mark_refused(self, code: str) -> None:
        self._refusal, self.outcome = code, "refused"
        self.note(code=code)
        if self._around is not None:
            self._around._mark_refused(code)


class ToldOperation(Operation):
    """A question that is told on the span of its request. Use as a context.

    words: what is known of it from the beginning; operations: where it is counted, by `named` and its outcome
    """

    def __init__(
        self, request: Told, words: Mapping[str, object], refusals: Counted, operations: Counted, named: dict[str, str]
    ) -> None:
        super().__init__(request.span, refusals, None)
        self._request = request
        self._words = words
        self._operations = operations
        self._named = named

    def note(self, **words: object) -> None:
        """As for every operation; the span is told when its request ends."""
        self._request.attributes.update(attributes(words))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if error is not None:
            self.outcome = "cancelled" if isinstance(error, CANCELLATIONS) else "failed"
            self._request.attributes["error.type"] = type(error).__name__
            if self.outcome == "failed":
                self._span.set_status(StatusCode.ERROR)
        self.note(**self._words, outcome=self.outcome)
        self._operations.add(1, attributes({**self._named, "outcome": self.outcome}))


def traceparent_of(span: Span) -> str | None:
    """A span as a W3C traceparent; None for one that is no part of a trace."""
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
