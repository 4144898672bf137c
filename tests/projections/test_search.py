"""What search finds: forms of Kazakh words, Russian and English, numbers, the order of names; and nothing too much."""

import json
from random import Random
from typing import Any, get_type_hints

import msgspec
import psycopg
import pytest
from msgspec.structs import replace

from domain.complaints.events import course, intake
from domain.complaints.events.access import ComplaintWalled
from domain.complaints.vocabulary import Confidentiality, HeadOfComplaint
from domain.message import Event
from domain.officials.state import CrossingGranted
from domain.persons.state import PersonCorrected, PersonDetails, PersonRegistered
from domain.petitions.vocabulary import PetitionKind
from infra.migrate import migrate
from projections.collation import ALPHABET, sort_key
from projections.complaints import COMPLAINTS
from projections.petitions import PETITIONS
from projections.projection import Poison
from projections.search import access
from projections.search.kazakh import stem
from projections.search.projection import facts_of, values_of
from projections.search.rows import SearchContentRow, SearchPersonRow, SearchRecordRow
from projections.search.sources import MATTERS, Matter
from projections.search.words import numbers, pieces, question, searched, stems
from projections.views import Views
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import COMPLAINT, OTHER, PERSON, registered, under_examination
from tests.domain.scenario import (
    AUDITOR,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    TODAY,
    Facts,
    at,
    small_register,
    stream,
)
from tests.projections.histories import _value as any_value
from tests.projections.histories import in_order, random_history
from tests.projections.shown import Shown
from tests.projections.written import add, shown_in

FORMS = {
    "шағым": "шағым шағымды шағымдар шағымдардың шағымына шағымы шағымым шағымымыз шағымдарымызға шағымындағы шағымнан",
    "қала": "қала қаланың қалаға қаладан қалалар қаласы қаласында қаласындағы қалалардың қалада қаламен қаласынан",
    "үй": "үй үйлер үйлердің үйде үйдің үйі үйіне үйінің үйге үйлерде үйінде",
    "мектеп": "мектеп мектепте мектептер мектебі мектебінде мектептің мектепке мектептерден мектеппен мектептегі",
    "құқық": "құқық құқығы құқықтар құқықтары құқықтарын құқығын құқықтың құқығым құқығына",
    "азамат": "азамат азаматтар азаматтың азаматтардың азаматқа азаматпын азаматтармен",
    "халық": "халық халқы халқының халыққа халықтың",
    "әкімдік": "әкімдік әкімдігі әкімдіктің әкімдігіне әкімдікке",
    "аудан": "аудан ауданы ауданда аудандар ауданның ауданында",
    "сот": "сот сотқа сотта соттың соттар соты сотында",
    "мүлік": "мүлік мүлкі мүліктің мүлкін",
    "іс": "іс істің ісі істер ісіне",
    "қазақстан": "қазақстан қазақстанның қазақстанда қазақстанға",
    "полиция": "полиция полицияның полицияға полициясы",
    "жауап": "жауап жауабы жауабын жауаптар",
}


@pytest.mark.parametrize(("root", "forms"), FORMS.items())
def test_the_forms_of_a_kazakh_word_have_one_stem(root: str, forms: str) -> None:
    assert {form: stem(form) for form in forms.split()} == dict.fromkeys(forms.split(), root)


@pytest.mark.parametrize("word", ["water", "2026", "су", "ал", "доллар", "қатар", "C"])
def test_what_only_looks_like_an_ending_stays(word: str) -> None:
    assert stem(word) == word


def test_no_stem_is_shorter_than_three_letters_unless_the_word_is_known() -> None:
    words = ("адам", "нан", "ұлы", "оны", "бала", "алма")
    assert [stem(word) for word in words] == list(words)


NAMES = "7 Adam Ақан Әлия Баян Ғалия Еңлік Ерлан Кенже Қаныш Нұр Ұлан Үміт Фарида Хан Һан Ырыс Іңкәр"


def test_names_stand_in_the_order_of_the_kazakh_alphabet() -> None:
    assert sorted(set(ALPHABET), key=sort_key) == list(ALPHABET)
    assert sorted(set(NAMES.split()), key=lambda name: sort_key(name).encode()) == NAMES.split()


