"""The counters of the boards as they stood: the nearest ones that were kept, and what the events between changed.

Counters are sums over rows, so those of any position are those of another plus the difference that the records touched
in between make. Working days that are declared in between move the terms of records that are not touched: then
counters from the same side of the declaration are taken.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection

from infra.past.events import MOST, Event, Events, too_much
from infra.past.folding import COUNTED, effective_by, folded
from infra.past.moments import Cut
from infra.past.organisation import Organisation
from projections.boards.tallies import BOARD_TALLIES
from projections.rows import Row
from projections.schema import declaration
from projections.views import Views

EVERY = 5_000
"""Events after which counters are kept."""
_KINDS = ("complaint", "petition")
"""Kinds of records whose rows are counted."""
_WALLED = " union all ".join(f"select id from views.{kind} where wall is not null" for kind in _KINDS)
_NEAREST = """
    (select position from past.counters where position <= %b and declaration = %b order by position desc limit 1)
    union all
    (select position from past.counters where position > %s and position <= %b and declaration = %b
      order by position limit 1)"""

Counters = dict[type[Row], dict[tuple[Any, ...], dict[str, int]]]
"""By table and key: the figures."""


def keep(conn: Connection[Any], schema: str, before: int, position: int) -> None:
    """Keep the counters of a schema whose tables were just brought from one position to another, now and then.

    What was kept between the two positions is of earlier tables and goes.
    """
    if before // EVERY == position // EVERY:
        return
    conn.execute("delete from past.counters where position > %s and position <= %s", (before, position))
    tables = ", ".join(
        f"'{tally.row.TABLE.name}', (select coalesce(json_agg(t), '[]') from {schema}.{tally.row.TABLE.name} as t)"
        for tally in BOARD_TALLIES
    )
    query = f"insert into past.counters (position, declaration, tables) values (%s, %s, json_build_object({tables}))"
    conn.execute(query.encode(), (position, declaration()))


def rows(cut: Cut, organisation: Organisation, source: Events) -> dict[type[Row], list[Row]]:
    """The rows of all counters at a moment. Matters that stand behind a wall today are counted at no time."""
    hidden = [stream for (stream,) in source.all(_WALLED)]
    if cut.effective is not None:
        streams = sorted({*source.touched(_KINDS, 0, cut.position)} - {*hidden})
        return _made(_count(streams, [cut], organisation, source, cut.effective)[0])
    kept_at = _nearest(cut, organisation, source)
    counters = _kept(kept_at, source)
    low, high = sorted((kept_at, cut.position))
    touched = source.touched(_KINDS, low, high)
    if touched:
        cuts = [Cut(low, cut.today), Cut(high, cut.today)]
        at_low, at_high = _count(touched, cuts, organisation, source)
        _add(counters, at_low, 1 if cut.position == low else -1)
        _add(counters, at_high, 1 if cut.position == high else -1)
    if hidden:
        _add(counters, _count(hidden, [cut], organisation, source)[0], -1)
    return _made(counters)


def _nearest(cut: Cut, organisation: Organisation, source: Events) -> int:
    """The position of the nearest counters from which no declaration of working days lies between."""
    shown, name = source.shown(), declaration()
    found = [p for (p,) in source.all(_NEAREST, cut.position, name, cut.position, shown, name)]
    declared = [e.position for e in organisation.events(Cut(shown, cut.today), source, "calendar")]
    same = [
        p for p in (*found, shown, 0) if not any(min(p, cut.position) < d <= max(p, cut.position) for d in declared)
    ]
    return min(same, key=lambda p: abs(p - cut.position), default=0)


def _kept(position: int, source: Events) -> Counters:
    """The counters that were kept at a position, or those of today."""
    if position == 0:
        return {}
    kept = source.all("select tables::text from past.counters where position = %b", position)
    if kept:
        tables = msgspec.json.decode(kept[0][0])
    else:
        tables = {
            tally.row.TABLE.name: msgspec.json.decode(
                source.all(f"select coalesce(json_agg(t), '[]')::text from views.{tally.row.TABLE.name} as t")[0][0]
            )
            for tally in BOARD_TALLIES
        }
    counters: Counters = {}
    for tally in BOARD_TALLIES:
        for row in msgspec.convert(tables[tally.row.TABLE.name], list[tally.row]):  # type: ignore[name-defined]
            key = tuple(getattr(row, name) for name in tally.row.TABLE.key)
            counters.setdefault(tally.row, {})[key] = {name: getattr(row, name) for name in _figures(tally.row)}
    return counters


def _count(
    streams: Sequence[str],
    cuts: Sequence[Cut],
    organisation: Organisation,
    source: Events,
    effective: date | None = None,
) -> list[Counters]:
    """What some records contribute at some moments, the earliest first."""
    last = cuts[-1]
    events: list[Event] = source.of(streams, last.position)
    if effective is not None:
        events = effective_by(events, effective)
    if len(events) > MOST:
        raise too_much()
    events = sorted([*organisation.events(last, source, "calendar"), *events], key=lambda event: event.position)
    return [
        _contributed(folded([e for e in events if e.position <= at.position], COUNTED, lenient=effective is not None))
        for at in cuts
    ]


def _contributed(views: Views) -> Counters:
    counters: Counters = {}
    rows = {row: written for row, written, _ in views.changes()}
    for tally in BOARD_TALLIES:
        for counted, contributions in tally.counted.items():
            for row in rows.get(counted, ()):
                for key, amounts in contributions(row):
                    figures = counters.setdefault(tally.row, {}).setdefault(key, {})
                    for name, amount in amounts.items():
                        figures[name] = figures.get(name, 0) + amount
    return counters


def _add(to: Counters, more: Counters, sign: int) -> None:
    for table, of_table in more.items():
        for key, amounts in of_table.items():
            figures = to.setdefault(table, {}).setdefault(key, {})
            for name, amount in amounts.items():
                figures[name] = figures.get(name, 0) + sign * amount


def _made(counters: Counters) -> dict[type[Row], list[Row]]:
    return {
        table: [
            table(**dict(zip(table.TABLE.key, key, strict=True)), **figures)
            for key, figures in of_table.items()
            if any(figures.values())
        ]
        for table, of_table in counters.items()
    }


def _figures(row: type[Row]) -> Iterable[str]:
    return [name for name in row.__struct_fields__ if name not in row.TABLE.key]
