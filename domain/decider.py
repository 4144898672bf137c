"""The one way from a command to its answer: authority, rules, then the events. Pure: ask twice, hear the same.

    @decides(AcceptComplaint, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=(awaits_admissibility,))
    def accept(command, complaint, context):
        yield ComplaintAccepted(reason=command.reason)

A handler yields events for the command's own record, `At(stream, event)` for another one, or a refusal, which
ends the matter. Whatever stream it looks at through the context becomes part of the read set.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from domain.authority import Grant, OfficeOf, Power, authorise
from domain.compartments.walls import is_hidden
from domain.context import At, Context
from domain.identifiers import OfficeCode, OfficialId
from domain.message import Act, Command, Event
from domain.persons.rules import is_erased
from domain.record import Kind
from domain.refusal import Refusal, RefusalCode, refuse
from domain.sealing import owners, persons_named
from domain.standing import standing

Answer = Event | At | Refusal
Rule = Callable[[Any, Any, Context], Refusal | None]
"""(command, state, context) -> a refusal, or None when the rule is kept."""
Handler = Callable[[Any, Any, Context], Iterator[Answer]]
Himself = Callable[[Any, Any], OfficialId | None]
"""(command, state) -> the official whom the act concerns, who then needs no power for it."""


@dataclass(frozen=True)
class Decider:
    """Everything about one command: what the mutation, the matrix and the documentation derive from."""

    command: type[Command]
    kind: Kind[Any]
    power: Power
    office_of: OfficeOf
    rules: tuple[Rule, ...]
    handler: Handler
    opens: bool
    subject: str
    """Name of the command's field with its record's id; where it is empty or None the command's id becomes the id."""
    himself: Himself | None
    over_walls: bool
    """Whether no crossing is needed: who may is then asked before whether the record exists, so it betrays nothing."""

    def stream(self, command: Command, context: Context) -> str:
        given = getattr(command, self.subject) if self.subject else None
        return context.opened(self.kind) if given is None else str(given)


_DECIDERS: dict[type[Command], Decider] = {}


def deciders() -> dict[type[Command], Decider]:
    """Every command of the register with its decider. Complete once `domain.kinds` is imported."""
    return _DECIDERS


