"""What changed is told in words that people know, in three languages: no name of the schema, no id, no raw value."""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from domain.text import LANGUAGES, Language, Text
from graphql_api.changes import places
from graphql_api.objects import ROW_TYPES
from graphql_api.records import ROWS
from graphql_api.sentences import Names
from graphql_api.sentences.changed import LISTED, OFFICES, PARAGRAPHS, SPANS, Place, in_words, named_in
from graphql_api.sentences.fields import PARTS, label, labelled
from graphql_api.sentences.phrases import LONGEST
from infra.store.recorder import Store
from projections.complaints.parts import InstructionRow
from projections.complaints.rows import ComplaintHeadRow, ComplaintPartyRow, ComplaintRow, ComplaintTextRow
from projections.offices import OfficeRow
from projections.persons import PersonRow
from projections.posts import PostRow, TenureRow
from projections.rows import Row, columns
from tests.domain.scenario import AUDITOR, EMPLOYEE_71, HEAD, OMBUDSMAN
from tests.graphql_api.api import running
from tests.graphql_api.story import CANARY, Story
from tests.infra.past.asking import let_in, unwalled
from tests.projections.histories import random_history
from tests.projections.written import write

IDENTIFIER = re.compile(
    r"\b[a-z]+[A-Z]\w*|\b(?!VII\b)[A-Z]{2,}\b|\w_\w|\d{4}-\d{2}-\d{2}|[{}\[\]]|\bNone\b|\b[Tt]rue\b|\b[Ff]alse\b"
    r"|\b(official|office|post|person|complaint|petition|measure|compartment|staffing|calendar)-[0-9a-z]"
)
"""What no official and no auditor should have to read."""
PLACES = [place for kind, row in ROWS.items() if row in ROW_TYPES for place in places(row)]
SHOWN = [(place, column) for place in PLACES for column in (*place.keys, *place.columns)]
"""Every column that a change can show, and what tells parts apart."""


def of(row: type[Row], *key: Any) -> Place:
    (place,) = (place for place in PLACES if place.row is row)
    return Place(place.row, place.field, place.columns, place.names, key)


def kind_of(row: type[Row], column: str) -> Any:
    return next(each.type for each in columns(row) if each.name == column)


def values(row: type[Row], column: str) -> list[Any]:
    """All values of a closed list, and one of any other column, as an answer shows them."""
    kind = kind_of(row, column)
    if get_args(kind):
        return [[value] for value in _values(row, column, get_args(kind)[0])]
    return _values(row, column, kind)


def _values(row: type[Row], column: str, kind: Any) -> list[Any]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [each.name for each in kind]
    if (row, column) in SPANS:
        return ["2026-03-03/2026-03-09"]
    if (row, column) in PARAGRAPHS:
        return ["15.1", "154-VII/15.2"]
    if (row, column) in LISTED:
        return [*(each.value for each in LISTED[row, column]), "Order 8"]
    return {
        str: ["official-f8664f9c" if names_something(row, column) else "Words"],
        int: [7],
        bool: [True, False],
        date: ["2026-03-03"],
    }[kind]


def names_something(row: type[Row], column: str) -> bool:
    (names,) = (place.names for place in PLACES if place.row is row)
    return column in names or (row, column) in OFFICES


def keyed(place: Place) -> Iterator[Place]:
    for key in product(*(values(place.row, name) for name in place.keys)):
        yield Place(place.row, place.field, place.columns, place.names, key)


