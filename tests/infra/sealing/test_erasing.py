"""Whoever was erased is gone from everything that is read, while everything that is counted and proven stays."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain.complaints.closing import ReopenComplaint
from domain.complaints.examination import SubmitProposal
from domain.complaints.intake import RegisterComplaint
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint, Respondent
from domain.outcome import Accepted, Refused
from domain.persons.decide import CorrectPerson
from domain.persons.erasure import LiftLegalHold, PlaceLegalHold
from domain.persons.events import PersonErased
from domain.persons.naming import Naming
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.commands.drafting import DraftPetition, WithdrawPetition
from domain.petitions.vocabulary import BodyLevel, PetitionAddressee, PetitionKind
from domain.sealing import ERASED
from infra.deciding import Request
from infra.projector import rebuild
from infra.register import Register
from infra.sealing.naming import naming_in
from infra.store.recorder import Store
from tests.domain.scenario import EMPLOYEE_71, FOUNDED, HEAD, OMBUDSMAN, REPRESENTATIVE_71, at, stream
from tests.infra.founded import found
from tests.infra.sealing.story import CANARY, OTHERS, decided, details, do, erase, erased, registered, told
from tests.infra.sealing.test_sealing import stored
from tests.projections.written import add, catch_up, contents


@pytest.fixture
def register(database: str) -> Iterator[Register]:
    with Store(database) as store:
        found(store)
        yield Register(store)


def refused(register: Register, command: object, by: str = HEAD) -> str:
    outcome = register.execute(command, actor=by, command_id=uuid4())  # type: ignore[arg-type]
    assert isinstance(outcome, Refused), outcome
    return outcome.refusal.text.en


def test_after_an_erasure_no_row_of_any_table_holds_a_word_of_the_person(register: Register, database: str) -> None:
    _, person = told(register)
    told(register, OTHERS)
    catch_up(database)
    before = contents(database)
    erased(register, person)
    catch_up(database)
    after = contents(database)
    assert CANARY in repr(before)
    assert CANARY not in repr(after)
    assert repr(after).count(OTHERS) == repr(before).count(OTHERS)


def test_rebuilt_tables_equal_those_that_saw_the_erasure_happen(register: Register, database: str) -> None:
    _, person = told(register)
    told(register, OTHERS)
    catch_up(database)
    erased(register, person)
    catch_up(database)
    live = contents(database)
    rebuild(database)
    assert contents(database) == live
    assert live["parked"] == []


def test_what_is_stored_stays_byte_for_byte(register: Register, database: str) -> None:
    _, person = told(register)
    before = stored(database)
    erased(register, person)
    assert stored(database).startswith(before)


def test_counts_terms_and_places_in_the_course_stay(register: Register, database: str) -> None:
    _, person = told(register)
    catch_up(database)
    before = contents(database)
    erased(register, person)
    catch_up(database)
    after = contents(database)
    kept = (
        "complaint",
        "complaint_head",
        "complaint_party",
        "petition",
        "explanation",
        "complaint_fact",
        "office_count",
    )
    assert {table: after[table] for table in kept} == {table: before[table] for table in kept}
    acts = {(row[0]["stream"], row[0]["version"]): row[0]["payload"] for row in after["audit"]}
    assert all(acts[row[0]["stream"], row[0]["version"]] == row[0]["payload"] for row in before["audit"])


def test_the_event_is_the_protocol_of_the_destruction(register: Register, database: str) -> None:
    complaint, person = told(register)
    (recorded,) = erased(register, person).recorded
    event = recorded.event
    assert isinstance(event, PersonErased)
    assert event.keys[0] == person
    assert {place.stream: place.fields for place in event.places}[person] == 6
    assert {place.stream: place.fields for place in event.places}[complaint] == 3
    assert complaint in {place.stream for place in event.texts}
    assert event.witnesses == (EMPLOYEE_71,)
    with psycopg.connect(database) as conn:
        gone = {row[0] for row in conn.execute("select id from keys.destroyed")}
        left = {row[0] for row in conn.execute("select id from keys.key")}
    assert gone == set(event.keys)
    assert not gone & left


def test_another_process_that_kept_the_key_opens_nothing_after_the_destruction(
    register: Register, database: str
) -> None:
    complaint, person = told(register)
    with Store(database) as store:
        other = Register(store)
        assert CANARY in repr(other.history(complaint))
        erased(register, person)
        assert CANARY not in repr(other.history(complaint))
        assert ERASED in repr(other.history(person))


def test_an_open_matter_keeps_the_data(register: Register) -> None:
    _, (person,) = registered(register)
    assert "not ended" in refused(register, erase(person))


def test_a_legal_hold_keeps_the_data_until_it_is_lifted(register: Register) -> None:
    _, person = told(register)
    do(register, PlaceLegalHold(person=person, reference="Court 7"), HEAD)
    assert "legal hold" in refused(register, erase(person))
    do(register, LiftLegalHold(person=person, reference="Court 7"), OMBUDSMAN)
    erased(register, person)


def test_nobody_destroys_data_alone_or_without_the_power(register: Register) -> None:
    _, person = told(register)
    assert "no authority" in refused(register, erase(person), EMPLOYEE_71)
    alone = erase(person)
    assert "other than who acts" in refused(register, alone.__class__(**{**_fields(alone), "witnesses": (HEAD,)}))
    nobody = (f"official-{uuid4()}",)
    assert "other than who acts" in refused(register, alone.__class__(**{**_fields(alone), "witnesses": nobody}))


def _fields(command: object) -> dict[str, object]:
    return {name: getattr(command, name) for name in command.__struct_fields__}  # type: ignore[attr-defined]


def test_whoever_was_erased_is_not_erased_corrected_or_named_again(register: Register) -> None:
    _, person = told(register)
    erased(register, person)
    assert "destroyed" in refused(register, erase(person))
    assert "destroyed" in refused(register, CorrectPerson(person=person, details=details("Anew")), EMPLOYEE_71)
    anew = RegisterComplaint(
        office="71",
        addressee=Addressee.REPRESENTATIVE,
        channel=Channel.DESK,
        applicants=(Applicant(person=person),),
        heads=(HeadOfComplaint(category="Heating"),),
    )
    assert "No such person" in refused(register, anew, EMPLOYEE_71)


def test_a_closed_matter_that_is_opened_again_gets_a_key_of_its_own(register: Register) -> None:
    """The office may go on with the matter; of the person nothing can be said any more."""
    complaint, person = told(register)
    erased(register, person)
    do(register, ReopenComplaint(complaint=complaint, ground="Again no water", heads=("1",)), OMBUDSMAN)
    assert "Again no water" in repr(register.history(complaint)[-1].event)

    assert "destroyed" in refused(register, SubmitProposal(complaint=complaint, proposal="Ask"), EMPLOYEE_71)


def test_text_of_a_matter_goes_with_the_last_person_whom_it_names(register: Register, database: str) -> None:
    first, (one,) = registered(register)
    _, (two,) = registered(register, OTHERS)
    shared, _ = registered(register, CANARY, one, two)
    for complaint in (first, shared):
        decided(register, complaint)
    erased(register, one)
    assert "has no water" in repr(register.history(shared)[0].event)
    decided(register, _of(register, two), OTHERS)
    erased(register, two)
    assert CANARY not in repr(register.history(shared))
    catch_up(database)
    rows = contents(database)
    assert CANARY not in repr(rows) and OTHERS not in repr(rows)
    rebuild(database)
    assert contents(database) == rows


def _of(register: Register, person: str) -> str:
    """The complaint that the person made alone."""
    events = [r for r in register.tail(0) if getattr(r.event, "applicants", None) == (person,)]
    return events[0].stream


def test_what_is_told_of_a_person_while_the_erasure_is_decided_goes_with_it(
    register: Register, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The matter has no text yet when the erasure looks who is named, and has ended when it looks at the matter."""
    opened = RegisterComplaint(
        office="71",
        addressee=Addressee.REPRESENTATIVE,
        channel=Channel.DESK,
        applicants=(Applicant(details=details(CANARY)),),
        respondent=Respondent(name="Akimat of Astana"),
        heads=(HeadOfComplaint(category="Water supply"),),
    )
    recorded = do(register, opened, EMPLOYEE_71).recorded
    (complaint, (person,)) = next((r.stream, r.event.applicants) for r in recorded if hasattr(r.event, "applicants"))
    looked = list[Naming]()

    def slowly(rows: Any, asked: str) -> Naming:
        looked.append(naming_in(rows, asked))
        if len(looked) == 1:
            decided(register, complaint)
        return looked[-1]

    monkeypatch.setattr("infra.store.folds.naming_in", slowly)
    with Store(database) as store:
        erased(Register(store), person)
    assert CANARY not in repr(register.history(complaint))
    assert len(looked) > 1


