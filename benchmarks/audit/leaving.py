"""The whole trail leaves as CSV: entries a second with their sentences, and what the process holds meanwhile."""

import asyncio
import time
from collections.abc import Iterator
from datetime import date

import psutil
import psycopg

from benchmarks.arena import say
from benchmarks.figures import Figure
from graphql_api.ports import Viewer
from infra.http.views import ReadModels
from infra.projector import CAUGHT_UP
from infra.reading import Journal
from infra.store.tail import Tail
from infra.trail import FORMS, Export, Wanted

SECTION = "The trail as a file"
_COPY = "copy (select * from views.audit order by position) to stdout (format csv)"


def leaving(dsn: str, reader: str) -> Iterator[Figure]:
    """Every entry of a register that stands, as its reader may see it, beside COPY of the same table."""
    begin = time.perf_counter()
    entries, grown = asyncio.run(_export(dsn, reader))
    told = time.perf_counter() - begin
    begin = time.perf_counter()
    with psycopg.connect(dsn) as conn, conn.cursor().copy(_COPY) as copy:
        for _ in copy:
            pass
    copied = time.perf_counter() - begin
    note = f"CSV with sentences in English; memory of the process after the first tenth: {grown:+.0f} MB"
    yield _figure(entries, "register: trail export", entries / told, note)
    yield _figure(entries, "COPY TO", entries / copied, "one table as one reader, no sentences", peer=True)


async def _export(dsn: str, reader: str) -> tuple[int, float]:
    """How many entries there are, and by how many MB the process grew between the first tenth and the end."""
    entries, process, early = 0, psutil.Process(), 0
    async with ReadModels(dsn, Tail(dsn, CAUGHT_UP), size=1) as views, Journal(dsn) as journal:
        export = Export(views, journal, Viewer(reader), Wanted(), FORMS["csv"], "en", date(2026, 6, 30))
        async for part in export.parts():
            entries += part.entries
            if not early and part.reached * 10 >= part.upto:
                say(f"trail: {part.upto:,} positions as CSV")
                early = process.memory_info().rss
    return entries, (process.memory_info().rss - early) / 1e6


def _figure(entries: int, by: str, rate: float, note: str, *, peer: bool = False) -> Figure:
    what = f"{entries:,} entries of the trail"
    return Figure(section=SECTION, what=what, by=by, clients=1, unit="entries", per_second=rate, peer=peer, note=note)
