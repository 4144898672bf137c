"""XES (IEEE 1849-2023): one trace a record, one event an event of the register.

Standard attributes come from the extensions concept, time, lifecycle and org; what they have no word for stands under
plain keys.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from infra.mining.files import whole
from infra.mining.traces import Chosen, Clock, Progress, Step, Trace, Traces, Written, reading

_SITE: Final = "http://www.xes-standard.org/"  # the standard's namespace; nothing is fetched from there
_EXTENSIONS: Final = (("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org"))
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<log xes.version="1849-2023" xes.features="" xmlns="{_SITE}">\n'
    + "".join(
        f'  <extension name="{name}" prefix="{prefix}" uri="{_SITE}{prefix}.xesext"/>\n' for name, prefix in _EXTENSIONS
    )
    + """\
  <global scope="trace">
    <string key="concept:name" value=""/>
    <string key="record" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
    <string key="org:resource" value=""/>
    <string key="org:role" value=""/>
    <string key="basis" value=""/>
    <int key="position" value="0"/>
  </global>
  <classifier name="Event" keys="concept:name"/>
  <classifier name="Event and capacity" keys="concept:name org:role"/>
"""
)


def write_xes(
    dsn: str, path: Path, chosen: Chosen, *, clock: Clock = Clock.RECORDED, progress: Progress = lambda _: None
) -> Written:
    """Write the chosen traces as one XES file, in constant memory."""
    with reading(dsn) as conn, whole(path) as file:
        traces = Traces(conn, chosen, progress, clock=clock)
        file.write(_HEAD)
        file.write(_string("concept:name", f"{chosen.kind}, up to position {traces.position}", 1))
        file.write('  <string key="lifecycle:model" value="standard"/>\n')
        file.write(_string("clock", clock, 1))
        for trace in traces:
            file.writelines(_trace(trace, clock))
        file.write("</log>\n")
    return traces.written()


def _trace(trace: Trace, clock: Clock) -> Iterator[str]:
    yield "  <trace>\n"
    yield _string("concept:name", trace.number or trace.record, 2)
    yield _string("record", trace.record, 2)
    if trace.office is not None:
        yield _string("office", trace.office, 2)
    for step in trace.steps:
        yield from _event(step, clock)
    yield "  </trace>\n"


def _event(step: Step, clock: Clock) -> Iterator[str]:
    act = step.act
    yield "    <event>\n"
    yield _string("concept:name", step.name, 3)
    yield _date("time:timestamp", step.at(clock).isoformat(timespec="milliseconds"))
    yield _string("lifecycle:transition", "complete", 3)
    yield _string("org:resource", act.actor, 3)
    yield _string("org:role", act.capacity, 3)
    if act.office is not None:
        yield _string("org:group", act.office, 3)
    yield _string("command", act.command_name, 3)
    yield _string("basis", act.basis, 3)
    if act.effective is not None:
        yield _date("effective", f"{act.effective}T00:00:00.000+00:00")
    if act.acting_for is not None:
        yield _string("actingFor", act.acting_for, 3)
    yield f'      <int key="position" value="{step.position}"/>\n'
    yield f'      <int key="version" value="{step.version}"/>\n'
    yield "    </event>\n"


def _string(key: str, value: str, depth: int) -> str:
    return f"{'  ' * depth}<string key={quoteattr(key)} value={quoteattr(value)}/>\n"


def _date(key: str, value: str) -> str:
    return f'      <date key="{key}" value="{value}"/>\n'