def decides(
    command: type[Command],
    kind: Kind[Any],
    *,
    power: Power,
    office_of: OfficeOf,
    rules: tuple[Rule, ...] = (),
    opens: bool = False,
    subject: str | None = None,
    himself: Himself | None = None,
    over_walls: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare who may give a command, which rules it must keep, and the function that turns it into events.

    opens: the record must not exist yet; without a `subject` field its id is derived from the command's id
    subject: the command's field with the record id; by default the field named like the kind
    over_walls: whoever holds the power needs no crossing to a record behind a wall; whoever does not learns nothing
    """
    name = subject if subject is not None else kind.name
    if name not in command.__struct_fields__:
        if not opens:
            raise TypeError(f"{command.__name__} has no field {name!r} to name its record")
        name = ""

    def register(handler: Handler) -> Handler:
        if command in _DECIDERS:
            raise TypeError(f"{command.__name__} is decided twice")
        _DECIDERS[command] = Decider(command, kind, power, office_of, rules, handler, opens, name, himself, over_walls)
        return handler

    return register


@dataclass(frozen=True)
class Decision:
    """A command answered yes: its act, its record's stream, and what to append, in order."""

    act: Act
    stream: str
    writes: tuple[tuple[str, Event], ...]


def decide(command: Command, context: Context) -> Decision | Refusal:
    """Answer a command. Raises `NotLoaded` when the world lacks a stream, and nothing else."""
    decider = _DECIDERS[type(command)]
    stream = decider.stream(command, context)
    fold = context.world.fold(decider.kind, stream)
    if decider.opens and fold.version > 0:
        return _already_exists(decider)
    missing = not decider.opens and (fold.version == 0 or stream.partition("-")[0] != decider.kind.name)
    if not decider.over_walls and (missing or is_hidden(fold.state, context)):
        return _not_found(decider)
    office = decider.office_of(command, fold.state)
    held = standing(context, decider.power, fold.state)
    himself = decider.himself is not None and decider.himself(command, fold.state) == context.actor
    grant = authorise(decider.power, held, office, himself=himself)
    if isinstance(grant, Refusal):
        return grant
    if missing:
        return _not_found(decider)
    context = replace(context, grant=grant)
    if context.effective is not None and context.effective > context.today:
        return _in_future(decider)
    for rule in decider.rules:
        if refusal := rule(command, fold.state, context):
            return refusal
    writes: list[tuple[str, Event]] = []
    for answer in decider.handler(command, fold.state, context):
        if isinstance(answer, Refusal):
            return answer
        writes.append((answer.stream, answer.event) if isinstance(answer, At) else (stream, answer))
    if not writes:
        return _nothing_to_do(decider)
    if _tells_of_an_erased_person(writes, context):
        return _is_erased(decider)
    return Decision(_act(decider, context, grant, office), stream, tuple(writes))


def _tells_of_an_erased_person(writes: list[tuple[str, Event]], context: Context) -> bool:
    """Of whoever was erased nothing new is told. Reading it guards against an erasure in the same moment."""
    opened = {stream for stream, _ in writes}
    named = {person for stream, event in writes for person in (*owners(event, stream), *_named(event))}
    return any(is_erased(person, context) for person in sorted(named - opened))


def _named(event: Event) -> Iterator[str]:
    for field in persons_named(type(event)):
        yield from _each(getattr(event, field))


def _each(named: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (named,) if isinstance(named, str) else named or ()


def _act(decider: Decider, context: Context, grant: Grant, office: OfficeCode | None) -> Act:
    return Act(
        actor=context.actor,
        capacity=grant.capacity,
        basis=decider.power.paragraph,
        command=context.command_id,
        command_name=decider.command.__name__,
        office=office if office is not None else grant.office,
        effective=context.effective,
        acting_for=grant.acting_for,
        correlation=context.correlation,
        causation=context.causation,
        trace=context.trace,
        seen=context.seen,
        expected=context.expected,
    )


def _already_exists(decider: Decider) -> Refusal:
    return refuse(
        RefusalCode.ALREADY_EXISTS,
        decider.power.paragraph,
        *((decider.subject,) if decider.subject else ()),
        kk="Мұндай жазба бар.",
        ru="Такая запись уже есть.",
        en="This record exists already.",
    )


def _not_found(decider: Decider) -> Refusal:
    return refuse(
        RefusalCode.NOT_FOUND,
        decider.power.paragraph,
        decider.subject,
        kk="Мұндай жазба жоқ.",
        ru="Такой записи нет.",
        en="There is no such record.",
    )


def _is_erased(decider: Decider) -> Refusal:
    return refuse(
        RefusalCode.WRONG_STATE,
        decider.power.paragraph,
        kk="Аталған тұлғаның деректері жойылған.",
        ru="Сведения о названном лице уничтожены.",
        en="The data of a person named here were destroyed.",
    )


def _in_future(decider: Decider) -> Refusal:
    return refuse(
        RefusalCode.EFFECTIVE_IN_FUTURE,
        decider.power.paragraph,
        "effectiveOn",
        kk="Әрекет күні болашақта; бүгінгі немесе бұрынғы күнді көрсетіңіз.",
        ru="Дата действия в будущем; укажите сегодняшнюю или более раннюю дату.",
        en="The act is dated in the future; give today or an earlier day.",
    )


def _nothing_to_do(decider: Decider) -> Refusal:
    return refuse(
        RefusalCode.NOTHING_TO_DO,
        decider.power.paragraph,
        kk="Өзгеретін ештеңе жоқ: жазба қазірдің өзінде осындай.",
        ru="Изменять нечего: запись уже такова.",
        en="There is nothing to change: the record stands like that already.",
    )
