"""The matters and persons that a question is about, and those that they name, as far as the question follows them."""

from collections.abc import Iterable

from domain.message import Recorded
from graphql_api.ports import Past
from infra.past.events import MOST, Event, Events, too_much
from infra.past.folding import RECORDS, Rows, effective_by, folded, rows_of
from infra.past.moments import Cut
from infra.past.organisation import Organisation
from projections.mentions import MATTERS, mentioned
from projections.projection import kind_name


def rows(past: Past, cut: Cut, organisation: Organisation, source: Events) -> Rows:
    """The rows of all matters that the question may show."""
    events = events_of(past, cut, source)
    if not events:
        return {}
    calendar = organisation.events(cut, source, "calendar")
    counted = sorted([*calendar, *events], key=lambda event: event.position)
    told = rows_of(folded(counted, RECORDS, lenient=cut.effective is not None))
    return {
        row: {key: each for key, each in of_row.items() if kind_name(str(key[0])) != "calendar"}
        for row, of_row in told.items()
    }


def events_of(past: Past, cut: Cut, source: Events) -> list[Event]:
    """The events of the matters that a question begins with and follows, each step as far as its links lead."""
    found: dict[str, list[Event]] = {}
    wanted = set(_first(past, cut, source))
    persons = {stream for stream in wanted if kind_name(stream) == "person"}
    if persons:
        wanted |= set(source.mentioning(persons, cut.position))
    for step in range(past.steps + 1):
        new = wanted - found.keys()
        if not new:
            break
        for stream in new:
            found[stream] = []
        for event in source.of(new, cut.position):
            found[event.stream].append(event)
        if sum(map(len, found.values())) > MOST:
            raise too_much()
        if step < past.steps:
            wanted = _named(event for stream in new for event in found[stream])
            if past.backwards:
                persons = {stream for stream in wanted | new if kind_name(stream) == "person"}
                wanted |= set(source.mentioning(persons, cut.position)) if persons else set()
    events = sorted((event for of in found.values() for event in of), key=lambda event: event.position)
    return events if cut.effective is None else effective_by(events, cut.effective)


def _first(past: Past, cut: Cut, source: Events) -> Iterable[str]:
    for given in (past.about, dict(cut.found).get("record")):
        if given and kind_name(given) in MATTERS:
            yield given
        elif given:
            yield from source.numbered(given)


def _named(events: Iterable[Event]) -> set[str]:
    return {record for event in events if isinstance(event, Recorded) for record in mentioned(event.event)}
