"""Who sees what, asked of PostgreSQL itself as the reader role: every table, every way of standing in the register."""

from datetime import date
from typing import Any

import psycopg
import pytest

from domain.complaints.events import course, intake
from domain.complaints.vocabulary import Confidentiality, HeadOfComplaint
from domain.measures.events import MeasureKind, PenaltyImposed
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.events.publication import PetitionPublished
from domain.petitions.events.signing import PetitionSigningInstructed
from domain.petitions.vocabulary import PetitionKind
from domain.posts import events as post
from infra.projector import rebuild
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import COMPLAINT, OTHER, PERSON, registered
from tests.domain.complaint_facts import asked as explanation_asked
from tests.domain.scenario import (
    AUDITOR,
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_DELEGATE,
    POST_EMPLOYEE_71,
    POST_HEAD,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    Facts,
    at,
    head_is_absent,
    representative_is_absent,
    representative_post,
    stream,
)
from tests.projections.asking import EVERYBODY, TABLES, ask, everything_seen, seen, viewers
from tests.projections.written import add, asked, shown_in

MEASURE = stream("measure", "late again")
WITH_SUBJECT = HeadOfComplaint(category="Water supply", subject="No water for a month")

MATTERS: Facts = [
    at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim Saparova")), by=EMPLOYEE_71),
    registered(heads=(WITH_SUBJECT,)),
    at(COMPLAINT, intake.StatementRecorded(person=PERSON, statement="My water"), by=EMPLOYEE_71),
    explanation_asked(),
    registered(OTHER, office="75", applicants=()),
    petition.signed(PetitionKind.DISCIPLINARY_APPLICATION, concerns=PERSON),
    at(
        MEASURE,
        PenaltyImposed(
            number="D-71-2026-00001",
            person=EMPLOYEE_71,
            post=POST_EMPLOYEE_71,
            office="71",
            measure_kind=MeasureKind.REMARK,
            ground="Late again",
            reference="Order 9",
            expires_on=date(2026, 9, 1),
        ),
    ),
]
ABOUT_COMPLAINT_71 = {
    "complaint": "id",
    "complaint_head": "complaint",
    "explanation": "complaint",
    "audit": "stream",
}
CONTENTS_71 = {"complaint_text": "complaint", "complaint_party": "complaint", "audit_content": "stream"}

OFFICE_71 = {REPRESENTATIVE_71, DEPUTY_REPRESENTATIVE_71, EMPLOYEE_71}


def test_the_office_the_leadership_and_the_auditor_see_where_a_complaint_stands(database: str) -> None:
    shown_in(database, MATTERS)
    for table, column in ABOUT_COMPLAINT_71.items():
        assert viewers(database, table, column, COMPLAINT) == {OMBUDSMAN, HEAD, DELEGATE, AUDITOR} | OFFICE_71, table


def test_only_the_office_and_the_ombudsman_see_what_people_wrote_and_who_they_are(database: str) -> None:
    shown_in(database, MATTERS)
    for table, column in CONTENTS_71.items():
        assert viewers(database, table, column, COMPLAINT) == {OMBUDSMAN} | OFFICE_71, table
    assert viewers(database, "person", "id", PERSON) == {OMBUDSMAN} | OFFICE_71
    assert viewers(database, "audit_content", "stream", PERSON) == {OMBUDSMAN} | OFFICE_71


def test_free_text_of_a_complaint_is_not_in_the_trail_that_the_head_sees(database: str) -> None:
    shown_in(database, MATTERS)
    for words in ("My water", "No water for a month", "Saparova"):
        question = "select count(*) from views.audit where payload::text like '%%' || %s || '%%'"
        assert seen(database, OMBUDSMAN, question, words) == 0
        question = "select count(*) from views.audit_content where payload::text like '%%' || %s || '%%'"
        assert seen(database, OMBUDSMAN, question, words) == 1