def test_capitals_count_only_between_names_otherwise_equal() -> None:
    assert sorted(["ӘЛИЯ Б", "әлия а", "Әлия А", "Әлия"], key=sort_key) == ["Әлия", "әлия а", "Әлия А", "ӘЛИЯ Б"]


def test_a_name_of_any_length_or_script_has_a_key_that_an_index_takes() -> None:
    for name in ("", " ", "Ә" * 5_000, "李小龙", "É. Ünal", "–", "A\x01"):
        assert len(sort_key(name).encode()) < 1_300
    assert sort_key("Ünal") == sort_key("Unal")


def test_a_question_is_read_as_words_phrases_exclusions_and_numbers() -> None:
    terms = question('су "жылу жоқ" -"ескі құбыр" -каран 71-2024- жауа').terms
    assert [(t.words, t.excluded) for t in terms] == [
        (("су",), False),
        (("жылу", "жоқ"), False),
        (("ескі", "құбыр"), True),
        (("каран",), True),
        (("71", "2024"), False),
        (("жауа",), False),
    ]
    assert [t.number for t in terms] == [None, None, None, None, "71-2024-", None]
    assert [t.begun for t in terms] == [False, False, False, False, False, True]


@pytest.mark.parametrize("text", ["", " ", "-", '"', '""', "« »", "-суд", "!&|:*'\\()"])
def test_a_question_without_words_looks_for_nothing(text: str) -> None:
    assert not question(text).wanted


def test_a_number_has_no_sign_that_the_database_would_take_for_its_own() -> None:
    assert [term.number for term in question("'7:*A 7\x00\ud8001 C-71/2.0\\").terms] == ["7a", "71", "c-71/2.0"]


def test_a_number_is_kept_with_its_ends() -> None:
    assert numbers("C-71-2026-00001") == "'#00001':1A '#2026-00001':1A '#71-2026-00001':1A '#c-71-2026-00001':1A"
    assert numbers("it's\\ 5") == "'#its5':1A"


def test_pieces_of_a_snippet_are_the_text_itself_and_highlight_whole_words() -> None:
    text = "Өтініш беруші. " * 20 + "Үйде ЖЫЛУ жоқ, жылуды қосу керек. " + "Соңы. " * 100
    found = pieces(text, frozenset({"жылу", "жылуды"}))
    assert [piece.text for piece in found if piece.highlighted] == ["ЖЫЛУ", "жылуды"]
    assert "".join(piece.text for piece in found).strip("…") in text
    assert sum(len(piece.text) for piece in found) < 300
    assert pieces(text, frozenset({"су"})) == []


def test_after_each_event_of_any_history_the_words_are_those_of_the_tables() -> None:
    """An event that writes a text and is not listed would leave the text unfound until another one comes."""
    for seed in range(5):
        shown = Shown()
        for recorded in random_history(Random(seed), 250):
            shown.show([recorded])
            matter = MATTERS.get(recorded.stream.partition("-")[0])
            if matter is not None:
                _assert_found_by_its_words(matter, recorded.stream, shown)


NOT_BY_CHANCE = frozenset(
    [
        "ApplicantAccessIssued",
        "ComplaintRegistered",
        "InstructionWithdrawn",
        "PetitionDrafted",
        "PetitionInstructionWithdrawn",
        "ProposalAccepted",
        "ProposalReturned",
        "TransferAccepted",
        "TransferOffered",
        "TransferReturned",
    ]
)
"""Events that open a matter, which every history has, and those that follow upon another one and write nothing."""
TOLD = sorted(
    (e for e in {*COMPLAINTS.handlers, *PETITIONS.handlers} if e.__name__ not in NOT_BY_CHANCE),
    key=lambda event: event.__name__,
)


@pytest.mark.parametrize("event", TOLD, ids=lambda event: str(event.__name__))
def test_what_an_event_writes_is_searched_at_once(event: type[Event]) -> None:
    """Filled by chance, upon matters in which everything that an event may speak of is there."""
    random, told = Random(event.__name__), 0
    register = small_register().tell(APPLICANT, under_examination(), petition.signed(), petition.sent())
    kind = "complaint" if "complaints" in event.__module__ else "petition"
    (record,) = (stream for stream in register.streams if stream.startswith(f"{kind}-"))
    before = in_order(register)
    for _ in range(60):
        hints = get_type_hints(event, include_extras=True)
        fields = {f.name: any_value(random, register, hints[f.name], TODAY) for f in msgspec.structs.fields(event)}
        shown = Shown().show(before)
        last = before[-1]
        try:
            happened = msgspec.convert(msgspec.to_builtins(fields), event)
            version = len(register.streams[record]) + 1
            shown.show([replace(last, stream=record, version=version, position=last.position + 1, event=happened)])
        except (Poison, msgspec.ValidationError):
            continue
        _assert_found_by_its_words(MATTERS[kind], record, shown)
        told += 1
        if told == 4:
            return
    assert told, f"{event.__name__} could not be told by chance"


