"""Each entry of the trail reads as a sentence in three languages, and says no more than its reader may see."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import domain.kinds  # noqa: F401
from domain.capacity import Capacity
from domain.identifiers import MIGRATION, SYSTEM
from domain.message import event_types
from domain.regulation import PROVISIONS
from domain.text import LANGUAGES, Language, Text
from graphql_api.sentences import Names, because, named, sentence
from graphql_api.sentences.details import DAYS_IN_DETAILS, IDS_IN_DETAILS, LABELS, WORDS_IN_DETAILS
from graphql_api.sentences.telling import LONGEST, cited
from projections.audit import Audience, AuditRow, content_fields
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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "On 3 March 2026 Әлия Серікова, Representative (Office in Abay), acting for the holder of the post "
            "“Representative”, under ¶20(1), refused the complaint (C-10-2026-00001), because: “Not competent”; "
            "“It was so.”.",
        ),
        (
            "ru",
            "3 марта 2026 года Әлия Серікова, Представитель Уполномоченного (Представительство в области Абай), "
            "исполняя обязанности по должности «Representative», на основании п. 20(1) Положения отказал в "
            "рассмотрении жалобы (C-10-2026-00001); причина: «Not competent»; «It was so.».",
        ),
        (
            "kk",
            "2026 жылғы 3 наурыз күні Әлия Серікова, Уәкілдің өкілі (Абай облысындағы өкілдік), «Representative» "
            "лауазымы бойынша міндет атқара отырып, Ереженің 20(1)-тармағы негізінде шағымды қараудан бас тартты "
            "(C-10-2026-00001); себебі: «Not competent»; «It was so.».",
        ),
    ],
)
def test_a_refused_complaint_reads_as_a_sentence(language: Language, words: str) -> None:
    refused = line(acting_for="post-x", payload={"ground": "Not competent"})
    assert sentence(refused, {"reason": "It was\n so."}, NAMES, language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_its_words_in_a_sentence(language: Language) -> None:
    for name, event in event_types().items():
        if event.__module__.startswith("domain."):
            words = event.words.in_language(language)
            told = sentence(line(name), None, NAMES, language)
            assert words and words in told and told.endswith("."), name
            assert words == words.strip(" ."), name


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
        "перепоручил жалобу (C-10-2026-00001) — должностное лицо: Болат Ахметов."
    )


def test_what_was_recorded_later_and_what_no_official_did_are_said() -> None:
    late = line(effective=date(2026, 2, 20), actor="official-unknown")
    assert sentence(late, None, NAMES, "en").startswith(
        "On 20 February 2026 (recorded on 3 March 2026) an official, Representative"
    )
    brought = line(effective=None, actor=MIGRATION, capacity=Capacity.MIGRATION)
    assert sentence(brought, None, NAMES, "en").startswith(
        "On a day that the source does not say (recorded on 3 March 2026), an earlier register, "
        "Migration of earlier records (Office in Abay), under ¶20(1), refused"
    )
    assert sentence(brought, None, NAMES, "ru").startswith(
        "В день, не указанный в источнике (внесено 3 марта 2026 года), прежний реестр, Перенос данных ("
    )
    assert sentence(brought, None, NAMES, "kk").startswith(
        "Дереккөзде көрсетілмеген күні (2026 жылғы 3 наурыз күні тіркелген) бұрынғы тізілім, Деректерді көшіру ("
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
