"""What every command and event owes its readers: words, meanings, a stable name, personal values with an owner."""

import msgspec
import pytest

import domain.kinds  # noqa: F401
from domain.decider import deciders
from domain.message import Event, event_types, field_docs, personal_fields, summary, upcast, upcasts

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