def test_a_deputy_sees_for_the_absent_as_long_as_the_acting_lasts(database: str) -> None:
    ended = at(POST_HEAD, post.ActingEnded(official=DEPUTY_HEAD))
    shown_in(database, MATTERS, head_is_absent(), representative_is_absent())
    assert viewers(database, "complaint", "id", OTHER) >= {DEPUTY_HEAD}
    assert seen(database, DEPUTY_HEAD, "select count(*) from views.complaint_text") == 0
    add(database, ended)
    assert DEPUTY_HEAD not in viewers(database, "complaint", "id", OTHER)


def test_a_delegation_shows_the_country_until_its_last_day_or_its_end(database: str) -> None:
    lapsed = [
        post.DelegationProposed(paragraphs=("19.4",), until=date(2026, 1, 31)),
        post.DelegationAgreed(),
    ]
    shown_in(database, MATTERS, at(POST_DELEGATE, *lapsed))
    assert DELEGATE not in viewers(database, "complaint", "id", OTHER)


def test_a_dismissed_official_sees_nothing_any_more(database: str) -> None:
    left = post.HolderDismissed(official=EMPLOYEE_71, reference="Order 8", ground="Own wish")
    shown_in(database, MATTERS, at(POST_EMPLOYEE_71, left))
    assert set(everything_seen(database, EMPLOYEE_71).values()) == {0}


@pytest.mark.parametrize("official", [None, STRANGER, "official-nobody"])
def test_whoever_holds_nothing_sees_nothing_in_any_table(database: str, official: str | None) -> None:
    shown_in(database, MATTERS)
    assert set(everything_seen(database, official).values()) == {0}


def test_an_instruction_opens_this_one_complaint_until_it_is_withdrawn_or_its_last_day_has_passed(
    database: str,
) -> None:
    given = intake.InstructionGiven(official=REPRESENTATIVE_75, task="Help")
    lapsed = intake.InstructionGiven(official=REPRESENTATIVE_10, task="Help", until=date(2026, 2, 20))
    shown_in(database, MATTERS, at(COMPLAINT, given, lapsed))
    for table, column in {**ABOUT_COMPLAINT_71, **CONTENTS_71}.items():
        assert REPRESENTATIVE_75 in viewers(database, table, column, COMPLAINT), table
        assert (
            seen(database, REPRESENTATIVE_10, f"select count(*) from views.{table} where {column} = %s", COMPLAINT) == 0
        )
    add(database, at(COMPLAINT, intake.InstructionWithdrawn(official=REPRESENTATIVE_75)))
    assert REPRESENTATIVE_75 not in viewers(database, "complaint", "id", COMPLAINT)


def test_an_instruction_to_sign_opens_this_one_act_of_response(database: str) -> None:
    given = PetitionSigningInstructed(official=REPRESENTATIVE_75)
    shown_in(database, MATTERS, at(petition.PETITION, given))
    assert REPRESENTATIVE_75 in viewers(database, "petition", "id", petition.PETITION)
    assert REPRESENTATIVE_75 in viewers(database, "petition_text", "petition", petition.PETITION)


def test_an_offered_office_sees_where_the_complaint_stands_and_its_contents_once_it_accepted(database: str) -> None:
    offered = intake.TransferOffered(to_office="75", reason="Lives there")
    accepted = intake.TransferAccepted(from_office="71", to_office="75")
    shown_in(database, MATTERS, at(COMPLAINT, offered))
    assert EMPLOYEE_75 in viewers(database, "complaint", "id", COMPLAINT)
    assert EMPLOYEE_75 not in viewers(database, "complaint_text", "complaint", COMPLAINT)
    add(database, at(COMPLAINT, accepted))
    for table, column in {**ABOUT_COMPLAINT_71, **CONTENTS_71}.items():
        who = viewers(database, table, column, COMPLAINT)
        assert EMPLOYEE_75 in who, table
        assert not who & OFFICE_71, table