def test_there_is_much_that_a_change_can_show() -> None:
    assert {place.row for place in PLACES} > {ComplaintRow, ComplaintHeadRow, ComplaintTextRow, PostRow, TenureRow}
    assert {row for kind, row in ROWS.items() if row in ROW_TYPES} == {place.row for place in PLACES if not place.field}
    assert len(ROW_TYPES) > len(PLACES) > 20
    assert len(SHOWN) > 190
    assert {"status", "assignee", "findings", "due_on"} <= {column for place, column in SHOWN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_a_change_can_show_has_a_label_of_its_own(language: Language) -> None:
    for place in PLACES:
        labels = [label(place.row, column).in_language(language) for column in place.columns]
        assert all(labels), place.row
        assert len({*labels}) == len(labels), (place.row, sorted(labels))
        assert not [words for words in labels if IDENTIFIER.search(words)]
        assert not place.field or PARTS[place.row.TABLE.name].in_language(language)


def test_no_label_is_kept_for_nothing() -> None:
    shown = {(place.row.TABLE.name, column) for place, column in SHOWN}
    own = {(table, column) for table, column in labelled() if table}
    assert own <= shown
    assert {column for table, column in labelled() if not table} <= {column for table, column in shown - own}
    assert {*PARTS} == {place.row.TABLE.name for place in PLACES if place.field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_closed_list_has_words_of_its_own(language: Language) -> None:
    kinds = [kind_of(place.row, column) for place, column in SHOWN]
    lists = {kind for each in kinds for kind in (each, *get_args(each)) if isinstance(kind, type)}
    closed = {kind for kind in lists if issubclass(kind, Enum)}
    assert len(closed) > 20
    for kind in closed | {*LISTED.values()}:
        words = [value.words.in_language(language) for value in kind]
        assert all(words) and len({*words}) == len(words), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_of_every_field_is_told_without_identifiers(language: Language) -> None:
    told: set[tuple[str, str]] = set()
    for place in PLACES:
        for here in keyed(place):
            for column in place.columns:
                for value in values(place.row, column):
                    words = in_words(here, column, None, value, [], Names(), language)
                    assert not IDENTIFIER.search(words), words
                    assert label(place.row, column).in_language(language).lower() in words.lower()
                    told.add((place.row.TABLE.name, column))
            whole = {shown: values(place.row, column)[0] for column, shown in place.columns.items()}
            for states in ((None, whole), (whole, None)):
                words = in_words(here, None, *states, [], Names(), language)
                assert not IDENTIFIER.search(words), words
    assert told == {(place.row.TABLE.name, column) for place in PLACES for column in place.columns}


NAMES = Names(
    officials={"official-a": "Әлия Серікова"},
    offices={"10": Text(kk="Абай облысындағы өкілдік", ru="Представительство в области Абай", en="Office in Abay")},
    persons={"person-a": CANARY, "person-b": "[erased]"},
    complaints={"complaint-a": "C-10-2026-00001"},
)
ACTS = [Text(kk="шағымды жіктеді", ru="классифицировал жалобу", en="classified the complaint")]


@pytest.mark.parametrize(
    ("place", "column", "before", "after", "told"),
    [
        (
            of(ComplaintRow),
            "status",
            "REGISTERED",
            "DECIDED",
            {
                "kk": "Мәртебесі: бұрын «Тіркелді», енді «Шешім қабылданды». Әрекет: шағымды жіктеді.",
                "ru": "Статус: было «Зарегистрировано», стало «Решение принято». Действие: классифицировал жалобу.",
                "en": "Status: was “Registered”, is now “Decided”. Act: classified the complaint.",
            },
        ),
        (
            of(ComplaintHeadRow, "1"),
            "decided_by",
            None,
            "official-a",
            {
                "kk": "Шағым тармағы 1, шешім қабылдаған: бұрын бос, енді «Әлия Серікова». Әрекет: шағымды жіктеді.",
                "ru": "Пункт жалобы 1, кем принято решение: было пусто, стало «Әлия Серікова». "
                "Действие: классифицировал жалобу.",
                "en": "Head of complaint 1, decided by: was empty, is now “Әлия Серікова”. "
                "Act: classified the complaint.",
            },
        ),
        (
            of(ComplaintRow),
            "suspensions",
            [],
            ["2026-03-03/2026-03-09"],
            {
                "kk": "Тоқтатыла тұрған кезеңдер: бұрын бос, енді 2026 жылғы 3 наурыз күні — 2026 жылғы 9 наурыз күні. "
                "Әрекет: шағымды жіктеді.",
                "ru": "Периоды приостановления: было пусто, стало 3 марта 2026 года — 9 марта 2026 года. "
                "Действие: классифицировал жалобу.",
                "en": "Spans of suspension: was empty, is now 3 March 2026 — 9 March 2026. "
                "Act: classified the complaint.",
            },
        ),
        (
            of(ComplaintTextRow, "INSTRUCTION", "official-a"),
            None,
            None,
            {"text": "Look \n into it."},
            {
                "kk": "Мәтін (тапсырманың мазмұны, Әлия Серікова): қосылды. Мәтіні: «Look into it.». "
                "Әрекет: шағымды жіктеді.",
                "ru": "Текст (содержание поручения, Әлия Серікова): добавлено. Текст: «Look into it.». "
                "Действие: классифицировал жалобу.",
                "en": "Text (task of an instruction, Әлия Серікова): added. Words: “Look into it.”. "
                "Act: classified the complaint.",
            },
        ),
        (
            of(OfficeRow),
            None,
            None,
            {shown: "10" if column == "code" else None for column, shown in of(OfficeRow).columns.items()},
            {
                "kk": "Жазба тізілімге енгізілді. Коды: «10».",
                "ru": "Запись внесена в реестр. Код: «10».",
                "en": "The record was entered in the register. Code: “10”.",
            },
        ),
    ],
)
def test_a_change_reads_as_a_sentence(
    place: Place, column: str | None, before: Any, after: Any, told: dict[Language, str]
) -> None:
    for language, words in told.items():
        assert in_words(place, column, before, after, ACTS, NAMES, language) == words


def english(place: Place, column: str | None, before: Any, after: Any, names: Names = NAMES) -> str:
    return in_words(place, column, before, after, [], names, "en")


def test_of_whom_the_reader_has_no_name_only_the_kind_is_said_and_of_the_erased_that_they_are() -> None:
    party, other = of(ComplaintPartyRow, "person-a", "APPLICANT"), of(ComplaintPartyRow, "person-b", "APPLICANT")
    assert english(party, None, None, {}) == f"Party ({CANARY}, applicant): added."
    assert english(party, None, {}, None, Names()) == "Party (a person, applicant): no longer there."
    assert english(other, None, None, {}) == "Party (data destroyed, applicant): added."
    assert english(of(ComplaintRow), "merged_into", None, "complaint-b").endswith("is now another complaint.")
    assert english(of(PersonRow), "registered_by", "official-migration", None) == (
        "Registered by: was an earlier register, is now empty."
    )
    assert english(of(PersonRow), "name", CANARY, "[erased]") == f"Name: was “{CANARY}”, is now data destroyed."
    assert named_in(party, None, None, {}).persons == {"person-a"}
    assert named_in(of(InstructionRow, "official-a"), "until", None, "2026-03-03").officials == {"official-a"}
    assert named_in(of(ComplaintTextRow, "GROUNDS", "1"), "text", "a", "b").officials == frozenset()
    assert named_in(of(ComplaintRow), "offices", ["10"], ["10", "71"]).offices == {"10", "71"}


def test_long_values_are_told_from_where_they_differ() -> None:
    text, same = of(ComplaintTextRow, "GROUNDS", "1"), "word " * LONGEST
    assert "was “… word word" in english(text, "text", same + "before", same + "after")
    told = english(text, "text", same + "before", same + "after")
    assert "before”, is now “… word" in told and told.endswith("after”.") and len(told) < 2 * LONGEST
    assert english(text, "text", same, same + "after").endswith("word after”.")
    assert len(english(text, "text", "x" * 1_000, "y" * 1_000)) < 3 * LONGEST
    assert english(text, "text", "x" * 1_000, "x" * 1_000 + "y").endswith("xy”.")
    offices = [str(place) for place in range(20, 60)]
    names = Names(offices={place: Text(kk=f"Office {place}", ru="", en=f"Office {place}") for place in offices})
    begun = english(of(ComplaintRow), "offices", [], offices, names)
    assert begun.endswith("“Office 48”, “Office 49”, ….")
    told = english(of(ComplaintRow), "offices", offices, [*offices[1:], "60"], names)
    assert told == "Open to the offices: was …, “Office 20”, is now …, an office."


def test_whoever_does_not_see_a_person_reads_no_name_and_a_name_that_is_said_is_noted(story: Story) -> None:
    question = """query ($id: ID!) { diff(id: $id, from: {position: 0}) { path words(language: EN) } }"""

    def told(by: str) -> list[str]:
        return [change["words"] for change in story.api.ask(question, {"id": story.astana[0]}, by=by)["diff"]]

    def noted() -> set[str]:
        listed = story.api.ask("{ readLog(first: 100) { nodes { kind official { id } } } }")["readLog"]["nodes"]
        return {read["official"]["id"] for read in listed if read["kind"] == "person"}

    assert HEAD not in noted() and AUDITOR not in noted()
    for by in (HEAD, AUDITOR):
        assert not [words for words in told(by) if CANARY in words or "Party" in words]
    assert HEAD not in noted() and AUDITOR not in noted()
    assert f"Party ({CANARY}, applicant): added. Act: registered the complaint." in told(EMPLOYEE_71)
    assert EMPLOYEE_71 in noted()


WORDS_OF = """kk: words(language: KK) ru: words(language: RU) en: words(language: EN)"""
EVERYTHING = f"""query ($id: ID!, $from: Position!, $to: Position!) {{
    began: diff(id: $id, from: {{position: 0}}) {{ path before after {WORDS_OF} events {{ event }} }}
    went: diff(id: $id, from: {{position: $from}}, to: {{position: $to}}) {{ path before after {WORDS_OF} }}
    back: diff(id: $id, from: {{position: $to}}, to: {{position: $from}}) {{ path {WORDS_OF} }} }}"""


def test_a_rich_story_is_told_without_identifiers(make_database: Any, tmp_path: Path) -> None:
    history = unwalled(random_history(Random(20260303), 1_500))
    titles = {title for r in history if IDENTIFIER.search(title := str(getattr(r.event, "title", "")))}
    database = make_database()
    with running(database, tmp_path, begin=lambda store: begun(store, database, history)) as api:
        told: set[str] = set()
        streams = dict.fromkeys(recorded.stream for recorded in history)
        for stream in (s for s in streams if s.partition("-")[0] in ROWS):
            positions = [recorded.position for recorded in history if recorded.stream == stream]
            moments = {"id": stream, "from": positions[0], "to": positions[-1]}
            for name, changes in api.ask(EVERYTHING, moments).items():
                for change in changes or ():
                    told.add(re.sub(r"\[.*\]", "", f"{stream.partition('-')[0]} {change['path']}"))
                    for language in LANGUAGES:
                        words = change[language]
                        for title in titles:
                            words = words.replace(title, "…")
                        assert not IDENTIFIER.search(words), (name, change)
                        assert words.endswith("."), words
    assert len(told) > 50, sorted(told)
    assert {*ROWS} == {path.partition(" ")[0] for path in told}
    assert {"complaint status", "petition status", "post holder", "measure status"} <= told


def begun(store: Store, database: str, history: Any) -> None:
    write(database, history)
    let_in(database, OMBUDSMAN)
