"""The three questions, as each contestant is asked them, and the comparison of the answers.

The same fields for all. Where PostGraphile names a thing otherwise its document gives the field an alias, so what is
left to normalise is how it writes enumerations, long numbers and lists.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from benchmarks.http_load import get, post

ROWS, EVENTS = 50, 20
STATUSES = ("registered", "under_examination", "closed")
"""Pages are asked for each of these in turn."""

CASE = """
query Case($number: String!) {
  record(number: $number) { ... on Complaint {
    number status channel receivedOn registeredOn respondent respondentType category urgent dueOn termFrom
    extendedDays reopened personsRestored version
    office { code nameEn }
    assignee { name }
    trail(first: 20) { version position event effective capacity actor { name } }
  } }
}"""
PAGE = """
query Page($status: ComplaintStatus!) {
  complaints(filter: { status: { eq: $status } }, order: RECEIVED_ON_DESC, first: 50) {
    nodes {
      number status channel receivedOn registeredOn respondent category urgent dueOn extendedDays version position
      office { nameEn }
      assignee { name }
    }
  }
}"""
BOARDS = """
query Boards {
  offices { code nameEn board {
    received receivedThisYear open underExamination overdue dueThisWeek unassigned concludedLate violationFound
    vacancies
  } }
}"""
CASE_OF_POSTGRAPHILE = """
query Case($number: String!) {
  record: complaintByNumber(number: $number) {
    number status channel receivedOn registeredOn respondent respondentType category urgent dueOn termFrom
    extendedDays reopened personsRestored version
    office: officeByOffice { code nameEn }
    assignee: officialByAssignee { name }
    trail: auditsByStream(first: 20, orderBy: [VERSION_ASC]) {
      nodes { version position event effective capacity actor: officialByActor { name } }
    }
  }
}"""
PAGE_OF_POSTGRAPHILE = """
query Page($status: String!) {
  complaints: allComplaints(condition: { status: $status }, orderBy: [RECEIVED_ON_DESC, ROW_ID_DESC], first: 50) {
    nodes {
      number status channel receivedOn registeredOn respondent category urgent dueOn extendedDays version position
      office: officeByOffice { nameEn }
      assignee: officialByAssignee { name }
    }
  }
}"""
BOARDS_OF_POSTGRAPHILE = """
query Boards {
  offices: allOffices(orderBy: [CODE_ASC]) { nodes { code nameEn board: officeBoardByOffice {
    received receivedThisYear open underExamination overdue dueThisWeek unassigned concludedLate violationFound
    vacancies
  } } }
}"""


class Asked(StrEnum):
    """Which question."""

    CASE = "a"
    PAGE = "b"
    BOARDS = "c"


WORDS = {
    Asked.CASE: f"a case with {EVENTS} events of its trail",
    Asked.PAGE: f"a page of {ROWS} cases",
    Asked.BOARDS: "statistics of all offices",
}


class Who(NamedTuple):
    """Somebody who asks.

    words: who it is; official: by which id; token: the bearer's proof; numbers: cases that this official may see
    """

    words: str
    official: str
    token: str
    numbers: tuple[str, ...]


def variables(asked: Asked, who: Who) -> list[dict[str, str]]:
    """About what the question is asked in turn."""
    match asked:
        case Asked.CASE:
            return [{"number": number} for number in who.numbers]
        case Asked.PAGE:
            return [{"status": status} for status in STATUSES]
        case Asked.BOARDS:
            return [{}]


def of_register(asked: Asked, who: Who) -> Iterator[bytes]:
    """The requests to the register."""
    query = {Asked.CASE: CASE, Asked.PAGE: PAGE, Asked.BOARDS: BOARDS}[asked]
    for given in variables(asked, who):
        shouted = {name: value.upper() if name == "status" else value for name, value in given.items()}
        yield post("/graphql", {"query": query, "variables": shouted}, who.token)


def of_dataloaders(asked: Asked, who: Who) -> Iterator[bytes]:
    """The requests to Strawberry with dataloaders, which has the same documents and checks no token."""
    for request in of_register(asked, Who(who.words, who.official, "", who.numbers)):
        yield _named(request, who)


def of_postgraphile(asked: Asked, who: Who) -> Iterator[bytes]:
    """The requests to PostGraphile."""
    query = {Asked.CASE: CASE_OF_POSTGRAPHILE, Asked.PAGE: PAGE_OF_POSTGRAPHILE, Asked.BOARDS: BOARDS_OF_POSTGRAPHILE}
    for given in variables(asked, who):
        yield _named(post("/graphql", {"query": query[asked], "variables": given}), who)


def of_handwritten(asked: Asked, who: Who) -> Iterator[bytes]:
    """The requests to the hand-written SQL."""
    for given in variables(asked, who):
        query = "&".join(f"{name}={value}" for name, value in given.items())
        yield _named(get(f"/{asked.name.lower()}?{query}"), who)


Requests = Callable[[Asked, Who], Iterator[bytes]]


def _named(request: bytes, who: Who) -> bytes:
    """With the header that says who asks, for those who do not look at a token."""
    head, separator, body = request.partition(b"\r\n\r\n")
    return head + f"\r\nx-official: {who.official}".encode() + separator + body


def normalised(answer: Any) -> Any:
    """An answer in the one way in which it can be compared with another's."""
    match answer:
        case {"nodes": nodes, **rest} if not rest:
            return normalised(nodes)
        case dict():
            return {name: normalised(value) for name, value in answer.items()}
        case list():
            return [normalised(value) for value in answer]
        case str() if answer.isascii() and answer.isdigit():
            return int(answer)
        case str():
            return answer.casefold()
        case _:
            return answer