def test_an_erasure_in_a_batch_sees_what_came_before_and_spares_what_comes_after(register: Register) -> None:
    complaint, person = told(register)
    drafted = uuid4()
    draft = DraftPetition(
        office="71",
        petition_kind=PetitionKind.RECOMMENDATION,
        title="Water",
        operative_part=f"Give {CANARY} water",
        addressees=(PetitionAddressee(key="a", body="Akimat", level=BodyLevel.TERRITORIAL, territory="71"),),
        complaints=(complaint,),
        reasoning=f"{CANARY} was thirsty",
        person=person,
    )
    withdraw = WithdrawPetition(petition=f"petition-{drafted}", reason=f"{CANARY} has water now")
    reopen = ReopenComplaint(complaint=complaint, ground="Again no water", heads=("1",))
    outcomes = list(
        register.execute_batch(
            [
                Request(command=draft, actor=REPRESENTATIVE_71, command_id=drafted),
                Request(command=withdraw, actor=REPRESENTATIVE_71, command_id=uuid4()),
                Request(command=erase(person), actor=HEAD, command_id=uuid4()),
                Request(command=reopen, actor=OMBUDSMAN, command_id=uuid4()),
            ]
        )
    )
    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    assert CANARY not in repr(register.history(f"petition-{drafted}"))
    assert "Again no water" in repr(register.history(complaint))


def test_an_old_backup_of_the_events_brings_nobody_back(register: Register, database: str) -> None:
    """The events of yesterday beside the keys of today: the person's key is gone, and is never made again."""
    complaint, person = told(register)
    yesterday = register.head()
    erased(register, person)
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("alter table register.events disable trigger only_grows")
        conn.execute("delete from register.events where notification_id > %s", (yesterday,))
    with Store(database) as store:
        restored = Register(store)
        assert CANARY not in repr(restored.history(complaint))
        with pytest.raises(Exception, match="erased"):
            restored.execute(
                CorrectPerson(person=person, details=details(CANARY)), actor=EMPLOYEE_71, command_id=uuid4()
            )


def test_values_that_were_stored_in_plain_words_are_not_said_to_be_erased(register: Register, database: str) -> None:
    person = stream("person", "earlier")
    add(database, at(person, PersonRegistered(person=person, details=PersonDetails(name="Plain")), on=FOUNDED))
    assert "before sealing began" in refused(register, erase(person))
