"""All projections of the register, in the order in which each event is shown to them."""

from projections import (
    deadlines,  # noqa: F401  its handlers belong to the clocks
    erasing,  # noqa: F401  its handlers belong to all that hold values of persons
)
from projections.audit import AUDIT
from projections.boards.tallies import BOARD_TALLIES
from projections.calendar import CALENDARS, CLOCKS
from projections.compartments import COMPARTMENTS, CROSSINGS
from projections.complaints import COMPLAINTS
from projections.conformance import CONFORMANCE
from projections.measures import MEASURES
from projections.mentions import MENTIONS
from projections.offices import OFFICES
from projections.officials import OFFICIALS
from projections.persons import NAMINGS, PERSONS
from projections.petitions import PETITIONS
from projections.posts import POSTS
from projections.projection import Catalogue
from projections.scope import SCOPE
from projections.search import SEARCH
from projections.staffing import STAFFING
from projections.statistics import FACTS
from projections.walls import WALLS

CATALOGUE = Catalogue(
    (
        CONFORMANCE,
        OFFICES,
        CALENDARS,
        POSTS,
        STAFFING,
        OFFICIALS,
        SCOPE,
        COMPARTMENTS,
        CROSSINGS,
        PERSONS,
        NAMINGS,
        WALLS,
        COMPLAINTS,
        FACTS,
        PETITIONS,
        SEARCH,
        CLOCKS,
        MEASURES,
        AUDIT,
        MENTIONS,
    ),
    BOARD_TALLIES,
)
