"""`recordProof`: a record's events with the proof that each stands in the signed log, for those who see all of them.

A bundle holds the events as they are stored, so it is given to whoever sees every line of the record's trail and the
contents of each; to all others the answer is that of a record that does not exist.
"""

from typing import Annotated, Any, Final

import strawberry
from strawberry.types.field import StrawberryField

from graphql_api.context import Info, Operation
from graphql_api.errors import Unavailable
from graphql_api.objects import resolved
from graphql_api.ports import ProvenRecord
from graphql_api.records import NUMBERED
from graphql_api.tables import table
from projections.audit import AuditContentRow, AuditRow

_SHOWN: Final = "SELECT access.enter(%s, %s)"
_SEEN: Final = (
    f"SELECT line.version, contents.version IS NOT NULL FROM {table(AuditRow)} line"
    f" LEFT JOIN {table(AuditContentRow)} contents ON (contents.stream, contents.version) = (line.stream, line.version)"
    " WHERE line.stream = %s AND line.position <= %s"
)


@strawberry.type(description="A record's events with the proof that each of them stands in the signed log.")
class RecordProof:
    record: strawberry.ID = strawberry.field(description="The record.")
    number: str = strawberry.field(description="Its registration number.")
    events: int = strawberry.field(description="How many events the bundle proves: all that the record has.")
    size: int = strawberry.field(description="How many events the signed log has.")
    bundle: str = strawberry.field(
        description="The bundle. Kept as a file it is checked by `/log/verify.py`, with the log's public key."
    )


async def _record_proof(
    info: Info,
    number: Annotated[str, strawberry.argument(description="Registration number, or number in the staff schedule.")],
) -> RecordProof | None:
    operation: Operation = info.context
    found = await _numbered(operation, number)
    if found is None:
        return None
    proven = await _proven(operation, found.id, number)
    if proven is None:
        return None
    if proven.contents:
        operation.disclosed.saw(AuditContentRow, [found.id], info.path)
    return RecordProof(
        record=found.id, number=number, events=len(proven.versions), size=proven.size, bundle=proven.text
    )


async def _numbered(operation: Operation, number: str) -> Any:
    for row in NUMBERED:
        if found := await operation.load.all(row, number=number):
            return found[0]
    return None


async def _proven(operation: Operation, record: str, number: str) -> ProvenRecord | None:
    """The proof, if the viewer sees each event that it holds and the contents of each."""
    if operation.ports.proofs is None:
        raise Unavailable
    session, viewer = await operation(), operation.viewer
    ((shown,),) = await session.rows(_SHOWN, (viewer.official, viewer.reason))
    lines = await session.rows(_SEEN, (record, shown))
    proven = await operation.ports.proofs.of(record, number, shown)
    acts, contents = {version for version, _ in lines}, {version for version, open_ in lines if open_}
    if proven is None or not (proven.versions <= acts and proven.contents <= contents):
        return None
    return proven


RECORD_PROOF: Final[StrawberryField] = resolved(
    _record_proof,
    "A record's events with their proofs, for those who see all of its contents; null when there is no such record.",
)