@pytest.mark.parametrize(
    "guard",
    [course.ConfidentialitySet(level=Confidentiality.RESTRICTED, reason="Minor"), course.IdentityProtected()],
    ids=["restricted", "protected"],
)
def test_guarded_contents_are_open_to_those_who_decide_and_to_the_assigned(database: str, guard: Any) -> None:
    shown_in(database, MATTERS, at(COMPLAINT, guard))
    deciding = {OMBUDSMAN, REPRESENTATIVE_71}
    assert viewers(database, "complaint_text", "complaint", COMPLAINT) == deciding
    assert viewers(database, "person", "id", PERSON) >= deciding
    add(database, at(COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_71)))
    for table, column in CONTENTS_71.items():
        assert viewers(database, table, column, COMPLAINT) == deciding | {EMPLOYEE_71}, table


def test_an_application_for_proceedings_shows_whom_it_accuses_to_those_who_decide(database: str) -> None:
    shown_in(database, MATTERS)
    assert viewers(database, "petition", "id", petition.PETITION) == {OMBUDSMAN, HEAD, DELEGATE, AUDITOR} | OFFICE_71
    assert viewers(database, "petition_party", "petition", petition.PETITION) == {OMBUDSMAN, REPRESENTATIVE_71}


def test_a_measure_is_known_to_those_who_decide_on_it_and_to_the_official_concerned(database: str) -> None:
    shown_in(database, MATTERS)
    assert viewers(database, "measure", "id", MEASURE) == {OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71}
    assert viewers(database, "measure_text", "measure", MEASURE) == {OMBUDSMAN, HEAD, EMPLOYEE_71}
    assert viewers(database, "audit", "stream", MEASURE) == {OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71}
    assert viewers(database, "audit_content", "stream", MEASURE) == {OMBUDSMAN, HEAD, EMPLOYEE_71}


def test_offices_posts_and_names_of_officials_are_known_to_everybody_in_office(database: str) -> None:
    shown_in(database, MATTERS)
    for table, column, value in (("office", "code", "75"), ("post", "id", POST_HEAD), ("official", "id", HEAD)):
        assert viewers(database, table, column, value) == set(EVERYBODY) - {STRANGER}, table


def test_a_person_is_shown_to_the_registering_official_until_a_matter_names_the_person(database: str) -> None:
    person = stream("person", "a visitor")
    visitor = PersonRegistered(person=person, details=PersonDetails(name="Visitor"))
    shown_in(database, at(person, visitor, by=EMPLOYEE_75))
    assert viewers(database, "person", "id", person) == {OMBUDSMAN, EMPLOYEE_75}
    add(database, registered(applicants=(person,)))
    assert viewers(database, "person", "id", person) == {OMBUDSMAN} | OFFICE_71