def _assert_found_by_its_words(matter: Matter, record: str, shown: Shown) -> None:
    views = Views(shown._load)
    facts, texts = facts_of(matter, record, views), values_of(matter.texts, record, views)
    kept = shown.one(SearchContentRow, record)
    assert shown.one(SearchRecordRow, record) == facts
    assert (kept.numbers, kept.head, kept.stems) == (facts.numbers, facts.head, facts.stems)
    assert kept.text == searched(*texts)
    assert kept.text_stems == stems(kept.text)


SUBJECT = HeadOfComplaint(category="Heating", subject="Пәтерде жылу жоқ")
APPLICANT = at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Сәуле Ахметова")), by=EMPLOYEE_71)
OF_75 = registered(OTHER, office="75", applicants=(), heads=(HeadOfComplaint(category="Heating"),))
STORY: Facts = [
    APPLICANT,
    registered(heads=(SUBJECT, HeadOfComplaint(category="Water supply"))),
    at(
        COMPLAINT,
        intake.StatementRecorded(
            person=PERSON, statement="Әкімдікке шағымдарымызды жаздық. Жалобы жителей остались без ответа."
        ),
        by=EMPLOYEE_71,
    ),
    OF_75,
]


def found(dsn: str, official: str | None, text: str, *kinds: str, reason: str | None = None) -> list[str]:
    """The records that somebody finds, best first."""
    return [record for record, _, _ in hits(dsn, official, text, *kinds, reason=reason)]


def hits(dsn: str, official: str | None, text: str, *kinds: str, reason: str | None = None) -> list[Any]:
    with psycopg.connect(dsn, autocommit=True) as conn, conn.transaction():
        conn.execute("set local role register_reader")
        conn.execute("select access.enter(%s, %s)", (official, reason))
        return conn.execute(
            "select * from access.search(%s::jsonb, %s, 50, null, null)",
            (json.dumps(question(text).parameters()), list(kinds) or None),
        ).fetchall()


ANSWERS: list[tuple[str, list[str]]] = [
    ("шағым", [COMPLAINT]),
    ("ШАҒЫМДАРДЫ", [COMPLAINT]),
    ("жалоба", [COMPLAINT]),
    ("жителями", [COMPLAINT]),
    ("heated", [COMPLAINT, OTHER]),
    ("heating -water", [OTHER]),
    ("пәтер жылуды", [COMPLAINT]),
    ('"жылу жоқ"', [COMPLAINT]),
    ('"жоқ жылу"', []),
    ("жалоба akimat", [COMPLAINT]),
    ("жалоба полиция", []),
    ("жал", [COMPLAINT]),
    ("жал ", []),
    ("71-2026-00001", [COMPLAINT]),
    ("c-71-2026-", [COMPLAINT]),
    ("71-2025-", []),
    ("Ахметова", [COMPLAINT, PERSON]),
    ("сәуленің", [COMPLAINT, PERSON]),
    ("и без", []),
]


def test_who_sees_everything_finds_by_words_in_three_languages_phrases_and_numbers(database: str) -> None:
    shown_in(database, STORY)
    for text, expected in ANSWERS:
        assert sorted(found(database, OMBUDSMAN, text)) == sorted(expected), text


def test_kinds_narrow_what_is_found(database: str) -> None:
    shown_in(database, STORY, petition.signed(PetitionKind.DISCIPLINARY_APPLICATION, concerns=PERSON))
    everything = found(database, OMBUDSMAN, "Ахметова")
    assert {record.partition("-")[0] for record in everything} == {"complaint", "petition", "person"}
    for kind in ("complaint", "petition", "person"):
        assert found(database, OMBUDSMAN, "Ахметова", kind) == [r for r in everything if r.startswith(kind)]


