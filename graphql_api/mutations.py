"""One mutation per command, derived from the command: its name, its input, what it does and who may give it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

import strawberry
from strawberry import UNSET
from strawberry.types.field import StrawberryField

from domain.decider import Decider, deciders
from domain.identifiers import derived
from domain.message import Command, summary
from domain.outcome import Accepted, Conflict, Outcome, Refused, Reused
from domain.refusal import Refusal, RefusalCode
from domain.regulation import cite
from domain.text import Text
from graphql_api import hiding
from graphql_api.answers import Answered, payload_type
from graphql_api.commands import command_of
from graphql_api.context import Info, Operation
from graphql_api.inputs import fields_of, make_input, plain
from graphql_api.objects import resolved
from graphql_api.ports import RefusalNote
from graphql_api.words import lower_first

PATIENCE: Final = 5.0
"""Seconds for which an answer waits until the views show what was written."""
_OF_EVERY_COMMAND: dict[str, tuple[Any, str]] = {
    "command_id": (
        UUID,
        "Id of the command; made by the server when left out. Give the same one again after a broken connection: "
        "the act is done once and its first answer returned.",
    ),
    "expected_version": (int, "Version of the record that the caller saw; any other version is a conflict."),
    "effective_on": (date, "The day on which the act counts, when it is not today: paper is often late."),
}


def mutation_type() -> type[Any]:
    """The root of mutations: a field for each command of the register."""
    body = {lower_first(c.__name__): _mutation(d) for c, d in sorted(deciders().items(), key=lambda i: i[0].__name__)}
    return strawberry.type(
        type("Mutation", (), {**body, "__module__": __name__}),
        name="Mutation",
        description="Commands: each is decided by the rules and answered with what was written, or why nothing was.",
    )


def description(decider: Decider) -> str:
    """What the command does, under which paragraph, and who may give it."""
    holders = ", ".join(capacity.heading for capacity in decider.power.holders)
    return f"{summary(decider.command)}\n\nPower: {cite(decider.power.paragraph)}: {holders}."


def _mutation(decider: Decider) -> StrawberryField:
    async def give(info: Info, input: Any, dry_run: bool = False) -> Any:
        values = plain(input)
        return await carry_out(info.context, decider, values, dry_run=dry_run)

    given = command_input(decider.command)
    give.__annotations__ = {
        "info": Info,
        "input": Annotated[given, strawberry.argument(description="The command.")],
        "dry_run": Annotated[bool, strawberry.argument(description="Answer what would happen and write nothing.")],
        "return": payload_type(decider),
    }
    return resolved(give, description(decider))


def command_input(command: type[Command]) -> type[Any]:
    """The input of a command: its own fields, and those that every command has."""
    annotations, body = fields_of(command)
    for name, (kind, words) in _OF_EVERY_COMMAND.items():
        if name in annotations:
            raise TypeError(f"{command.__name__}.{name} hides a field that every command has")
        annotations[name] = kind | None
        body[name] = strawberry.field(description=words, default=UNSET)
    return make_input(f"{command.__name__}Input", summary(command), annotations, body)


async def carry_out(operation: Operation, decider: Decider, values: dict[str, Any], *, dry_run: bool) -> Answered:
    """Give the command to the register, and wait until the views show what it did.

    Wrong fields are refusals; nothing is decided then. What the actor may not see is answered as what does not exist.
    """
    command_id = values.pop("command_id", None) or uuid4()
    expected = values.pop("expected_version", None)
    effective = values.pop("effective_on", None)
    command = command_of(decider, values)
    if isinstance(command, list):
        return Answered(decider, command_id, "", dry_run, None, refusals=tuple(command))
    asked = _Asked(operation, expected, effective, await operation.ports.views.position())
    before = await hiding.unseen(operation, hiding.looked_up_before(decider, command), within=PATIENCE)
    outcome = await asked.give(command, command_id, dry_run=dry_run or bool(before))
    if _may_tell(outcome) or (before and not _known_before(outcome)):
        hidden = before | await hiding.unseen(operation, hiding.named(decider, command), within=PATIENCE)
        if hidden:
            outcome = await asked.give(hiding.without(command, hidden), uuid4(), dry_run=True)
            if isinstance(outcome, Accepted):
                outcome = await asked.give(command, command_id, dry_run=dry_run)
    shown = await operation.ports.views.reached(_position(outcome), within=PATIENCE)
    await operation.renew()
    if isinstance(outcome, Refused) and not dry_run and operation.ports.refusals is not None:
        await operation.ports.refusals.note(_refused(operation, decider, command, outcome.refusal))
    refusals = (_reused(decider),) if isinstance(outcome, Reused) else ()
    return Answered(decider, command_id, _subject(decider, command, command_id), dry_run, outcome, shown, refusals)


def _refused(operation: Operation, decider: Decider, command: Command, refusal: Refusal) -> RefusalNote:
    """What is noted of a refusal: as it is answered, so that it tells its actor nothing that the answer did not."""
    record = hiding.own(decider, command) or None
    name = type(command).__name__
    return RefusalNote(operation.official, name, decider.kind.name, record, refusal.code, refusal.paragraph)


@dataclass(frozen=True)
class _Asked:
    """What a command is given with, however often it is decided."""

    operation: Operation
    expected: int | None
    effective: date | None
    seen: int

    async def give(self, command: Command, command_id: UUID, *, dry_run: bool) -> Outcome:
        await self.operation.renew()
        return await self.operation.ports.register.execute(
            command,
            actor=self.operation.official,
            command_id=command_id,
            expected_version=self.expected,
            effective=self.effective,
            dry_run=dry_run,
            seen=self.seen,
        )


def _may_tell(outcome: Outcome) -> bool:
    """Whether the answer may tell of a record that the actor does not see; to be accepted one has to see it."""
    return isinstance(outcome, Refused | Conflict)


def _known_before(outcome: Outcome) -> bool:
    """Whether the command id had been used, so that the answer is about the earlier command."""
    return isinstance(outcome, Reused) or (isinstance(outcome, Accepted) and outcome.replayed)


def _position(outcome: Outcome) -> int:
    """Where the views must be to show the outcome; 0 when nothing new is to be shown."""
    match outcome:
        case Accepted(last=last):
            return last
        case Conflict(events=events) if events:
            return events[-1].position
    return 0


def _subject(decider: Decider, command: Command, command_id: UUID) -> str:
    given = getattr(command, decider.subject) if decider.subject else None
    return derived(command_id, decider.kind.name) if given is None else str(given)


def _reused(decider: Decider) -> Refusal:
    return Refusal(
        code=RefusalCode.COMMAND_ID_REUSED, paragraph=decider.power.paragraph, path=("commandId",), text=_REUSED
    )


_REUSED = Text(
    kk="Бұл команда идентификаторы басқа командаға берілген; жаңасын алыңыз.",
    ru="Этот идентификатор команды уже принадлежит другой команде; возьмите новый.",
    en="This command id belongs to another command; use a new one.",
)
