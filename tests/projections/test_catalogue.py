"""What every read table must have: a documented column, a policy, a place in the catalogue."""

import re

import pytest

from domain.message import Event, event_types
from projections.boards import BOARDS
from projections.catalogue import CATALOGUE
from projections.rows import Row, column_docs, columns, table_summary
from projections.schema import ddl
from projections.visibility import condition

ALL = [*CATALOGUE.rows, *BOARDS]


def _named(row: type[Row]) -> str:
    return row.TABLE.name


@pytest.mark.parametrize("row", ALL, ids=_named)
def test_every_column_says_what_it_means(row: type[Row]) -> None:
    assert set(column_docs(row)) == {column.name for column in columns(row)}
    assert table_summary(row).endswith(".")


@pytest.mark.parametrize("row", ALL, ids=_named)
def test_key_and_indexes_name_columns_of_the_table(row: type[Row]) -> None:
    names = {column.name for column in columns(row)}
    indexed = {part for index in row.TABLE.indexes for part in index} - {"unique"}
    assert {*row.TABLE.key, *indexed} <= names
    assert not {c.name for c in columns(row) if c.nullable} & set(row.TABLE.key)


@pytest.mark.parametrize("row", CATALOGUE.rows, ids=_named)
def test_every_table_is_under_row_level_security_that_binds_its_owner_too(row: type[Row]) -> None:
    statements = "\n".join(ddl())
    name = rf"views\.{row.TABLE.name}"
    assert re.search(rf"alter table {name} enable row level security$", statements, re.MULTILINE)
    assert re.search(rf"alter table {name} force row level security$", statements, re.MULTILINE)
    assert re.search(rf"create policy reading on {name} for select to register_reader using \(.+\)$", statements, re.M)


@pytest.mark.parametrize("row", CATALOGUE.rows, ids=_named)
def test_a_policy_asks_each_question_once_a_statement(row: type[Row]) -> None:
    """A function called for each row would make every list slow: all calls stand in sub-selects."""
    bare = re.findall(r"(?<!\(select )access\.\w+\(\)", condition("views", row))
    assert bare == []


def test_every_row_class_belongs_to_the_catalogue_or_to_a_board() -> None:
    declared = {row for row in Row.__subclasses__() if row.__module__.startswith("projections.")}
    assert declared == set(ALL)


def test_every_event_changes_more_than_the_trail() -> None:
    """An event that no projection shows would be lost to all questions but the trail. Those listed are told nowhere
    else on purpose."""
    handled: set[type[Event]] = {event for p in CATALOGUE.projections for event in p.handlers}
    domain = {event for event in event_types().values() if event.__module__.startswith("domain.")}
    assert {event.__name__ for event in domain - handled} == {"NumberIssued", "StepRecorded"}
