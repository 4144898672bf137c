"""An official who left and was erased is gone from all that is read; what was done and counted stays."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import msgspec
import psycopg
import pytest

from domain.complaints.assignment import AssignComplaint, ReassignComplaint
from domain.complaints.closing import CloseComplaint, NotifyApplicant, ReopenComplaint
from domain.complaints.decision import DecideHead
from domain.complaints.intake import RegisterComplaint
from domain.complaints.vocabulary import Addressee, Applicant, Channel, Finding, HeadOfComplaint
from domain.measures.commands import ImposePenalty
from domain.measures.events import MeasureKind
from domain.officials.commands import GrantAccess
from domain.officials.erasure import LiftHoldOnOfficial, PlaceHoldOnOfficial
from domain.officials.state import Access, OfficialErased
from domain.outcome import Refused
from domain.petitions.commands.drafting import DraftPetition, ReviseDraft, WithdrawPetition
from domain.petitions.vocabulary import BodyLevel, PetitionAddressee, PetitionKind
from domain.posts.commands import AppointEmployee
from domain.sealing import ERASED
from infra.cli.failing import CommandFailed
from infra.cli.officials import official_named
from infra.projector import rebuild
from infra.register import Register
from infra.sealing.keeping import destroyed
from infra.store.recorder import Store
from tests.domain.scenario import (
    AUDITOR,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    STRANGER,
)
from tests.infra.founded import found
from tests.infra.sealing.story import (
    ANSWER_BY,
    CANARY,
    OTHERS,
    decided,
    do,
    erase_official,
    erased,
    erased_official,
    left,
    measured,
    official,
    registered,
    served,
    told,
)
from tests.infra.sealing.test_sealing import stored
from tests.projections.written import catch_up, contents

WORD = CANARY.partition("-")[0]
"""The first word of the canary: tables for searching take it apart."""


@pytest.fixture
def register(database: str) -> Iterator[Register]:
    with Store(database) as store:
        found(store)
        yield Register(store)


def refused(register: Register, command: object, by: str = HEAD) -> str:
    outcome = register.execute(command, actor=by, command_id=uuid4())  # type: ignore[arg-type]
    assert isinstance(outcome, Refused), outcome
    return outcome.refusal.text.en


def test_nothing_of_what_was_told_of_an_official_can_be_read_in_the_stored_events(
    register: Register, database: str
) -> None:
    gone, records = served(register)
    assert CANARY.encode() not in stored(database)
    assert b"800101300123" not in stored(database)
    assert all(CANARY in repr(register.history(record)) for record in (gone, *records))


def test_after_an_erasure_no_row_of_any_table_holds_a_word_of_the_official(register: Register, database: str) -> None:
    gone, _ = served(register)
    catch_up(database)
    before = contents(database)
    erased_official(register, gone)
    catch_up(database)
    after = contents(database)
    told_of = {name for name, rows in before.items() if WORD in repr(rows)}
    assert told_of >= {"official", "measure_text", "petition_text", "search_content", "audit_content"}
    assert WORD not in repr(after)
    assert "800101300123" not in repr(after)
    assert repr(after).count(OTHERS) == repr(before).count(OTHERS)
    (row,) = [row[0] for row in after["official"] if row[0]["id"] == gone]
    assert (row["name"], row["erased"]) == (ERASED, True)


def test_rebuilt_tables_equal_those_that_saw_the_erasure_happen(register: Register, database: str) -> None:
    gone, _ = served(register)
    told(register, OTHERS)
    catch_up(database)
    erased_official(register, gone)
    catch_up(database)
    live = contents(database)
    rebuild(database)
    assert contents(database) == live
    assert live["parked"] == []


def test_acts_counts_terms_and_measures_stay(register: Register, database: str) -> None:
    gone = official(register)
    complaint, _ = registered(register, OTHERS)
    do(register, AssignComplaint(complaint=complaint, official=gone))
    decided(register, complaint, OTHERS)
    measured(register)
    left(register)
    catch_up(database)
    before = contents(database)
    bytes_before = stored(database)
    erased_official(register, gone)
    catch_up(database)
    after = contents(database)
    for table in ("complaint", "complaint_fact", "office_count", "tenure", "measure", "post", "workload_due"):
        assert after[table] == before[table], table
    assert all(line in after["audit"] for line in before["audit"])
    assert stored(database).startswith(bytes_before)
    assert {row[0]["assignee"] for row in after["complaint"]} == {gone}


def test_the_event_is_the_protocol_of_the_destruction(register: Register, database: str) -> None:
    gone, records = served(register)
    (recorded,) = erased_official(register, gone).recorded
    event = recorded.event
    assert isinstance(event, OfficialErased)
    assert event.keys[0] == gone
    fields = {place.stream: place.fields for place in event.places}
    penalty, incentive, award, petition = records
    assert fields == {gone: 2, penalty: 2, incentive: 1, award: 2, petition: 1}
    assert {place.stream: place.fields for place in event.texts} == {petition: 2}
    assert set(event.named_in) == set(records)
    with psycopg.connect(database) as conn:
        keys = {row[0] for row in conn.execute("select id from keys.destroyed")}
        left_over = {row[0] for row in conn.execute("select id from keys.key")}
    assert keys == set(event.keys) == {gone, petition}
    assert not keys & left_over
    positions = {each.key: each.position for each in destroyed(database)}
    assert positions[gone] == recorded.position


def test_another_process_that_kept_the_key_opens_nothing_after_the_destruction(
    register: Register, database: str
) -> None:
    gone, _ = served(register)
    with Store(database) as store:
        other = Register(store)
        assert CANARY in repr(other.history(gone))
        erased_official(register, gone)
        assert CANARY not in repr(other.history(gone))
        assert ERASED in repr(other.history(gone))


def test_what_is_under_way_keeps_the_data(register: Register) -> None:
    gone = official(register)
    assert "holds a post" in refused(register, erase_official(gone))
    complaint, _ = registered(register, OTHERS)
    do(register, AssignComplaint(complaint=complaint, official=gone))
    penalty = ImposePenalty(
        post=POST_VACANT_71, measure_kind=MeasureKind.REMARK, ground="Late", reference="O 2", expires_on=ANSWER_BY
    )
    do(register, penalty, HEAD)
    left(register)
    assert "penalty still counts" in refused(register, erase_official(gone))


def test_an_assignment_keeps_the_data_until_it_is_in_other_hands(register: Register) -> None:
    gone = official(register)
    complaint, _ = registered(register, OTHERS)
    do(register, AssignComplaint(complaint=complaint, official=gone))
    left(register)
    assert "charged with an open matter" in refused(register, erase_official(gone))
    do(register, ReassignComplaint(complaint=complaint, official=EMPLOYEE_71, reason="Left"))
    erased_official(register, gone)


def test_a_closed_complaint_keeps_nothing_and_one_opened_again_goes_to_another(register: Register) -> None:
    gone = official(register)
    complaint, _ = registered(register, OTHERS)
    do(register, AssignComplaint(complaint=complaint, official=gone))
    decided(register, complaint, OTHERS)
    left(register)
    do(register, ReopenComplaint(complaint=complaint, ground="Again no water", heads=("1",)), OMBUDSMAN)
    assert "charged with an open matter" in refused(register, erase_official(gone))
    decided_again(register, complaint)
    erased_official(register, gone)
    do(register, ReopenComplaint(complaint=complaint, ground="Once more", heads=("1",)), OMBUDSMAN)
    do(register, ReassignComplaint(complaint=complaint, official=EMPLOYEE_71, reason="Left"))


def decided_again(register: Register, complaint: str) -> None:
    found_so = DecideHead(complaint=complaint, head="1", finding=Finding.VIOLATION_FOUND, grounds="The law")
    do(register, found_so)
    do(register, NotifyApplicant(complaint=complaint, channel=Channel.POST), EMPLOYEE_71)
    do(register, CloseComplaint(complaint=complaint), EMPLOYEE_71)


def wording(complaint: str) -> dict[str, Any]:
    """An act of response that speaks of somebody."""
    return {
        "title": "Conduct",
        "operative_part": f"Look into what {CANARY} did",
        "addressees": (PetitionAddressee(key="a", body="Akimat", level=BodyLevel.TERRITORIAL, territory="71"),),
        "complaints": (complaint,),
        "reasoning": f"{CANARY} was rude",
    }


def drafted(register: Register, complaint: str, person: str) -> str:
    kind = PetitionKind.RECOMMENDATION
    return do(register, DraftPetition(office="71", petition_kind=kind, person=person, **wording(complaint))).stream


def test_an_open_act_about_the_official_keeps_the_data(register: Register) -> None:
    gone = official(register)
    left(register)
    complaint, _ = registered(register, OTHERS)
    decided(register, complaint, OTHERS)
    petition = drafted(register, complaint, gone)
    assert "not ended" in refused(register, erase_official(gone))
    do(register, WithdrawPetition(petition=petition, reason="Settled"))
    erased_official(register, gone)
    assert CANARY not in repr(register.history(petition))


def test_a_legal_hold_keeps_the_data_until_it_is_lifted(register: Register, database: str) -> None:
    gone, _ = served(register)
    do(register, PlaceHoldOnOfficial(official=gone, reference="Court 7"), HEAD)
    assert "legal hold" in refused(register, erase_official(gone))
    catch_up(database)
    assert [row[0]["holds"] for row in contents(database)["official_identity"] if row[0]["official"] == gone] == [
        ["Court 7"]
    ]
    do(register, LiftHoldOnOfficial(official=gone, reference="Court 7"), OMBUDSMAN)
    erased_official(register, gone)


def test_special_access_is_taken_back_first(register: Register) -> None:
    gone, _ = served(register)
    do(register, GrantAccess(official=gone, access=Access.AUDITOR), OMBUDSMAN)
    assert "special access" in refused(register, erase_official(gone))


def test_nobody_destroys_data_alone_or_without_the_power(register: Register) -> None:
    gone, _ = served(register)
    command = erase_official(gone)
    assert "no authority" in refused(register, command, EMPLOYEE_71)
    for present in ((HEAD,), (gone,), (f"official-{uuid4()}",)):
        alone = msgspec.structs.replace(command, witnesses=present)
        assert "other than who acts" in refused(register, alone)


def test_whoever_was_erased_is_not_erased_appointed_or_told_of_again(register: Register, database: str) -> None:
    gone, _ = served(register)
    house = cast(Any, SimpleNamespace(register=register))
    assert official_named(gone, house) == gone
    erased_official(register, gone)
    assert "destroyed" in refused(register, erase_official(gone))
    appoint = AppointEmployee(post=POST_VACANT_71, official=gone, reference="Order 9")
    assert "destroyed" in refused(register, appoint)
    assert "destroyed" in refused(register, GrantAccess(official=gone, access=Access.AUDITOR), OMBUDSMAN)
    assert "no authority" in refused(register, erase_official(STRANGER), gone)
    with pytest.raises(CommandFailed, match="destroyed"):
        official_named(gone, house)


def test_a_text_about_a_person_and_an_official_goes_with_the_last_of_the_two(register: Register) -> None:
    """A revised draft may speak of somebody else than the one before."""
    gone = official(register)
    left(register)
    complaint, (person,) = registered(register, OTHERS)
    decided(register, complaint, OTHERS)
    petition = drafted(register, complaint, gone)
    do(register, ReviseDraft(petition=petition, person=person, **wording(complaint)))
    do(register, WithdrawPetition(petition=petition, reason="Settled"))
    erased_official(register, gone)
    assert f"Look into what {CANARY}" in repr(register.history(petition))
    erased(register, person)
    assert CANARY not in repr(register.history(petition))


def test_an_old_backup_of_the_events_brings_no_official_back(register: Register, database: str) -> None:
    """The events of yesterday beside the keys of today: the key is gone, and is never made again."""
    gone, _ = served(register)
    yesterday = register.head()
    erased_official(register, gone)
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("alter table register.events disable trigger only_grows")
        conn.execute("delete from register.events where notification_id > %s", (yesterday,))
    with Store(database) as store:
        restored = Register(store)
        assert CANARY not in repr(restored.history(gone))
        do(restored, AppointEmployee(post=POST_VACANT_71, official=gone, reference="Order 9"), HEAD)
        with pytest.raises(Exception, match="erased"):
            measured(restored)


def test_values_that_were_stored_in_plain_words_are_not_said_to_be_erased(register: Register, database: str) -> None:
    assert "before sealing began" in refused(register, erase_official(STRANGER))
    assert "special access" in refused(register, erase_official(AUDITOR))
    assert "holds a post" in refused(register, erase_official(REPRESENTATIVE_71))


def test_an_official_is_no_applicant_by_the_officials_id(register: Register) -> None:
    command = RegisterComplaint(
        office="71",
        addressee=Addressee.REPRESENTATIVE,
        channel=Channel.DESK,
        applicants=(Applicant(person=official(register)),),
        heads=(HeadOfComplaint(category="Heating"),),
    )
    assert "No such person" in refused(register, command, EMPLOYEE_71)
    assert "No such person" in refused(register, command, OMBUDSMAN)