def test_a_number_ranks_before_what_heads_a_record_and_that_before_its_texts(database: str) -> None:
    third = stream("complaint", "the third")
    shown_in(
        database,
        registered(applicants=(), heads=(HeadOfComplaint(category="Noise"),)),
        at(COMPLAINT, intake.StatementRecorded(person=PERSON, statement="On roads and 75-2026-00001"), by=EMPLOYEE_71),
        registered(OTHER, office="75", applicants=(), heads=(HeadOfComplaint(category="Roads"),)),
        registered(third, office="10", applicants=(), heads=(HeadOfComplaint(category="Noise"),)),
    )
    assert found(database, OMBUDSMAN, "roads") == [OTHER, COMPLAINT]
    assert found(database, OMBUDSMAN, "75-2026-00001") == [OTHER, COMPLAINT]
    ranks = [rank for _, rank, _ in hits(database, OMBUDSMAN, "roads")]
    assert 1 > ranks[0] > ranks[1] > 0


def test_facts_are_found_by_who_sees_where_a_matter_stands_and_texts_only_by_who_sees_its_contents(
    database: str,
) -> None:
    shown_in(database, STORY)
    readers = {OMBUDSMAN, REPRESENTATIVE_71, DEPUTY_REPRESENTATIVE_71, EMPLOYEE_71}
    others = {HEAD, AUDITOR}
    outside = {REPRESENTATIVE_75, EMPLOYEE_75, STRANGER, None}
    for official in readers | others | outside:
        seen = official in readers | others
        assert (COMPLAINT in found(database, official, "water")) == seen, official
        assert (COMPLAINT in found(database, official, "71-2026-00001")) == seen, official
        for text in ("шағым", "жалоба", "жылу", "Ахметова", "heating шағым"):
            assert (COMPLAINT in found(database, official, text)) == (official in readers), (official, text)
        assert (PERSON in found(database, official, "Сәуле")) == (official in readers), official
    for official in (HEAD, AUDITOR):
        assert found(database, official, "жалоба", reason="Inspection of the office") == [COMPLAINT]


def test_an_outsider_is_answered_as_if_a_hidden_record_did_not_exist(database: str, make_database: Any) -> None:
    without = make_database()
    shown_in(database, STORY)
    shown_in(without, [OF_75])
    for text in ("heating", "жылу", "жалоба", "Ахметова", "2026-", "heating -water", "akimat"):
        for official in (REPRESENTATIVE_75, EMPLOYEE_75, STRANGER, None):
            assert hits(database, official, text) == hits(without, official, text), (official, text)


def test_the_name_of_a_protected_applicant_is_found_only_by_those_who_know_it(database: str) -> None:
    shown_in(
        database,
        STORY,
        at(COMPLAINT, course.IdentityProtected(), by=REPRESENTATIVE_71),
    )
    for text in ("Ахметова", "шағым"):
        for official in (EMPLOYEE_71, HEAD, AUDITOR, EMPLOYEE_75):
            assert found(database, official, text) == [], (official, text)
            assert found(database, official, text, reason="Curious to know it") == [], (official, text)
        for official in (OMBUDSMAN, REPRESENTATIVE_71):
            assert COMPLAINT in found(database, official, text), (official, text)
    assert found(database, EMPLOYEE_71, "water") == [COMPLAINT]


def test_who_may_not_cross_the_wall_finds_nothing_behind_it(database: str) -> None:
    compartment = stream("compartment", "an inquiry")
    shown_in(
        database,
        STORY,
        at(COMPLAINT, ComplaintWalled(compartment=compartment), by=OMBUDSMAN),
        at(EMPLOYEE_71, CrossingGranted(compartment=compartment, reason="Charged with it"), by=OMBUDSMAN),
    )
    for text in ("water", "71-2026-00001", "шағым", "Ахметова"):
        for official in (OMBUDSMAN, HEAD, AUDITOR, REPRESENTATIVE_71, DEPUTY_REPRESENTATIVE_71, None):
            assert found(database, official, text, reason="Asked out of curiosity") == [], (official, text)
        assert COMPLAINT in found(database, EMPLOYEE_71, text), text


