"""The one rule of walls: to whoever has no crossing in force, a record behind a wall does not exist (¶15(10)).

Every decision asks it of its own record (`domain.decider`), rules ask it of the other records that a command names.
"""

from typing import Any

from domain.context import Context
from domain.officials.state import OFFICIALS
from domain.record import Kind


def is_hidden(record: Any, context: Context) -> bool:
    """Whether the record stands behind a wall that the actor may not cross, whatever else the actor may be."""
    wall = getattr(record, "wall", None)
    return wall is not None and not context.read(OFFICIALS, context.actor).crosses(wall, context.today)


def is_known(kind: Kind[Any], stream: str, context: Context) -> bool:
    """Whether a record exists as far as the actor is concerned."""
    return context.exists(kind, stream) and not is_hidden(context.read(kind, stream), context)
