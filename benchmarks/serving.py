"""Mutations until their read model shows them, and three questions, over HTTP beside the hand-written peer."""

import asyncio
from collections.abc import Awaitable, Iterator
from itertools import cycle
from typing import Any, NamedTuple

import orjson
import psycopg
import uvloop

from benchmarks import handwritten
from benchmarks.arena import Arena, say
from benchmarks.casework import CATEGORIES, EVENTS_OF_A_CASE, Institution, case
from benchmarks.clients import Work
from benchmarks.figures import Figure, percentiles
from benchmarks.http_load import get, load, once, post
from benchmarks.servers import handwritten_server, register_server
from benchmarks.sizes import Size
from infra.identity import DemonstrationKey

MUTATIONS, READS = "Mutations over HTTP until the read model shows them", "Questions over HTTP"
ROWS = 50
_FIRST_PAGE = (2**53, "")
"""A place before the newest complaint."""

CLASSIFY = """
mutation Classify($input: ClassifyComplaintInput!) {
  classifyComplaint(input: $input) { position version refusals { code } record { id category position } }
}"""
CASE = """
query Case($id: ID!) {
  node(id: $id) { ... on Complaint {
    number status respondent category registeredOn dueOn
    office { code name(language: EN) }
    assignee { name }
    heads { category finding }
    trail(first: 20) { version position event effective capacity basis { id } actor { name } }
  } }
}"""
PAGE = """
query Page($after: String) {
  complaints(first: 50, after: $after) {
    nodes { id number status respondent dueOn position office { code name(language: EN) } assignee { name } }
    pageInfo { endCursor }
  }
}"""
BOARD = """
query Board($code: String!) {
  office(code: $code) { code name(language: EN) board {
    received open overdue dueThisWeek violationFound violationNotFound settled petitionsAwaitingReply vacancies
  } }
}"""


class Question(NamedTuple):
    """One question, asked about many things in turn, in the way of the API and in that of the peer."""

    what: str
    ours: list[bytes]
    theirs: list[bytes]


class Doors(NamedTuple):
    """Where both servers are to be asked."""

    ours: int
    theirs: int
    token: str

    def graphql(self, query: str, **variables: Any) -> bytes:
        return post("/graphql", {"query": query, "variables": variables}, self.token)


class DifferentAnswersError(Exception):
    """The peer does not answer what the API answers, so they cannot be compared."""


class NotShownError(Exception):
    """A mutation was answered with a record that does not show it."""


def over_http(arena: Arena, institution: Institution, size: Size) -> Iterator[Figure]:
    """Mutations first, then the questions, each beside the peer."""
    plain = arena.database("matters", register=False)
    with psycopg.connect(plain, autocommit=True) as conn:
        conn.execute(handwritten.TABLES)
    token = DemonstrationKey(arena.home).issue(institution.ombudsman)
    with (
        register_server(arena.home) as ours,
        handwritten_server(arena.home, arena.dsn, plain, institution.ombudsman) as theirs,
    ):
        doors = Doors(ours, theirs, token)
        yield from _mutations(doors, size)
        for question in _run(_questions(doors, institution, size)):
            _run(_compare(doors, question))
            yield from _reads(doors, question, size)


def _mutations(doors: Doors, size: Size) -> Iterator[Figure]:
    categories = cycle(CATEGORIES)
    changes = [
        {"complaint": case(f"long/{place % size.cases}"), "category": next(categories)}
        for place in range(size.mutations)
    ]
    ours = [doors.graphql(CLASSIFY, input=change) for change in changes]
    theirs = [post("/classify", change) for change in changes]
    for connections in size.connections:
        for by, port, requests, check in (
            ("register: classifyComplaint", doors.ours, ours, _shown),
            ("hand-written SQL", doors.theirs, theirs, None),
        ):
            say(f"mutations: {by}, connections: {connections}")
            asked = load(
                port,
                requests,
                connections=connections,
                seconds=4 * size.seconds,
                most=size.mutations,
                **({"check": check} if check else {}),
            )
            work = _run(asked)
            yield _figure(MUTATIONS, "one change, read back", by, connections, work, "mutations", peer=check is None)


def _shown(body: bytes) -> None:
    """The record in the answer is as the command left it, not as it was before."""
    answer = orjson.loads(body)["data"]["classifyComplaint"]
    if not answer["record"] or answer["record"]["position"] < answer["position"]:
        raise NotShownError


def _reads(doors: Doors, question: Question, size: Size) -> Iterator[Figure]:
    for connections in size.connections:
        for by, port, requests in (
            ("register: GraphQL", doors.ours, question.ours),
            ("hand-written SQL", doors.theirs, question.theirs),
        ):
            say(f"questions: {question.what}, {by}, connections: {connections}")
            work = _run(load(port, requests, connections=connections, seconds=size.seconds))
            yield _figure(READS, question.what, by, connections, work, "answers", peer=port == doors.theirs)


async def _questions(doors: Doors, institution: Institution, size: Size) -> list[Question]:
    complaints = [case(f"long/{place}") for place in range(size.cases)]
    pages = await _places_of_pages(doors, size.cases // ROWS)
    return [
        Question(
            f"one case with {EVENTS_OF_A_CASE} events of its trail",
            [doors.graphql(CASE, id=complaint) for complaint in complaints],
            [get(f"/case?id={complaint}") for complaint in complaints],
        ),
        Question(
            f"a page of {ROWS} cases with office and assignee",
            [doors.graphql(PAGE, after=cursor) for cursor, _ in pages],
            [get(f"/page?position={position}&id={complaint}") for _, (position, complaint) in pages],
        ),
        Question(
            "the board of an office",
            [doors.graphql(BOARD, code=office) for office in institution.offices],
            [get(f"/board?code={office}") for office in institution.offices],
        ),
    ]


async def _places_of_pages(doors: Doors, pages: int) -> list[tuple[str | None, tuple[int, str]]]:
    """Behind which complaint each page begins: its cursor, and its position with its id."""
    places: list[tuple[str | None, tuple[int, str]]] = [(None, _FIRST_PAGE)]
    while len(places) < pages:
        found = (await once(doors.ours, doors.graphql(PAGE, after=places[-1][0])))["data"]["complaints"]
        last = found["nodes"][-1]
        places.append((found["pageInfo"]["endCursor"], (last["position"], last["id"])))
    return places


async def _compare(doors: Doors, question: Question) -> None:
    """Both sides answer the same. Raises DifferentAnswersError."""
    for place in {0, len(question.ours) // 2, len(question.ours) - 1}:
        ours = (await once(doors.ours, question.ours[place]))["data"]
        ours.get("complaints", {}).pop("pageInfo", None)
        theirs = await once(doors.theirs, question.theirs[place])
        if ours != theirs:
            raise DifferentAnswersError(f"{question.what}:\n{ours}\n{theirs}")


def _run(asked: Awaitable[Any]) -> Any:
    async def finished() -> Any:
        return await asked

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(finished())


def _figure(section: str, what: str, by: str, connections: int, work: Work, unit: str, *, peer: bool) -> Figure:
    p50, p99 = percentiles(work.durations)
    return Figure(
        section=section,
        what=what,
        by=by,
        clients=connections,
        unit=unit,
        per_second=work.per_second,
        p50=p50,
        p99=p99,
        peer=peer,
    )
