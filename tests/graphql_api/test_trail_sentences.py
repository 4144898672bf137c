"""Each entry of the trail reads as a sentence in three languages, and says no more than its reader may see."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.capacity import Capacity
from domain.decider import deciders
from domain.identifiers import MIGRATION, SYSTEM
from domain.kinds import KINDS
from domain.message import event_types
from domain.refusal import RefusalCode
from domain.regulation import PROVISIONS
from domain.text import LANGUAGES, Language, Text
from graphql_api.sentences import Names, because, named, read, refused, sentence
from graphql_api.sentences.details import DAYS_IN_DETAILS, IDS_IN_DETAILS, LABELS, WORDS_IN_DETAILS
from graphql_api.sentences.journal import KINDS as KIND_WORDS
from graphql_api.sentences.journal import PARTS as PART_WORDS
from graphql_api.sentences.phrases import LONGEST, cited
from projections.audit import Audience, AuditRow, content_fields
from projections.catalogue import CATALOGUE
from projections.reading import ReadChannel, ReadingRow, RefusalRow
from tests.domain.scenario import EMPLOYEE_71, HEAD, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api
from tests.graphql_api.story import done, registered, registration

NAMES = Names(
    officials={"official-a": "Әлия Серікова", "official-b": "Болат Ахметов"},
    offices={"10": Text(kk="Абай облысындағы өкілдік", ru="Представительство в области Абай", en="Office in Abay")},
    posts={"post-x": "Representative"},
)


def line(event: str = "ComplaintRefused", **changes: Any) -> AuditRow:
    given: dict[str, Any] = {
        "stream": "complaint-1",
        "version": 2,
        "position": 5,
        "recorded_at": datetime(2026, 3, 3, 7, tzinfo=UTC),
        "effective": date(2026, 3, 3),
        "kind": "complaint",
        "number": "C-10-2026-00001",
        "office": "10",
        "offices": (),
        "audience": Audience.RECORD,
        "about": None,
        "actor": "official-a",
        "capacity": Capacity.REPRESENTATIVE,
        "basis": "20.1",
        "acting_for": None,
        "command": "",
        "command_name": "",
        "event": event,
        "correlation": None,
        "causation": None,
        "payload": {},
    }
    return AuditRow(**{**given, **changes})


def not_done(**changes: Any) -> RefusalRow:
    given: dict[str, Any] = {
        "position": 1,
        "refused_at": datetime(2026, 3, 3, 7, tzinfo=UTC),
        "official": "official-a",
        "capacities": (Capacity.EMPLOYEE,),
        "command": "AssignComplaint",
        "kind": "complaint",
        "record": "complaint-1",
        "code": RefusalCode.NO_AUTHORITY,
        "paragraph": "16.2",
        "trace": None,
    }
    return RefusalRow(**{**given, **changes})


def reading(**changes: Any) -> ReadingRow:
    given: dict[str, Any] = {
        "position": 1,
        "read_at": datetime(2026, 3, 3, 7, tzinfo=UTC),
        "official": "official-a",
        "capacities": (Capacity.AUDITOR,),
        "reason": "Inspection\nof refusals",
        "operation": "Texts",
        "channel": ReadChannel.QUERY,
        "kind": "complaint",
        "record": "complaint-1",
        "parts": ("audit_content", "complaint_party", "complaint_text"),
    }
    return ReadingRow(**{**given, **changes})


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "On 3 March 2026 Әлия Серікова, deputy acting for the Representative (Office in Abay), for the post "
            "“Representative”, under ¶20(1), refused the complaint (C-10-2026-00001), because: “Not competent”; "
            "“It was so.”.",
        ),
        (
            "ru",
            "3 марта 2026 года заместитель, исполняющий обязанности Представителя Уполномоченного (Әлия Серікова; "
            "Представительство в области Абай), по должности «Representative», на основании п. 20(1) Положения "
            "отказал в рассмотрении жалобы (C-10-2026-00001); причина: «Not competent»; «It was so.».",
        ),
        (
            "kk",
            "2026 жылғы 3 наурыз күні Әлия Серікова, Уәкіл өкілінің міндетін атқарушы орынбасар (Абай облысындағы "
            "өкілдік), «Representative» лауазымы бойынша, Ереженің 20(1)-тармағы негізінде шағымды қараудан бас "
            "тартты (C-10-2026-00001); себебі: «Not competent»; «It was so.».",
        ),
    ],
)
def test_a_refused_complaint_reads_as_a_sentence(language: Language, words: str) -> None:
    deputy = Capacity.DEPUTY_REPRESENTATIVE_ACTING
    told = line(capacity=deputy, acting_for="post-x", payload={"ground": "Not competent"})
    assert sentence(told, {"reason": "It was\n so."}, NAMES, language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_its_words_in_a_sentence(language: Language) -> None:
    for name, event in event_types().items():
        if event.__module__.startswith("domain."):
            words = event.words.in_language(language)
            told = sentence(line(name), None, NAMES, language)
            assert words and words in told and told.endswith("."), name
            assert words == words.strip(" ."), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_every_code_has_its_words_in_the_sentence_of_a_refusal(language: Language) -> None:
    for command in deciders():
        told = refused(not_done(command=command.__name__), "C-10-2026-00001", NAMES, language)
        words = command.words.in_language(language)
        assert words and words in told and told.endswith("."), command.__name__
        assert words == words.strip(" ."), command.__name__
    for code in RefusalCode:
        words = code.words.in_language(language)
        assert refused(not_done(code=code), None, NAMES, language).endswith(f": {words}."), code


def test_commands_are_named_differently_and_in_the_form_that_sentences_need() -> None:
    for language in LANGUAGES:
        assert len({command.words.in_language(language) for command in deciders()}) == len(deciders())
    for command in deciders():
        verb = next((word for word in command.words.ru.split() if word not in ("вновь", "досрочно")), "")
        assert re.search(r"(ть|ти)$", verb), command.words.ru
        assert command.words.kk.endswith(("у", "ю")), command.words.kk


def every_word() -> Iterator[tuple[str, Text]]:
    """All words of which sentences are made, each with what it is for."""
    yield from ((name, event.words) for name, event in event_types().items() if event.__module__.startswith("domain."))
    yield from ((command.__name__, command.words) for command in deciders())
    yield from ((code.value, code.words) for code in RefusalCode)
    yield from ((capacity.value, capacity.words) for capacity in Capacity)
    yield from (*KIND_WORDS.items(), *PART_WORDS.items())


def test_no_identifier_of_a_command_an_event_or_a_code_stands_in_words() -> None:
    for name, words in every_word():
        for language in LANGUAGES:
            said = words.in_language(language)
            assert not re.search(r"[A-Z]{2}|_|[a-z][A-Z]", said), name
            assert language == "en" or not re.search(r"[A-Za-z]", said), name
    russian = {word for _, words in every_word() for word in words.ru.split()}
    assert not {word for word in russian if re.search(r"[әғқңөұүһі]", word)}


def test_in_russian_the_verb_agrees_with_the_title_and_not_with_the_person() -> None:
    for capacity in set(Capacity) - {Capacity.MIGRATION}:
        for actor in ("official-a", "official-unknown"):
            told = sentence(line(actor=actor, capacity=capacity), None, NAMES, "ru")
            assert told.startswith(f"3 марта 2026 года {capacity.words.ru} ("), told
        words = capacity.words.ru.partition(",")[0].split()
        assert words[0].endswith(("ый", "ь", "ик", "ор")), "the title is masculine, as the verbs are"
    for name, event in event_types().items():
        assert not event.__module__.startswith("domain.") or re.search(r"(л|внёс)( |$)", event.words.ru), name


def test_whose_matter_it_is_differs_from_where_the_actor_belongs() -> None:
    def told(capacity: Capacity, language: Language = "en", **changes: Any) -> str:
        return sentence(line(capacity=capacity, **changes), None, NAMES, language)

    assert "employee (Office in Abay), under" in told(Capacity.EMPLOYEE)
    for capacity in (Capacity.HEAD, Capacity.OMBUDSMAN, Capacity.REPRESENTATIVE_INSTRUCTED):
        assert f"{capacity.words.en} (in a matter of the Office in Abay), under" in told(capacity)
    assert "Ұлттық орталықтың басшысы (Абай облысындағы өкілдік бойынша), " in told(Capacity.HEAD, "kk")
    assert "(Әлия Серікова; касается: Представительство в области Абай)" in told(Capacity.HEAD, "ru")
    centre = Names(NAMES.officials, {"00": Text(kk="Орталық", ru="Центр", en="Centre")}, {})
    at_home = sentence(line(capacity=Capacity.HEAD, office="00"), None, centre, "ru")
    assert at_home.startswith("3 марта 2026 года Руководитель Национального центра (Әлия Серікова) на основании")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "On 3 March 2026 Әлия Серікова, employee, auditor, sought to assign the complaint (C-10-2026-00001) and "
            "was refused under ¶16(2): there is no authority for this act.",
        ),
        (
            "ru",
            "3 марта 2026 года сотрудник (Әлия Серікова; также аудитор) намеревался назначить исполнителя по жалобе "
            "(C-10-2026-00001); на основании п. 16(2) Положения в исполнении отказано: нет полномочия на это действие.",
        ),
        (
            "kk",
            "2026 жылғы 3 наурыз күні Әлия Серікова, қызметкер, аудитор, шағымға орындаушы тағайындау әрекетін "
            "(C-10-2026-00001) жасамақ болды; Ереженің 16(2)-тармағы негізінде орындаудан бас тартылды: бұл әрекетке "
            "өкілеттік жоқ.",
        ),
    ],
)
def test_a_refused_command_reads_as_a_sentence(language: Language, words: str) -> None:
    told = not_done(capacities=(Capacity.EMPLOYEE, Capacity.AUDITOR))
    assert refused(told, "C-10-2026-00001", NAMES, language) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "On 3 March 2026 Әлия Серікова, auditor, read the texts, the parties and the contents of the history of "
            "the complaint (C-10-2026-00001); reason given: “Inspection of refusals”.",
        ),
        (
            "ru",
            "3 марта 2026 года аудитор (Әлия Серікова) ознакомился с текстами, данными об участниках и содержанием "
            "истории жалобы (C-10-2026-00001); указанная причина: «Inspection of refusals».",
        ),
        (
            "kk",
            "2026 жылғы 3 наурыз күні Әлия Серікова, аудитор, шағымның (C-10-2026-00001) мәтіндерімен, "
            "қатысушыларымен және тарихының мазмұнымен танысты; көрсетілген себебі: «Inspection of refusals».",
        ),
    ],
)
def test_a_read_tells_which_parts_of_what_were_read_and_why(language: Language, words: str) -> None:
    assert read(reading(), "C-10-2026-00001", NAMES, language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_personal_table_and_every_kind_has_its_words_in_the_sentence_of_a_read(language: Language) -> None:
    personal = {row.TABLE.name for row in CATALOGUE.rows if row.TABLE.visible.personal}
    assert personal == {*PART_WORDS} and {*KINDS} == {*KIND_WORDS}
    for kind in KINDS:
        for part in personal:
            told = read(reading(kind=kind, parts=(part,), reason=None), None, NAMES, language)
            assert KIND_WORDS[kind].in_language(language) in told and PART_WORDS[part].in_language(language) in told


def test_who_holds_no_post_or_gave_no_name_is_told_as_such_and_so_is_what_is_no_longer_known() -> None:
    gone = not_done(command="ForgottenCommand", capacities=(), official="official-unknown", record=None)
    assert refused(gone, None, NAMES, "ru").startswith(
        "3 марта 2026 года сотрудник вне должности намеревался совершить"
    )
    assert "Forgotten" not in "".join(refused(gone, None, NAMES, language) for language in LANGUAGES)
    public = reading(official=None, capacities=(), parts=("forgotten_table",), reason=None)
    assert (
        read(public, None, NAMES, "en")
        == "On 3 March 2026 a visitor who gave no name read the contents of the complaint."
    )
    assert read(public, None, NAMES, "ru").startswith("3 марта 2026 года посетитель, не назвавший себя, ознакомился с")
    official = reading(kind="official", record="official-b", parts=("official_identity",), reason=None)
    assert read(official, None, NAMES, "en").endswith("read the personal data of the official (Болат Ахметов).")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paragraph_is_cited_in_every_language(language: Language) -> None:
    assert all(cited(basis, language) and "{" not in cited(basis, language) for basis in PROVISIONS)


def test_details_are_fields_of_events_and_never_contents() -> None:
    fields = {name for event in event_types().values() for name in event.__struct_fields__}
    assert {*LABELS, *IDS_IN_DETAILS, *DAYS_IN_DETAILS, *WORDS_IN_DETAILS} <= fields
    assert {*IDS_IN_DETAILS, *DAYS_IN_DETAILS, *WORDS_IN_DETAILS} <= {*LABELS}
    told = line("MeasureDeclined", payload={"person": "official-b"})
    assert content_fields(event_types()["MeasureDeclined"]) >= {*because("MeasureDeclined")}
    assert sentence(told, None, NAMES, "en").endswith("declined the proposal (C-10-2026-00001).")


def test_whom_and_where_stand_beside_their_labels() -> None:
    assigned = line("ComplaintReassigned", payload={"official": "official-b", "previously": "official-z"})
    assert named([assigned]).officials == {"official-a", "official-b", "official-z"}
    assert sentence(assigned, None, NAMES, "ru").endswith(
        "сменил исполнителя по жалобе (C-10-2026-00001) — должностное лицо: Болат Ахметов."
    )


def test_what_was_recorded_later_and_what_no_official_did_are_said() -> None:
    late = line(effective=date(2026, 2, 20), actor="official-unknown")
    assert sentence(late, None, NAMES, "en").startswith(
        "On 20 February 2026 (recorded on 3 March 2026) an official, Representative"
    )
    brought = line(effective=None, actor=MIGRATION, capacity=Capacity.MIGRATION)
    assert sentence(brought, None, NAMES, "en").startswith(
        "On a day that the source does not say (recorded on 3 March 2026), an earlier register "
        "(migration of earlier records, in a matter of the Office in Abay), under ¶20(1), refused"
    )
    assert sentence(brought, None, NAMES, "ru").startswith(
        "В день, не указанный в источнике (внесено 3 марта 2026 года), прежний реестр (перенос данных; "
        "касается: Представительство в области Абай) на основании п. 20(1) Положения отказал"
    )
    assert sentence(brought, None, NAMES, "kk").startswith(
        "Дереккөзде көрсетілмеген күні (2026 жылғы 3 наурыз күні тіркелген) бұрынғы тізілім (деректерді көшіру, "
        "Абай облысындағы өкілдік бойынша) Ереженің 20(1)-тармағы негізінде шағымды"
    )
    alone = line(actor=SYSTEM, capacity=Capacity.MIGRATION)
    assert sentence(alone, None, NAMES, "en").startswith("On 3 March 2026 the register itself, under ¶20(1), refused")


def test_a_record_without_a_number_is_called_by_its_name_as_far_as_the_reader_knows_it() -> None:
    granted = line("AccessGranted", stream="official-b", number=None)
    assert "official-b" in named([granted]).officials
    assert sentence(granted, None, NAMES, "en").endswith("granted special access (Болат Ахметов).")
    assert sentence(granted, None, Names(), "en").endswith("granted special access.")
    for event, stream in (("OfficeOpened", "office-10"), ("StaffingLimitSet", "staffing-10")):
        told = line(event, stream=stream, number=None, office=None)
        assert named([told]).offices == {"10"}
        assert "(Представительство в области Абай)" in sentence(told, None, NAMES, "ru")
    assert sentence(line("PersonRegistered", stream="person-1", number=None), None, NAMES, "en").endswith(
        "registered the person."
    )


def test_a_long_reason_is_cut_and_braces_are_only_braces() -> None:
    told = sentence(line(payload={"ground": "{who}"}), {"reason": "x" * 2 * LONGEST}, NAMES, "en")
    assert "“{who}”" in told and "“" + "x" * (LONGEST - 1) + "…”" in told


REFUSED = "CanaryReason of the refusal"
TOLD = "query ($id: ID!) { node(id: $id) { ... on Record { trail { event sentence(language: EN) } } } }"


def test_a_reason_is_said_to_those_who_see_the_contents_and_the_reading_is_noted(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    refusing = {"complaint": complaint, "ground": "Not competent", "reason": REFUSED}
    done(api, "refuseComplaint", refusing, REPRESENTATIVE_71)

    def last(by: str) -> str:
        node = api.ask(TOLD, {"id": complaint}, by=by)["node"]
        return next(e["sentence"] for e in node["trail"] if e["event"] == "ComplaintRefused") if node else ""

    def reads() -> list[Any]:
        listed = api.ask("{ readLog { nodes { record parts official { id } } } }")["readLog"]["nodes"]
        return [read["official"]["id"] for read in listed if "audit_content" in read["parts"]]

    assert reads() == []
    assert f"because: “Not competent”; “{REFUSED}”." in last(REPRESENTATIVE_71)
    assert reads() == [REPRESENTATIVE_71]
    assert last(HEAD).endswith("because: “Not competent”.")
    assert last(REPRESENTATIVE_75) == ""
    assert reads() == [REPRESENTATIVE_71]
    assert REFUSED in last(OMBUDSMAN) and reads()[0] == OMBUDSMAN


def test_sentences_of_a_page_are_read_by_as_many_statements_as_those_of_one(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    from infra.http.views import ReadSession

    for _ in range(3):
        complaint = registered(api, registration("71"), REPRESENTATIVE_71)
        done(api, "assignComplaint", {"complaint": complaint, "official": EMPLOYEE_71}, REPRESENTATIVE_71)
        refusing = {"complaint": complaint, "ground": "Not competent", "reason": REFUSED}
        done(api, "refuseComplaint", refusing, REPRESENTATIVE_71)
    asked: list[str] = []
    rows = ReadSession.rows

    async def counted(session: ReadSession, sql: str, parameters: Any = ()) -> Any:
        asked.append(sql)
        return await rows(session, sql, parameters)

    monkeypatch.setattr(ReadSession, "rows", counted)
    page = "{ auditTrail(order: POSITION_DESC, first: %d) { nodes { sentence } } }"
    api.ask(page % 3)
    few = len(asked)
    api.ask(page % 60)
    assert len(asked) - few <= few + 1
