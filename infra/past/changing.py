"""Which events changed what: a record told step by step, its rows compared after each event."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import msgspec

from domain.message import Recorded
from graphql_api.ports import Past
from infra.past.events import Event, Events
from infra.past.folding import RECORDS, effective_by
from infra.past.moments import Cut
from infra.past.organisation import Organisation
from projections.projection import Poison
from projections.rows import Row, key_of
from projections.views import Views

Causes = dict[str, dict[str, list[int]]]
"""By row (table and the rest of its key) and column: positions of events."""


def changes(past: Past, since: Cut, at: Cut, organisation: Organisation, source: Events) -> Causes:
    """What the events in between changed."""
    earlier, later = sorted((_events(past, cut, organisation, source) for cut in (since, at)), key=len)
    known = {event.position for event in earlier}
    views, found = Views(lambda row, firsts: ()), Causes()
    before = dict[str, tuple[bytes, Row]]()
    for event in later:
        with suppress(Poison):
            RECORDS.apply([event], views, {})
        now = _rows(past, views, before)
        if event.position not in known:
            for name in before.keys() | now.keys():
                for column in _changed(before.get(name), now.get(name)):
                    found.setdefault(name, {}).setdefault(column, []).append(event.position)
        before = now
    return found


def _events(past: Past, cut: Cut, organisation: Organisation, source: Events) -> list[Event]:
    assert past.about is not None
    own = source.of([past.about], cut.position)
    if cut.effective is not None:
        own = effective_by(own, cut.effective)
    kind = past.about.partition("-")[0]
    calendar = organisation.events(cut, source, "calendar") if kind != "calendar" else []
    events = sorted([*calendar, *own], key=lambda event: event.position)
    return [event for event in events if isinstance(event, Recorded)]


def _rows(past: Past, views: Views, before: dict[str, tuple[bytes, Row]]) -> dict[str, tuple[bytes, Row]]:
    """The rows of the record, each with its JSON; copies, since the next event changes them in place."""
    found = {}
    for row in past.tables:
        for each in views.peruse(row, past.about):
            name = f"{row.TABLE.name} {msgspec.json.encode(list(key_of(each)[1:])).decode()}"
            text = msgspec.json.encode(each)
            known = before.get(name)
            found[name] = known if known is not None and known[0] == text else (text, msgspec.structs.replace(each))
    return found


def _changed(was: tuple[bytes, Row] | None, now: tuple[bytes, Row] | None) -> Iterable[str]:
    if was is now:
        return []
    present: Any = now or was
    names: tuple[str, ...] = present[1].__struct_fields__
    if was is None or now is None:
        return names
    return [name for name in names if getattr(was[1], name) != getattr(now[1], name)]
