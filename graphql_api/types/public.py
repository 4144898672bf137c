"""What needs no token: published acts of response, and an applicant's own case by its number and secret."""

from datetime import date
from typing import Annotated, Any, Final

import strawberry

from domain.complaints.vocabulary import Status
from graphql_api.context import Info
from graphql_api.inputs import enum_type
from graphql_api.objects import object_type, resolved
from graphql_api.types.reading import ReadsOfADay, reads_counted
from projections.petitions.public import PublishedPetitionRow

object_type(PublishedPetitionRow, "PublishedPetition", hidden=("petition",))

_MOST: Final = 200
"""Characters that a number or a secret has at most; a longer one is not looked up."""
_COLUMNS: Final = (
    "number",
    "status",
    "received_on",
    "registered_on",
    "due_on",
    "suspended",
    "concluded_on",
    "notified_on",
)


@strawberry.type(
    description="An applicant's own complaint: where it stands and its deadlines, and how often it was read."
)
class OwnCase:
    number: str = strawberry.field(description="Registration number.")
    status: enum_type(Status) = strawberry.field(description="Where it stands.")  # type: ignore[valid-type]
    received_on: date | None = strawberry.field(description="The day it reached the office.")
    registered_on: date | None = strawberry.field(description="The day of registration, day zero of the term.")
    due_on: date | None = strawberry.field(description="Last day of the term; null while it rests.")
    suspended: bool = strawberry.field(description="Whether its term rests.")
    concluded_on: date | None = strawberry.field(description="The day on which it received its outcome.")
    notified_on: date | None = strawberry.field(description="The day on which the applicant was told the outcome.")
    secret: strawberry.Private[str]

    @strawberry.field(
        description="How often officials read the contents of the case: by day and capacity, without names."
    )
    async def readings(self, info: Info) -> list[ReadsOfADay]:
        return await reads_counted(info, "own_case_readings", self.number, self.secret)


async def _own_case(
    info: Info,
    number: Annotated[str, strawberry.argument(description="Registration number of the complaint.")],
    secret: Annotated[str, strawberry.argument(description="The secret that the office handed out for it.")],
) -> OwnCase | None:
    if max(len(number), len(secret)) > _MOST or "\0" in number + secret:
        return None
    sql = f"SELECT {', '.join(_COLUMNS)} FROM access.own_case(%s, %s)"
    lines: list[Any] = await (await info.context()).rows(sql, (number, secret))
    if not lines:
        return None
    found = dict(zip(_COLUMNS, lines[0], strict=True))
    return OwnCase(**{**found, "status": Status(found["status"]), "secret": secret})


OWN_CASE = resolved(
    _own_case,
    "An applicant's own complaint, by its number and the secret handed out for it; null when these do not belong "
    "together. Needs no token.",
)
