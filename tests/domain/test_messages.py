"""What every command and event owes its readers: words, meanings, a stable name, personal values with an owner."""

from typing import Any

import msgspec
import pytest

import domain.kinds  # noqa: F401
from domain.complaints.rules import wrong_state
from domain.complaints.vocabulary import Status
from domain.decider import deciders
from domain.identifiers import ComplaintId, OfficeCode
from domain.message import Event, Iin, Line, Prose, event_types, field_docs, personal_fields, summary, upcast, upcasts
from domain.petitions.events import answering
from domain.petitions.rules import awaits
from domain.petitions.state import Addressed, Petition
from domain.petitions.vocabulary import AddresseeStatus, BodyLevel, Proceedings
from domain.text import LANGUAGES, Language, Text
from tests.domain.scenario import uuid

COMMANDS = sorted(deciders(), key=lambda command: command.__name__)
EVENTS = sorted(event_types().values(), key=lambda event: event.__name__)


@pytest.mark.parametrize("message", [*COMMANDS, *EVENTS], ids=lambda m: m.__name__)
def test_every_command_and_event_says_what_it_and_each_of_its_fields_mean(message: type[msgspec.Struct]) -> None:
    assert summary(message).endswith((".", ")."))
    missing = [name for name in message.__struct_fields__ if not field_docs(message).get(name)]
    assert not missing, f"{message.__name__} does not explain {missing}"


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: e.__name__)
def test_every_event_can_be_told_in_three_languages(event: type[Event]) -> None:
    words = event.words
    assert words.kk and words.ru and words.en and len({words.kk, words.ru, words.en}) == 3


@pytest.mark.parametrize("event", [e for e in EVENTS if personal_fields(e)], ids=lambda e: e.__name__)
def test_personal_values_stand_only_where_the_person_is_named(event: type[Event]) -> None:
    assert "person" in event.__struct_fields__, f"{event.__name__} holds {set(personal_fields(event))} of nobody"


@pytest.mark.parametrize("status", Status)
def test_a_refusal_calls_where_a_complaint_stands_as_everything_else_does(status: Status) -> None:
    told, needed = wrong_state(status, (Status.DECIDED, Status.FORWARDED)).text, (Status.DECIDED, Status.FORWARDED)
    assert all(said_in(told, language, status, *needed) for language in LANGUAGES)


def test_a_refusal_calls_where_an_addressee_stands_as_everything_else_does() -> None:
    replied = awaits(answering.PetitionReplyAssessed, "a", petition(AddresseeStatus.RECEIVED, None))
    sanctioned = awaits(answering.SanctionImposed, "a", petition(AddresseeStatus.RECEIVED, Proceedings.REFUSED))
    opened = awaits(answering.ProceedingsDiscontinued, "a", petition(AddresseeStatus.RECEIVED, None))
    assert replied and sanctioned and opened
    for language in LANGUAGES:
        assert said_in(replied.text, language, AddresseeStatus.RECEIVED, AddresseeStatus.REPLIED)
        assert said_in(sanctioned.text, language, Proceedings.REFUSED, Proceedings.OPENED, Proceedings.SANCTIONED)
    assert opened.text.en == "Proceedings: no decision. This step needs: opened."


def petition(status: AddresseeStatus, proceedings: Proceedings | None) -> Petition:
    addressed = Addressed(key="a", level=BodyLevel.CENTRAL, status=status, proceedings=proceedings)
    return Petition(addressees=(addressed,))


def said_in(told: Text, language: Language, *states: Status | AddresseeStatus | Proceedings) -> bool:
    return all(state.words.in_language(language) in told.in_language(language) for state in states)


def test_event_names_are_unique_because_history_is_read_by_them() -> None:
    names = [event.__name__ for event in EVENTS]
    assert len(names) == len(set(names)) == len(event_types())


def test_stored_fields_are_brought_to_the_current_schema_step_by_step() -> None:
    @upcasts("Example", 1)
    def with_office(fields: dict[str, object]) -> dict[str, object]:
        return {**fields, "office": "00"}

    @upcasts("Example", 2)
    def office_code(fields: dict[str, object]) -> dict[str, object]:
        return {"code": fields["office"]}

    assert upcast("Example", 1, 3, {}) == {"code": "00"}
    assert upcast("Example", 3, 3, {"code": "71"}) == {"code": "71"}
    with pytest.raises(LookupError, match="Example"):
        upcast("Example", 3, 4, {})


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (OfficeCode, ["71", "00"], ["71\n", "7", "x1", "７１"]),
        (ComplaintId, [f"complaint-{uuid('x')}"], [f"complaint-{uuid('x')}\n", "complaint-1", f"petition-{uuid('x')}"]),
        (Iin, ["990101300123"], ["990101300123\n", "99010130012", "99010130012x"]),
        (Line, ["Water supply", "Сумен жабдықтау"], ["", "  ", "two\nlines", "line\n", "\x00", "a\x1bb"]),
        (Prose, ["two\nlines", "\tindented\r\n"], ["", " \n\t ", "\x00", "nul\x00inside", "a\x1bb"]),
    ],
    ids=lambda value: "",
)
def test_constrained_words_take_what_they_say_and_nothing_else(kind: Any, good: list[str], bad: list[str]) -> None:
    for value in good:
        assert msgspec.convert(value, kind) == value
    for value in bad:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(value, kind)