def test_the_reader_cannot_change_anything_nor_look_into_the_register(database: str) -> None:
    shown_in(database, MATTERS)
    for statement in (
        "delete from views.complaint",
        "update views.scope set capacity = 'ombudsman'",
        "insert into views.parked values ('a', 'b', 1, 'c', 'd')",
        "select count(*) from register.events",
        "create table views.mine ()",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seen(database, OMBUDSMAN, statement)


def test_policies_are_the_same_after_a_rebuild(database: str) -> None:
    shown_in(database, MATTERS)
    before = {official: everything_seen(database, official) for official in EVERYBODY}
    rebuild(database)
    assert {official: everything_seen(database, official) for official in EVERYBODY} == before
    assert before[OMBUDSMAN]["complaint"] == 2


READ = "('views', 'journal')"
"""Schemas in which the reader reads."""


@pytest.mark.parametrize(
    ("fault", "question"),
    [
        (
            "a table without row-level security that binds its owner too",
            f"select relname from pg_class where relnamespace::regnamespace::text in {READ}"
            " and relkind in ('r', 'p', 'm', 'f') and not (relrowsecurity and relforcerowsecurity)",
        ),
        (
            "a table that the reader may read without a policy of its own",
            f"select relname from pg_class where relnamespace::regnamespace::text in {READ}"
            " and relkind in ('r', 'p', 'm', 'f') and has_table_privilege('register_reader', oid, 'select')"
            " and not exists (select from pg_policy where polrelid = pg_class.oid and polcmd = 'r'"
            "                 and 'register_reader'::regrole = any (polroles))",
        ),
        (
            "a view with other rights than those of whoever asks",
            f"select relname from pg_class where relnamespace::regnamespace::text in {READ}"
            " and relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions), false)",
        ),
        (
            "a policy for everybody",
            f"select polname from pg_policy join pg_class on pg_class.oid = polrelid"
            f" where relnamespace::regnamespace::text in {READ} and 0 = any (polroles)",
        ),
        (
            "something that the reader owns",
            "select relname from pg_class where relowner = 'register_reader'::regrole union all "
            "select proname from pg_proc where proowner = 'register_reader'::regrole union all "
            "select nspname from pg_namespace where nspowner = 'register_reader'::regrole",
        ),
        (
            "a reader who bypasses policies, or is a member of a role that does more",
            "select rolname from pg_roles where rolname = 'register_reader' and (rolsuper or rolbypassrls"
            "    or rolcreaterole or rolcreatedb or rolcanlogin) union all "
            "select roleid::regrole::text from pg_auth_members where member = 'register_reader'::regrole",
        ),
        (
            "a table that the reader may change",
            "select relname from pg_class where relkind in ('r', 'p', 'v', 'm', 'f')"
            " and relnamespace::regnamespace::text in ('views', 'journal', 'register')"
            " and has_table_privilege('register_reader', oid, 'insert, update, delete, truncate')",
        ),
        (
            "a function with its owner's rights that takes names from whoever calls it, or that anybody may call",
            "select proname from pg_proc where prosecdef and pronamespace::regnamespace::text in"
            " ('access', 'journal', 'register') and (proconfig is null or not exists ("
            "    select from unnest(proconfig) as c where c like 'search_path=%')"
            "    or has_function_privilege('public', oid, 'execute'))",
        ),
    ],
    ids=lambda words: words.replace(" ", "_")[:40] if " from " not in words else "",
)
def test_the_database_has_no(database: str, fault: str, question: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        assert conn.execute(question.encode()).fetchall() == [], fault


def test_whoever_did_not_enter_sees_only_what_is_public(database: str) -> None:
    shown_in(
        database,
        MATTERS,
        at(petition.PETITION, PetitionPublished(title="Drinking water", summary="Restore the supply.")),
    )
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("set role register_reader")
        seen_at_all = {
            table for table in TABLES if conn.execute(f"select count(*) from views.{table}".encode()).fetchone() != (0,)
        }
    assert seen_at_all == {"published_petition"}


def test_what_was_found_about_a_viewer_ends_with_the_transaction(database: str) -> None:
    shown_in(database, MATTERS)
    with psycopg.connect(database, autocommit=True) as conn:
        assert ask(conn, OMBUDSMAN, "select count(*) from views.complaint") == 2
        assert ask(conn, None, "select count(*) from views.complaint") == 0
        conn.execute("set role register_reader")
        assert conn.execute("select count(*) from views.complaint").fetchone() == (0,)


def test_entering_answers_how_far_the_views_are(database: str) -> None:
    shown_in(database, MATTERS)
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("set role register_reader")
        entered = conn.execute("select access.enter(%s, null)", (STRANGER,)).fetchone()
    assert entered == (asked(database, "select max(position) from views.audit"),)


def test_policies_ask_settings_and_no_table_and_no_function_of_ours(database: str) -> None:
    """The planner puts the plain expressions in the place of the calls; a call that stays would be slow."""
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("set role register_reader")
        plan = conn.execute("explain (verbose) select * from views.complaint").fetchall()
    assert "current_setting" in str(plan)
    assert "access." not in str(plan)


def test_an_absent_representative_still_reads_the_own_office(database: str) -> None:
    """Absence rests the authority to act, not the duty to know; the policy is written down in docs/read-models.md."""
    shown_in(database, MATTERS, representative_is_absent())
    assert REPRESENTATIVE_71 in viewers(database, "complaint", "id", COMPLAINT)
    assert representative_post("71") in seen(database, REPRESENTATIVE_71, "select array_agg(source) from views.scope")
