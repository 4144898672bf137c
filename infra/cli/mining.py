"""`mine`: the register as an event log for process mining, in XES or OCEL 2.0."""

from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failing import AskedWrongly, CommandFailed
from infra.cli.output import answer, answer_json, bar, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.text import Language
    from infra.mining.findings import Found


class Kind(StrEnum):
    """Kinds of records of which a log can be made."""

    COMPLAINT = "complaint"
    PETITION = "petition"
    MEASURE = "measure"
    POST = "post"


class By(StrEnum):
    """By which of its two times an event stands in the log."""

    RECORDED = "recorded"
    EFFECTIVE = "effective"


class Form(StrEnum):
    """The forms of a log."""

    XES = "xes"
    """IEEE 1849-2023: one trace a record."""
    OCEL = "ocel"
    """OCEL 2.0 in JSON: events with the records, officials, offices and bodies that they concern."""


Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]


def mine(
    form: Annotated[
        Form,
        typer.Argument(help="XES: one trace a record. OCEL 2.0 (JSON): events with all that they concern."),
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; one that is there is replaced.")],
    kind: Annotated[Kind, typer.Option("--kind", help="Kind of records.")] = Kind.COMPLAINT,
    office: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only records in which an act lies in this office, such as 71.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="Only records that began on this day or later, by --time."
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="Only records that began on this day or before, by --time."
        ),
    ] = None,
    time: Annotated[
        By, typer.Option("--time", help="The time that events have in the log, and the period goes by.")
    ] = By.RECORDED,
    walled: Annotated[bool, typer.Option("--walled", help="Also records behind walls.")] = False,
    json: Json = False,
) -> None:
    """Write an event log for process mining: ids, capacities, paragraphs and times; no names, no free text.

    The whole course of each record is told, whenever it ended.
    """
    from infra.cli.opening import expect_office, opened
    from infra.mining import Chosen, Clock, write_ocel, write_xes

    write = write_xes if form is Form.XES else write_ocel
    if since is not None and until is not None and until < since:
        raise AskedWrongly("--until: expected the day of --since or a later one")
    chosen = Chosen(kind.value, office, _day(since), _day(until), walled)
    try:
        with opened() as house, bar("records", quiet=json) as tell:
            expect_office(house, office)
            done = write(house.database.dsn, file, chosen, clock=Clock(time.value), progress=lambda n: tell(n, n))
    except OSError as error:
        raise CommandFailed(f"{file}: {(error.strerror or 'cannot be written').lower()}") from None
    if json:
        answer_json({"file": str(file), **done._asdict()})
        return
    answer(f"{done.traces:,} records, {done.events:,} events in {file}")
    if done.undated:
        note(f"{done.undated:,} records have no known day: the day of recording stood for it")
    if done.left_out:
        note(f"{done.left_out:,} records stand behind walls and were left out; --walled takes them in")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def conformance(
    office: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only acts of this office, such as 71; 00 is the Centre.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Only acts of this day or later.")
    ] = None,
    rule: Annotated[str | None, typer.Option(metavar="NAME", help="Only this rule, such as decided_unheard.")] = None,
    language: Annotated[str, typer.Option(help="Language of the rules in words: kk, ru or en.")] = "en",
    json: Json = False,
) -> None:
    """List per office where the log shows that a rule was not kept, with the events that show it. Names nobody.

    It is a hint to look, no judgement: what the log does not tell is not judged, nor is what was imported.
    """
    import msgspec

    from domain.text import LANGUAGES
    from infra.cli.opening import expect_office, opened, show
    from infra.mining.findings import findings
    from projections.conformance import ConformanceRule

    chosen = next((known for known in LANGUAGES if known == language), None)
    if chosen is None:
        raise AskedWrongly(f"--language: expected one of {', '.join(LANGUAGES)}")
    if rule is not None and rule not in set(ConformanceRule):
        raise AskedWrongly(f"--rule: expected one of {', '.join(ConformanceRule)}")
    with opened() as house:
        expect_office(house, office)
        show(house, quiet=json)
        found = findings(house.database.dsn, office=office, since=_day(since), rule=rule)
    if json:
        answer_json([{**msgspec.structs.asdict(each), "words": each.words.in_language(chosen)} for each in found])
        return
    for line in _told(found, chosen):
        answer(line)
    answer(f"{len(found):,} findings")


def _told(found: "list[Found]", language: "Language") -> "Iterator[str]":
    """Findings by office and rule, one a line, whole: no terminal is as wide as the names of events are long."""
    from domain.regulation import cite

    for office, of_the_office in groupby(found, key=lambda each: each.office):
        for (rule, paragraph), against_it in groupby(of_the_office, key=lambda each: (each.rule, each.paragraph)):
            first, *others = against_it
            yield f"office {office}, {rule}: {first.words.in_language(language)} ({cite(paragraph, language)})"
            for each in (first, *others):
                day = f" on {each.effective}" if each.effective else ""
                against = f", against position {each.against}" if each.against is not None else ""
                yield f"    {each.record}: {each.event}{day}, position {each.position}{against}"