def test_restriction_closes_the_texts_to_the_office_and_lifting_opens_them_again(database: str) -> None:
    shown_in(
        database, STORY, at(COMPLAINT, course.ConfidentialitySet(level=Confidentiality.RESTRICTED, reason="Child"))
    )
    assert found(database, EMPLOYEE_71, "жалоба") == []
    add(database, at(COMPLAINT, course.ConfidentialitySet(level=Confidentiality.ORDINARY, reason="Grown up")))
    assert found(database, EMPLOYEE_71, "жалоба") == [COMPLAINT]


def test_a_corrected_name_is_found_and_the_former_one_is_not(database: str) -> None:
    shown_in(database, STORY, at(PERSON, PersonCorrected(person=PERSON, details=PersonDetails(name="Сәуле Оспанова"))))
    assert set(found(database, OMBUDSMAN, "Оспанова")) == {COMPLAINT, PERSON}
    assert found(database, OMBUDSMAN, "Ахметова") == []


def test_pages_of_what_was_found_join_without_gap_or_repetition(database: str) -> None:
    many = [stream("complaint", f"matter {i}") for i in range(9)]
    shown_in(
        database, *(registered(each, applicants=(), heads=(SUBJECT,) * (1 + i % 3)) for i, each in enumerate(many))
    )
    whole = hits(database, OMBUDSMAN, "heating")
    paged: list[Any] = []
    with psycopg.connect(database, autocommit=True) as conn:
        while True:
            rank, record = (paged[-1][1], paged[-1][0]) if paged else (None, None)
            with conn.transaction():
                conn.execute("set local role register_reader")
                conn.execute("select access.enter(%s, null)", (OMBUDSMAN,))
                page = conn.execute(
                    "select * from access.search(%s::jsonb, null, 2, %s::real, %s)",
                    (json.dumps(question("heating").parameters()), rank, record),
                ).fetchall()
            if not page:
                break
            paged += page
    assert paged == whole and len(whole) == 9


def test_the_index_of_words_is_asked_before_any_row(database: str) -> None:
    """Under a policy it could not be: what compares words may tell of rows that the policy hides."""
    shown_in(database, STORY)
    with psycopg.connect(database, autocommit=True) as conn, conn.transaction():
        conn.execute("set local role register_owner")
        conn.execute("set local enable_seqscan = off")
        statement = access.hits().replace(" asked", " 'heating'::tsquery")
        plan = "\n".join(line for (line,) in conn.execute(f"explain (costs off) {statement}".encode()).fetchall())
    for row in (SearchRecordRow, SearchContentRow, SearchPersonRow):
        assert f"Bitmap Index Scan on {row.TABLE.name}_by_words" in plan, plan
    assert "Seq Scan" not in plan, plan


def alike(dsn: str, official: str, words: str) -> list[str]:
    with psycopg.connect(dsn, autocommit=True) as conn, conn.transaction():
        conn.execute("set local role register_reader")
        conn.execute("select access.enter(%s, null)", (official,))
        rows = conn.execute("select record from access.search_alike(%s, null, 50, null, null)", (words,)).fetchall()
    return [record for (record,) in rows]


def test_without_the_extension_nothing_is_alike(database: str) -> None:
    shown_in(database, STORY)
    assert alike(database, OMBUDSMAN, "ахметва") == []


def test_words_that_look_alike_are_found_where_the_database_can_do_that(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as conn:
        if not conn.execute("select 1 from pg_available_extensions where name = 'pg_trgm'").fetchone():
            pytest.skip("this PostgreSQL comes without pg_trgm")
        conn.execute("create schema extensions")
        conn.execute("create extension pg_trgm with schema extensions")
        conn.execute("grant usage on schema extensions to public")
    migrate(empty_database)
    shown_in(empty_database, STORY)
    assert set(alike(empty_database, OMBUDSMAN, "ахметва")) == {COMPLAINT, PERSON}
    assert alike(empty_database, REPRESENTATIVE_71, "heeting") == [COMPLAINT]
    for official in (HEAD, EMPLOYEE_75, STRANGER):
        assert alike(empty_database, official, "ахметва") == []
    with psycopg.connect(empty_database, autocommit=True) as conn:
        made = "select count(*) from pg_indexes where schemaname = 'views' and indexdef like '%gin_trgm_ops%'"
        assert conn.execute(made).fetchone() == (2,)
