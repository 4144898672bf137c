"""A dry run: every command is decided, each on what those before it would have written, and nothing is written."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from domain.identifiers import Position, StreamId
from domain.kinds import kind_of
from domain.outcome import Accepted, Outcome, Refused, Reused
from domain.refusal import Refusal
from infra.deciding import Draft, Request, decide_with, fingerprint, likely_streams
from infra.store.folds import Folds, View
from infra.store.recorder import Store
from infra.store.session import KnownCommand, Session

_CHUNK = 500


class Rehearsal:
    """Answers as the register would, from one view of it that runs ahead in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folds = Folds(kind_of, store.mapper)
        self._view = View(self._folds)

    def execute_batch(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """What `Register.execute_batch` would answer; accepted outcomes have position 0 and are not written."""
        pending = iter(requests)
        while chunk := list(islice(pending, _CHUNK)):
            with self._store.recorder.session() as session:
                outcomes = list(self._decided(chunk, session))
            yield from outcomes

    def _decided(self, requests: list[Request], session: Session) -> Iterator[Outcome]:
        now = datetime.now(UTC)
        known = session.known({request.command_id: fingerprint(request, session) for request in requests})
        contexts = {request.command_id: request.context(self._view, now) for request in requests}
        wanted = {s for request in requests for s in likely_streams(request, contexts[request.command_id])}
        self._view.take(self._folds.load(session, [stream for stream in wanted if self._view.get(stream) is None]))
        for request in requests:
            if request.command_id in known:
                yield _before(known[request.command_id])
                continue
            decision = decide_with(request, contexts[request.command_id], self._view, self._folds, session)
            if isinstance(decision, Refusal):
                yield Refused(refusal=decision)
                continue
            recorded = Draft.of(request, decision, self._view).recorded(0, now)
            for event in recorded:
                self._view[event.stream] = self._folds.after(self._view[event.stream], event)
            yield Accepted(
                stream=StreamId(decision.stream),
                version=self._view[decision.stream].version,
                first=Position(0),
                last=Position(0),
                recorded=recorded,
                written=False,
            )


def _before(known: KnownCommand) -> Outcome:
    if not known.same:
        return Reused(command_id=known.command_id)
    return Accepted(
        stream=StreamId(known.stream),
        version=0,
        first=Position(known.first),
        last=Position(known.last),
        recorded=(),
        replayed=True,
    )
