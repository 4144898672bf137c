"""Answers to commands in the schema: the record afterwards, the events, or why not. A refusal is data, not an error."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET, Parent

from domain.capacity import Capacity
from domain.decider import Decider
from domain.identifiers import Position
from domain.outcome import Accepted, Conflict, Outcome, Refused
from domain.refusal import Refusal, RefusalCode
from graphql_api.context import Info
from graphql_api.errors import ErrorCode, Fault
from graphql_api.inputs import enum_type
from graphql_api.links import ahead
from graphql_api.objects import ROW_TYPES, later, list_of
from graphql_api.records import ROWS, row_of
from graphql_api.trail import shown
from graphql_api.types.common import LanguageArgument, Paragraph, in_language
from graphql_api.words import camel
from projections.audit import AuditRow

enum_type(RefusalCode)
enum_type(Capacity)


@dataclass(frozen=True)
class Answered:
    """A command and its outcome, from which the fields of a payload are taken."""

    decider: Decider
    command_id: UUID
    subject: str
    """The record that the command is about; empty when a refused command would have opened it."""
    dry_run: bool
    outcome: Outcome | None
    shown: bool = True
    """Whether the views have reached the outcome."""
    refusals: tuple[Refusal, ...] = ()

    @property
    def position(self) -> int | None:
        return self.outcome.last or None if isinstance(self.outcome, Accepted) else None


@strawberry.type(name="Refusal", description="Why a command was answered no; nothing was written.")
class RefusalType:
    @strawberry.field(description="The reason; a client may rely on it.")
    def code(root: Parent[Refusal]) -> RefusalCode:  # noqa: N805
        return root.code

    @strawberry.field(description="The reason in words.")
    def message(root: Parent[Refusal], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return in_language(root.text, info, language)

    @strawberry.field(description="The input field at fault, step by step; empty when it is the act as a whole.")
    def path(root: Parent[Refusal]) -> list[str]:  # noqa: N805
        return [camel(step) for step in root.path]

    @strawberry.field(description="The paragraph that says so.")
    def paragraph(root: Parent[Refusal]) -> Paragraph:  # noqa: N805
        return Paragraph(id=strawberry.ID(root.paragraph))

    @strawberry.field(description="In which capacities the act could be done, when it is a matter of authority.")
    def who_could(root: Parent[Refusal]) -> list[Capacity]:  # noqa: N805
        return list(root.who_could)


async def _between(root: Conflict, info: Info) -> Any:
    rows = await info.context.load.newest(AuditRow, "stream", root.stream, "version", root.expected, 200)
    return [row for row in rows if row.version <= root.actual]


@strawberry.type(
    name="Conflict", description="The record changed since the version that the caller saw; nothing was written."
)
class ConflictType:
    @strawberry.field(description="The version that the caller gave.")
    def expected_version(root: Parent[Conflict]) -> int:  # noqa: N805
        return root.expected

    @strawberry.field(description="The version at which the record stands.")
    def actual_version(root: Parent[Conflict]) -> int:  # noqa: N805
        return root.actual

    events = later(
        _between,
        "The events that came between, as far as the caller may see them.",
        lambda: list_of(ROW_TYPES[AuditRow]),
    )


async def _events(root: Answered) -> Any:
    return [shown(recorded) for recorded in root.outcome.recorded] if isinstance(root.outcome, Accepted) else []


async def _record(root: Answered, info: Info) -> Any:
    """The record as it stands after the command."""
    if not root.shown:
        raise Fault(
            ErrorCode.VIEWS_BEHIND,
            "The act is recorded, but the views do not show it yet; ask for the record again in a moment.",
            position=root.position,
        )
    row = await row_of(info.context, root.subject) if root.subject else None
    await ahead(info, [row])
    return row


@strawberry.interface(description="The answer to a command: what was written, or why nothing was.")
class Answer:
    @strawberry.field(description="Id of the command. The same id with the same command never acts twice.")
    def command_id(root: Parent[Answered]) -> UUID:  # noqa: N805
        return root.command_id

    @strawberry.field(description="Whether the command was only tried: nothing is written then.")
    def dry_run(root: Parent[Answered]) -> bool:  # noqa: N805
        return root.dry_run

    @strawberry.field(description="Position of its last event: whoever reads at this position or later sees the act.")
    def position(root: Parent[Answered]) -> Position | None:  # noqa: N805
        return None if root.position is None else Position(root.position)

    @strawberry.field(description="Version of the record afterwards.")
    def version(root: Parent[Answered]) -> int | None:  # noqa: N805
        return root.outcome.version if isinstance(root.outcome, Accepted) else None

    @strawberry.field(description="Whether the command had been carried out before and this is its first outcome.")
    def replayed(root: Parent[Answered]) -> bool:  # noqa: N805
        return isinstance(root.outcome, Accepted) and root.outcome.replayed

    events = later(
        _events,
        "The events that it wrote in all records concerned, or in a dry run would write (at position 0).",
        lambda: list_of(ROW_TYPES[AuditRow]),
    )

    @strawberry.field(description="Why nothing was written; empty when the command was accepted.")
    def refusals(root: Parent[Answered]) -> list[RefusalType]:  # noqa: N805
        if isinstance(root.outcome, Refused):
            return [root.outcome.refusal]  # type: ignore[list-item]
        return list(root.refusals)  # type: ignore[arg-type]

    @strawberry.field(description="What came between, when the record is not at the expected version.")
    def conflict(root: Parent[Answered]) -> ConflictType | None:  # noqa: N805
        return root.outcome if isinstance(root.outcome, Conflict) else None  # type: ignore[return-value]


def payload_type(decider: Decider) -> type[Any]:
    """The payload of one command; it has `record` when records of the kind have a view."""
    name = f"{decider.command.__name__}Payload"
    row = ROWS.get(decider.kind.name)
    body: dict[str, Any] = {}
    if row is not None:
        body["record"] = later(
            _record,
            "The record as it stands afterwards, or as it stands when nothing was written.",
            lambda: ROW_TYPES[row] | None,
        )

    def is_type_of(_: type[Any], source: object, info: object) -> bool:
        return isinstance(source, Answered) and source.decider is decider

    cls = type(name, (Answer,), {**body, "__module__": __name__, "is_type_of": classmethod(is_type_of)})
    made: type[Any] = strawberry.type(cls, name=name, description=f"The answer to `{decider.command.__name__}`.")
    _PAYLOADS.append(made)
    return made


_PAYLOADS: list[type[Any]] = []


def payload_types() -> list[type[Any]]:
    """All payload types made so far."""
    return _PAYLOADS
