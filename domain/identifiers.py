"""Names of things. A record's id is the name of its stream: `complaint-0192…`, `post-head`, `office-71`."""

from typing import Annotated, NewType
from uuid import UUID, uuid5

from msgspec import Meta

StreamId = NewType("StreamId", str)
"""Name of one stream of events: kind, hyphen, key."""

Position = NewType("Position", int)
"""Place of an event in the one order of the whole register: 1, 2, 3 … without holes."""

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

ComplaintId = Annotated[str, Meta(pattern=rf"^complaint-{_UUID}\Z")]
PetitionId = Annotated[str, Meta(pattern=rf"^petition-{_UUID}\Z")]
MeasureId = Annotated[str, Meta(pattern=rf"^measure-{_UUID}\Z")]
PersonId = Annotated[str, Meta(pattern=rf"^(person|official)-{_UUID}\Z")]
OfficialId = Annotated[str, Meta(pattern=rf"^official-({_UUID}|[a-z]+)\Z")]
CompartmentId = Annotated[str, Meta(pattern=rf"^compartment-{_UUID}\Z")]
PostId = Annotated[str, Meta(pattern=rf"^post-({_UUID}|ombudsman|head|representative-[0-9]{{2}})\Z")]
OfficeCode = Annotated[str, Meta(pattern=r"^[0-9]{2,3}\Z")]
"""ISO 3166-2:KZ two-digit part of the region or city; 00 is the Centre."""

CENTRE: OfficeCode = "00"
MIGRATION: OfficialId = "official-migration"
"""The actor of imported history: no person, no token, only the import command line."""
SYSTEM: OfficialId = "official-system"
"""The actor of what the register does by itself when it is set up."""


def derived(command: UUID, kind: str, part: str = "") -> str:
    """The id of a record that a command opens: the command's own id, or one derived from it for further parts."""
    return f"{kind}-{uuid5(command, part) if part else command}"


def office_stream(code: str) -> str:
    return f"office-{code}"


def staffing_stream(code: str) -> str:
    return f"staffing-{code}"
