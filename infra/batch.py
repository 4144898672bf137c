"""Many commands in one append: each is decided on what those before it did, and all are verified together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.identifiers import Position, StreamId
from domain.message import Recorded
from domain.outcome import Accepted, Outcome, Refused, Reused
from domain.persons.events import Destruction
from domain.record import Fold
from domain.refusal import Refusal
from infra.deciding import Draft, Request, append, decide_with, fingerprint, likely_streams
from infra.store.folds import Folds, View
from infra.store.session import MAX_EVENTS, KnownCommand, Session, Stale, Written


@dataclass(frozen=True)
class Settled:
    """Final answers to requests, with what was written and the folds that it continues.

    Those may be advanced once the transaction is committed, not before.
    """

    outcomes: list[Outcome]
    recorded: Sequence[Recorded] = ()
    bases: dict[str, Fold[Any]] = field(default_factory=dict)


def decide_batch(session: Session, requests: list[Request], folds: Folds, now: datetime) -> Settled | None:
    """Decide and append the first requests, as many as fit; None when others were faster and all is to be redone.

    An erasure is appended alone: it looks into the stored events, and what is told after it needs other keys.
    A refusal stands on the same guards as the events of the batch; in a batch without events it is looked up again.
    """
    requests = _until_repeated(requests)
    known = session.known({request.command_id: fingerprint(request, session) for request in requests})
    view = View(folds)
    contexts = {request.command_id: request.context(view, now) for request in requests}
    wanted = {
        stream
        for request in requests
        if request.command_id not in known
        for stream in likely_streams(request, contexts[request.command_id])
    }
    view.take(folds.load(session, [stream for stream in wanted if view.get(stream) is None]))
    answers: list[Draft | Refusal | KnownCommand] = []
    drafts: list[Draft] = []
    events = 0
    for request in requests:
        if request.command_id in known:
            answers.append(known[request.command_id])
            continue
        decision = decide_with(request, contexts[request.command_id], view, folds, session)
        if isinstance(decision, Refusal):
            answers.append(decision)
            continue
        events += len(decision.writes)
        erases = any(isinstance(event, Destruction) for _, event in decision.writes)
        if drafts and (erases or events > MAX_EVENTS):
            break
        draft = Draft.of(request, decision, view)
        for event in draft.recorded(0, now):
            view[event.stream] = folds.after(view[event.stream], event)
        drafts.append(draft)
        answers.append(draft)
        if erases:
            break
    if not drafts:
        return Settled([_outcome(answer, ()) for answer in answers]) if view.is_current(session) else None
    written = append(session, view, drafts)
    if isinstance(written, Stale):
        folds.load(session, written.versions)
    if not isinstance(written, Written):
        return None
    outcomes, everything = list[Outcome](), list[Recorded]()
    for answer in answers:
        recorded: tuple[Recorded, ...] = ()
        if isinstance(answer, Draft):
            recorded = answer.recorded(written.first + len(everything), written.recorded_at)
            everything += recorded
        outcomes.append(_outcome(answer, recorded))
    return Settled(outcomes, everything, view.bases)


def _until_repeated(requests: list[Request]) -> list[Request]:
    """The first requests, up to one that bears the id of another: that one is answered when the other is stored."""
    seen = set[UUID]()
    for place, request in enumerate(requests):
        if request.command_id in seen:
            return requests[:place]
        seen.add(request.command_id)
    return requests


def _outcome(answer: Draft | Refusal | KnownCommand, recorded: tuple[Recorded, ...]) -> Outcome:
    if isinstance(answer, Refusal):
        return Refused(refusal=answer)
    if isinstance(answer, KnownCommand):
        if not answer.same:
            return Reused(command_id=answer.command_id)
        return Accepted(
            stream=StreamId(answer.stream),
            version=0,
            first=Position(answer.first),
            last=Position(answer.last),
            recorded=(),
            replayed=True,
        )
    stream = answer.decision.stream
    return Accepted(
        stream=StreamId(stream),
        version=max((event.version for event in recorded if event.stream == stream), default=0),
        first=Position(recorded[0].position),
        last=Position(recorded[-1].position),
        recorded=recorded,
    )
