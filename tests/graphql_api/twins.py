"""Twins: registers with one history, in one of which something has happened that an outsider must not notice.

One twin is a copy of the other to the byte, with the events of the hidden matter behind all others; or both hold a
matter of which only the guarded contents differ. Time stands still in them, so that answers can be
compared as they are.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import psycopg
from psycopg.types.json import Jsonb

from domain.calendar.state import CalendarOpened
from domain.compartments.commands import GrantCrossing, OpenCompartment, PutComplaintBehindWall, PutPetitionBehindWall
from domain.complaints.access import IssueApplicantAccess
from domain.complaints.admissibility import AcceptComplaint
from domain.complaints.assignment import AssignComplaint, GiveInstruction
from domain.complaints.decision import DecideHead
from domain.complaints.examination import RecordExplanation, RequestExplanation
from domain.complaints.intake import AddHead, RegisterComplaint
from domain.complaints.links import LinkComplaints
from domain.complaints.protection import SetConfidentiality
from domain.complaints.vocabulary import (
    Addressee,
    Applicant,
    Channel,
    Confidentiality,
    Finding,
    HeadOfComplaint,
    Respondent,
)
from domain.measures.commands import ImposePenalty
from domain.measures.events import MeasureKind
from domain.message import Command
from domain.officials.state import Access, AccessGranted, OfficialRegistered
from domain.persons.decide import CorrectPerson, RegisterPerson
from domain.persons.state import PersonDetails
from domain.petitions.commands.drafting import DraftPetition, SubmitForSignature
from domain.petitions.commands.signing import InstructPetitionSigning, SignPetition
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import BodyLevel, PetitionAddressee, PetitionKind
from graphql_api.context import Operation
from graphql_api.keyset import cursor
from graphql_api.listings import LISTINGS
from graphql_api.tables import made, selected, table
from infra.http.budget import Budget
from infra.http.commands import Commands
from infra.http.endpoint import Endpoint, Gates
from infra.http.views import ReadModels
from infra.projector import CAUGHT_UP
from infra.register import Register
from infra.store.recorder import Store
from infra.store.tail import Tail
from infra.telemetry import Telemetry
from projections.catalogue import CATALOGUE
from projections.rows import Row
from tests.conftest import Server
from tests.domain.scenario import (
    AUDITOR,
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_71,
    POST_EMPLOYEE_75,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    at,
    small_register,
)
from tests.domain.scenario import Register as History
from tests.graphql_api.arguing import Known
from tests.graphql_api.hostile import known_values
from tests.graphql_api.oracle import REASON, Caller, Oracle, Viewer
from tests.projections.histories import in_order
from tests.projections.written import catch_up, write

POSTS_STREAM, COMPLAINTS_STREAM = "official-postsstream", "official-complaintsstream"
"""Integrators: one reads the stream of events of posts, one that of complaints."""
CLERKS: Final = {"71": EMPLOYEE_71, "75": EMPLOYEE_75}
REPRESENTATIVES: Final = {"71": REPRESENTATIVE_71, "75": REPRESENTATIVE_75}
SECRET: Final = "Zm9yIHRoZSBhcHBsaWNhbnQ"
ANSWER_BY, EXPIRES = date(2026, 3, 20), date(2026, 9, 1)
STRANGERS: Final = (Viewer(STRANGER), Viewer(None), Viewer(POSTS_STREAM))
QUIET: Final = 0.4
"""Seconds after which nothing follows any more."""
READ: Final = ("complaint", "person", "petition", "measure")
"""Kinds of records with contents that somebody may have read."""


@dataclass
class Tale:
    """A history being told, by commands that the rules accept."""

    history: History
    complaints: list[str] = field(default_factory=list)
    petitions: list[str] = field(default_factory=list)

    def give(self, by: str, *commands: Command) -> str:
        """Carry out commands; the record of the last one."""
        return [self.history.execute(command, by=by).stream for command in commands][-1]

    def complaint(self, office: str, name: str, words: str, *, iin: str = "800101300111") -> str:
        """A complaint, on its way to the decision of its first head."""
        clerk, representative = CLERKS[office], REPRESENTATIVES[office]
        details = PersonDetails(name=name, iin=iin, contacts=(f"{name.partition(' ')[0].lower()}@example.kz",))
        complaint = self.give(
            clerk,
            RegisterComplaint(
                office=office,
                addressee=Addressee.REPRESENTATIVE,
                channel=Channel.DESK,
                applicants=(Applicant(details=details),),
                respondent=Respondent(name="Akimat"),
                heads=(HeadOfComplaint(category="Water"), HeadOfComplaint(category="Rent")),
                statement=f"{name}: {words}",
            ),
        )
        self.give(clerk, IssueApplicantAccess(complaint=complaint, secret=SECRET))
        self.give(
            representative,
            AssignComplaint(complaint=complaint, official=representative),
            AcceptComplaint(complaint=complaint),
            RequestExplanation(complaint=complaint, body="Akimat", answer_by=ANSWER_BY),
            RecordExplanation(complaint=complaint, request="1", summary="It was so."),
            DecideHead(
                complaint=complaint, head="1", finding=Finding.VIOLATION_FOUND, grounds="The law.", reasoning=words
            ),
        )
        self.complaints.append(complaint)
        return complaint

    def petition(self, office: str, complaint: str, title: str, words: str) -> str:
        """An act of response on a complaint, signed."""
        body = PetitionAddressee(key="a", body="Akimat", level=BodyLevel.TERRITORIAL, territory=office)
        wording: dict[str, Any] = {"title": title, "operative_part": "Repair it.", "addressees": (body,)}
        kind, person = PetitionKind.RECOMMENDATION, self.applicant(complaint)
        draft = DraftPetition(
            office=office, petition_kind=kind, complaints=(complaint,), person=person, reasoning=words, **wording
        )
        petition = self.give(CLERKS[office], draft)
        self.give(CLERKS[office], SubmitForSignature(petition=petition))
        self.petitions.append(petition)
        return petition

    def registered_before(self, office: str, name: str) -> str:
        """A complaint of somebody who was registered alone, before."""
        person = self.give(CLERKS[office], RegisterPerson(details=PersonDetails(name=name)))
        complaint = self.give(
            CLERKS[office],
            RegisterComplaint(
                office=office,
                addressee=Addressee.REPRESENTATIVE,
                applicants=(Applicant(person=person),),
                heads=(HeadOfComplaint(category="Water"),),
                statement=f"{name}: Unheard quarrel",
            ),
        )
        self.complaints.append(complaint)
        return complaint

    def applicant(self, complaint: str) -> str:
        event: Any = self.history.streams[complaint][0].event
        return str(event.applicants[0])

    def penalty(self, post: str, ground: str) -> str:
        penalty = ImposePenalty(
            post=post, measure_kind=MeasureKind.REMARK, ground=ground, reference="Order 3", expires_on=EXPIRES
        )
        return self.give(HEAD, penalty)

    @property
    def compartment(self) -> str:
        return next(stream for stream in self.history.streams if stream.startswith("compartment-"))


def before() -> Tale:
    """What happened in both: matters in two offices, a measure, a compartment that one official may cross."""
    tale = Tale(small_register())
    for official, access in ((POSTS_STREAM, Access.STREAM_POSTS), (COMPLAINTS_STREAM, Access.STREAM_COMPLAINTS)):
        registered = OfficialRegistered(person=official, name="Integrator")
        tale.history.tell(at(official, registered, AccessGranted(access=access)))
    tale.history.tell(at("calendar-kz", CalendarOpened()))
    tale.give(OMBUDSMAN, OpenCompartment(name="North", purpose="Kept apart"))
    crossing = GrantCrossing(official=DEPUTY_REPRESENTATIVE_71, compartment=tale.compartment, reason="In charge")
    tale.give(OMBUDSMAN, crossing)
    one, other = (tale.complaint("71", name, "No water here") for name in ("Aigerim Saparova", "Bolat Omarov"))
    tale.complaint("75", "Dana Kassymova", "No heating", iin="850101300222")
    tale.give(EMPLOYEE_71, LinkComplaints(complaint=one, other=other))
    tale.give(REPRESENTATIVE_71, SignPetition(petition=tale.petition("71", one, "Water for all", "They have none")))
    tale.penalty(POST_EMPLOYEE_71, "Came late")
    return tale


def in_another_office(tale: Tale) -> None:
    """A complaint with two officials elsewhere instructed, an act of response, a person and a measure, in office 75."""
    hidden = tale.complaint("75", "Zhansaya Tursynbek", "Unheard quarrel over aquifers", iin="900101300333")
    tale.give(OMBUDSMAN, GiveInstruction(complaint=hidden, official=EMPLOYEE_00, task="Help with aquifers"))
    tale.give(EMPLOYEE_75, AddHead(complaint=hidden, head=HeadOfComplaint(category="Aquifers", subject="Dry wells")))
    tale.give(EMPLOYEE_75, LinkComplaints(complaint=hidden, other=tale.complaints[2]))
    petition = tale.petition("75", hidden, "Aquifers for all", "Zhansaya is thirsty")
    tale.give(OMBUDSMAN, InstructPetitionSigning(petition=petition, official=REPRESENTATIVE_75))
    tale.give(REPRESENTATIVE_75, SignPetition(petition=petition))
    tale.give(EMPLOYEE_75, RegisterPerson(details=PersonDetails(name="Unseen Person", iin="910101300444")))
    tale.penalty(POST_EMPLOYEE_75, "Slept over aquifers")


def behind_a_wall(tale: Tale) -> None:
    """A complaint and an act of response of office 71 behind a wall, where more happens to them."""
    hidden = tale.complaint("71", "Zhansaya Tursynbek", "Unheard quarrel over aquifers", iin="900101300333")
    second = tale.complaint("71", "Unseen Person", "Unheard quarrel over aquifers", iin="910101300444")
    tale.give(OMBUDSMAN, GiveInstruction(complaint=hidden, official=REPRESENTATIVE_10, task="Help with aquifers"))
    tale.give(EMPLOYEE_71, LinkComplaints(complaint=hidden, other=second))
    corrected = PersonDetails(name="Zhansaya Tursynbekova", contacts=("zhansaya@example.kz",))
    tale.give(EMPLOYEE_71, CorrectPerson(person=tale.applicant(hidden), details=corrected))
    tale.registered_before("71", "Unheard Friend")
    petition = tale.petition("71", hidden, "Aquifers for all", "Zhansaya is thirsty")
    for complaint in (hidden, second, tale.complaints[-1]):
        tale.give(OMBUDSMAN, PutComplaintBehindWall(complaint=complaint, compartment=tale.compartment))
    if tale.history.state(PETITIONS, petition).wall is None:
        tale.give(OMBUDSMAN, PutPetitionBehindWall(petition=petition, compartment=tale.compartment))
    head = HeadOfComplaint(category="Aquifers", subject="Dry wells")
    tale.give(DEPUTY_REPRESENTATIVE_71, AddHead(complaint=hidden, head=head))
    tale.give(
        DEPUTY_REPRESENTATIVE_71, CorrectPerson(person=tale.applicant(hidden), details=PersonDetails(name="Zhansaya"))
    )


def guarded(name: str, words: str, iin: str) -> Callable[[Tale], None]:
    """A restricted complaint in office 71, whose contents are told by these words."""

    def told(tale: Tale) -> None:
        complaint = tale.complaint("71", name, words, iin=iin)
        restricted = SetConfidentiality(complaint=complaint, level=Confidentiality.RESTRICTED, reason="Threats")
        tale.give(REPRESENTATIVE_71, restricted)

    return told


def measure(tale: Tale) -> None:
    """A measure on an employee of office 75."""
    tale.penalty(POST_EMPLOYEE_75, "Slept over aquifers")


_IN_OFFICE = (EMPLOYEE_71, REPRESENTATIVE_71, REPRESENTATIVE_10)
_LEADERS = (Viewer(HEAD), Viewer(HEAD, REASON), Viewer(AUDITOR), Viewer(AUDITOR, REASON), Viewer(DELEGATE, REASON))


@dataclass(frozen=True)
class Variant:
    """What differs between two twins, and who must not notice.

    plain: what happened besides in the first one; hidden: what happened in the second
    insider: somebody who notices, and has read what is hidden
    country: whether also the figures of the whole country are the same
    """

    name: str
    hidden: Callable[[Tale], None]
    insider: str
    outsiders: tuple[Viewer, ...]
    plain: Callable[[Tale], None] | None = None
    country: bool = True


VARIANTS: Final = (
    Variant("another office", in_another_office, EMPLOYEE_75, (*map(Viewer, _IN_OFFICE), *STRANGERS), country=False),
    Variant(
        "wall",
        behind_a_wall,
        DEPUTY_REPRESENTATIVE_71,
        (
            Viewer(OMBUDSMAN),
            *_LEADERS,
            *map(Viewer, (*_IN_OFFICE, EMPLOYEE_75, EMPLOYEE_00, COMPLAINTS_STREAM)),
            *STRANGERS,
        ),
    ),
    Variant(
        "contents",
        guarded("Zhansaya Tursynbek", "Unheard quarrel over aquifers", "900101300333"),
        REPRESENTATIVE_71,
        (
            *_LEADERS,
            *map(Viewer, (EMPLOYEE_71, DEPUTY_HEAD, REPRESENTATIVE_10, EMPLOYEE_75, COMPLAINTS_STREAM)),
            *STRANGERS,
        ),
        plain=guarded("Marat Ospanov", "Plain words", "700101300555"),
    ),
    Variant(
        "measure", measure, HEAD, (*map(Viewer, (REPRESENTATIVE_75, DELEGATE, EMPLOYEE_00, EMPLOYEE_71)), *STRANGERS)
    ),
)


class Twin(Oracle):
    """One of two registers, open to be asked and to be given commands."""

    def __init__(self, dsn: str, runner: asyncio.Runner, views: ReadModels, store: Store) -> None:
        super().__init__(dsn, runner, views)
        self.register = Register(store)
        commands: Any = Commands(self.register, Telemetry())
        self._ports = replace(self._ports, register=commands)
        self._endpoint = Endpoint(self._schema, self._ports, _identified, Gates(Budget(10**12, 1)), try_it=False)

    def _cursors(self) -> dict[tuple[str, str], list[str]]:
        return {}

    def heard(self, viewer: Viewer, document: str, count: int) -> list[Any]:
        """So many events that a subscription tells, and whatever follows them at once."""
        return self._runner.run(self._heard(viewer, document, count))

    async def _heard(self, viewer: Viewer, document: str, count: int) -> list[Any]:
        assert viewer.official is not None
        operation = Operation(self._ports, Caller(viewer.official), viewer.language, reason=viewer.reason)
        stream: Any = await self._schema.subscribe(document, context_value=operation)
        told: list[Any] = []
        with suppress(TimeoutError):
            while len(told) <= count:
                told.append((await asyncio.wait_for(anext(stream), 10 if len(told) < count else QUIET)).data)
        await stream.aclose()
        await operation.renew()
        return told

    def rows(self, row: type[Row]) -> dict[tuple[Any, ...], Row]:
        """All rows of a table by their keys, whoever may see them."""
        with psycopg.connect(self.dsn) as connection:
            lines = connection.execute(f"select {selected(row)} from {table(row)} t".encode()).fetchall()
        found = [made(row, line) for line in lines]
        return {tuple(getattr(each, name) for name in row.TABLE.key): each for each in found}


@dataclass(frozen=True)
class Twins:
    """Two registers and what tells them apart.

    history: what the second one holds
    rows: the rows that only the second one has, or that stand otherwise in it
    known: values, cursors and ids by which questions are composed, above all those of these rows
    """

    variant: Variant
    first: Twin
    second: Twin
    history: History
    rows: dict[type[Row], list[Row]]
    known: Known

    @property
    def hidden(self) -> list[str]:
        """Records that only the second one has; where contents differ, the record with other contents."""
        records = {str(getattr(row, kind.TABLE.key[0])) for kind, rows in self.rows.items() for row in rows}
        return sorted(r for r in records if r.partition("-")[0] in READ)


def _difference(first: Twin, second: Twin) -> dict[type[Row], list[Row]]:
    found: dict[type[Row], list[Row]] = {}
    for row in CATALOGUE.rows:
        known = first.rows(row)
        if fresh := [each for key, each in second.rows(row).items() if known.get(key) != each]:
            found[row] = fresh
    return found


def _known(second: Twin, rows: dict[type[Row], list[Row]]) -> Known:
    with psycopg.connect(second.dsn) as connection:
        values, ids = known_values(connection)
    fresh: dict[str, list[Any]] = {}
    for kind, found in rows.items():
        for row in found:
            for name in kind.__struct_fields__:
                value = getattr(row, name)
                parts = value if isinstance(value, tuple) else (value,)
                told = [part.isoformat() if isinstance(part, date) else part for part in parts]
                fresh.setdefault(_camel(name), []).extend(v for v in told if isinstance(v, str | int))
    both = {name: [*dict.fromkeys(fresh.get(name, [])), *values.get(name, [])[:5]] for name in {*values, *fresh}}
    hidden = [row.id for found in rows.values() for row in found if hasattr(row, "id")]
    cursors = {
        (listing.field, order.name): [
            cursor(row, order, listing.key) for row in rows.get(listing.row, []) if hasattr(row, order.column)
        ]
        for listing in LISTINGS
        for order in listing.orders
    }
    return Known(both, cursors, [*hidden, *ids[:10]])


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _write(dsn: str, history: History, after: int) -> None:
    """Write what is not written yet, recorded at instants that follow from its positions, and show it."""
    write(dsn, in_order(history)[after:])
    with psycopg.connect(dsn) as connection:
        connection.execute("alter table register.events disable trigger all")
        connection.execute(
            "update register.events set recorded_at = '2026-03-02 06:00Z'::timestamptz"
            " + notification_id * interval '1 second' where notification_id > %s",
            (after,),
        )
    catch_up(dsn)


def _read(dsn: str, official: str, records: list[str]) -> None:
    """The official has read the contents of these records."""
    with psycopg.connect(dsn) as connection:
        for record in records:
            note: dict[str, Any] = {"official": official, "reason": None, "operation": "Reads", "channel": "query"}
            note |= {"kind": record.partition("-")[0], "record": record, "parts": ["complaint_text"]}
            connection.execute("select journal.note(%s)", (Jsonb([note]),))


class Nursery:
    """Makes twins of a variant over copies of one database."""

    def __init__(self, server: Server, template: str) -> None:
        self._server = server
        self._base = server.create(template)
        self._tale = before()
        _write(server.address(self._base), self._tale.history, 0)
        self._made = [self._base]
        self._unchanged, _ = self._database(None)

    def _database(self, told: Callable[[Tale], None] | None) -> tuple[str, Tale]:
        name, tale = self._server.create(self._base), deepcopy(self._tale)
        self._made.append(name)
        if told is not None:
            told(tale)
            _write(self._server.address(name), tale.history, self._tale.history.position)
        return self._server.address(name), tale

    @contextmanager
    def twins(self, variant: Variant) -> Iterator[Twins]:
        """The twins of a variant, open."""
        first = self._unchanged if variant.plain is None else self._database(variant.plain)[0]
        second, tale = self._database(variant.hidden)
        fresh = [s for s in tale.history.streams if s not in self._tale.history.streams]
        if variant.plain is None:
            _read(second, variant.insider, [s for s in fresh if s.partition("-")[0] in READ])
        with ExitStack() as stack:
            one, other = (stack.enter_context(_opened(dsn)) for dsn in (first, second))
            rows = _difference(one, other)
            yield Twins(variant, one, other, tale.history, rows, _known(other, rows))

    def close(self) -> None:
        for name in reversed(self._made):
            self._server.drop(name)


@contextmanager
def _opened(dsn: str) -> Iterator[Twin]:
    tail = Tail(dsn, CAUGHT_UP)
    views = ReadModels(dsn, tail, size=2)
    with asyncio.Runner() as runner, Store(dsn) as store:
        stack = AsyncExitStack()
        for context in (tail, views):
            runner.run(stack.enter_async_context(context))
        try:
            yield Twin(dsn, runner, views, store)
        finally:
            runner.run(stack.aclose())


async def _identified(token: str | None) -> Any:
    assert token is not None
    return Caller(token)


__all__ = ["VARIANTS", "Nursery", "Twin", "Twins", "Variant"]
