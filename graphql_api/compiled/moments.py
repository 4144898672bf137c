"""A question asked of another moment than now: what must be told of that moment for its statement to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from strawberry import UNSET

from graphql_api.compiled.asking import Late, OfTheCaller, Question
from graphql_api.ports import Moment, Past
from projections.audit import AuditRow
from projections.complaints.rows import ComplaintPartyRow, ComplaintRow
from projections.measures import MeasureRow
from projections.persons import PersonRow
from projections.petitions.rows import PetitionRow
from projections.rows import Row

STANDING: Final = OfTheCaller("position")
NOTED: Final = OfTheCaller("noted")
EXPECTED: Final = OfTheCaller("expected")
RECORD: Final = OfTheCaller("record")
"""What a moment answers by itself, as the day that was today then."""
_STEPS: Final = frozenset({ComplaintRow, PetitionRow, MeasureRow, PersonRow, ComplaintPartyRow})
"""Where a field that leads to one of these tables may lead to another matter."""


def moment_of(given: Any) -> Moment | None:
    """The moment that an argument says, if it says one."""
    if given is None or given is UNSET:
        return None
    said = {name: getattr(given, name) for name in ("position", "recorded_at", "effective")}
    return Moment(**{name: None if value is UNSET else value for name, value in said.items()})


@dataclass(frozen=True)
class Asked:
    """A root field asked of a moment. about: its number or id, or the variable that has it"""

    moment: Moment
    about: Late | str | None
    tables: frozenset[type[Row]]
    steps: int
    backwards: bool
    trails: frozenset[type[Row]]
    holes: tuple[tuple[int, str], ...]

    def past(self, variables: Mapping[str, Any]) -> Past:
        """What must be told of the moment, with the values of an asking."""
        about = variables[self.about.variable] if isinstance(self.about, Late) else self.about
        return Past(self.moment, about, self.tables, self.steps, self.backwards, self.trails, self.holes)


def asked(moment: Moment, arguments: Mapping[str, Any], question: Question) -> Asked:
    """What a written question needs of a moment."""
    followed = question.followed
    return Asked(
        moment,
        arguments.get("number") or arguments.get("id"),
        frozenset(question.tables),
        sum(to in _STEPS for _, to in followed) + 1,
        (PersonRow, ComplaintPartyRow) in followed,
        frozenset(of for of, to in followed if to is AuditRow and of is not None),
        tuple(
            (place, value.name)
            for place, value in enumerate(question.parameters)
            if isinstance(value, OfTheCaller) and value.name != "official"
        ),
    )
