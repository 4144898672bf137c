"""What the database lets the reader do at all, whoever asks: the rights of its role, the catalogue, entering."""

import psycopg
import pytest

from domain.petitions.events.publication import PetitionPublished
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import OTHER, registered
from tests.domain.scenario import OMBUDSMAN, STRANGER, Facts, at
from tests.projections.asking import TABLES, ask, seen
from tests.projections.written import asked, shown_in

MATTERS: Facts = [registered(), registered(OTHER, office="75"), petition.signed()]


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
