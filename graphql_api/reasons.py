"""Reasons: whoever sees contents only with a reason is told so, and not answered as if there were nothing to find."""

from typing import Final

from graphql_api.context import LONGEST, SHORTEST
from graphql_api.errors import ErrorCode, Fault
from graphql_api.ports import Session
from projections.access import REASONED

_NEEDED: Final = (
    "SELECT access.capacities() && %s::text[] AND NOT access.reasoned() AND NOT access.all_contents()"
    " AND access.offices() = '{}'"
)
"""Asked of the capacities alone, so that the answer tells nothing of any record. Who serves in an office, too, sees the
contents of that office without a reason and is answered with these."""


async def expect_reason(session: Session, where: str = "`extensions.reason`") -> None:
    """Raises Fault where contents are asked for by somebody whose capacities open none without a reason.

    where: how the caller knows the place of the reason
    """
    ((needed,),) = await session.rows(_NEEDED, (list(REASONED),))
    if needed:
        said = f"say in {SHORTEST} to {LONGEST} characters why contents are read; your capacity opens them so only."
        raise Fault(ErrorCode.BAD_INPUT, f"{where} is needed: {said}")
