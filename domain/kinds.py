"""All record kinds and their deciders: importing this module makes the register of commands and events complete."""

from typing import Any

from domain.numbers import NUMBERS
from domain.offices.state import OFFICES
from domain.officials.state import OFFICIALS
from domain.posts.state import POSTS, STAFFING
from domain.record import Kind

KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (OFFICES, OFFICIALS, POSTS, STAFFING, NUMBERS)}


def kind_of(stream: str) -> Kind[Any]:
    """The kind of a record by the name of its stream. Raises KeyError for a name of no kind."""
    return KINDS[stream.partition("-")[0]]
