"""`@personal`: which fields of the schema hold what people wrote or who they are, for clients that cache or log."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="personal",
    description="The value tells who a person is or what somebody wrote. A read of a personal record is recorded.",
)
class Personal:
    """The directive; a field that carries it says so in the schema's text."""


PERSONAL = Personal()
