"""A small story for tests that read: complaints in two offices, one decided, one with the Centre, one restricted."""

from dataclasses import dataclass
from typing import Any

from tests.domain.scenario import EMPLOYEE_00, EMPLOYEE_71, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api

CANARY = "Қаныш Канарейкин"
IIN = "900101300123"
STATEMENT = "Canary words of the applicant"
HOUSING, POLICE = "City housing fund", "City police"


@dataclass(frozen=True)
class Story:
    """What the tests may ask about."""

    api: Api
    astana: tuple[str, ...]
    almaty: tuple[str, ...]
    centre: str
    official_of: dict[str, str]


def registration(office: str, respondent: str = HOUSING, **changes: Any) -> dict[str, Any]:
    """The input of a registration."""
    return {
        "office": office,
        "addressee": "REPRESENTATIVE",
        "channel": "INTERNET",
        "applicants": [{"details": {"name": CANARY, "iin": IIN}}],
        "respondent": {"name": respondent},
        "heads": [{"category": "Repairs"}, {"category": "Rent"}],
        "statement": STATEMENT,
        **changes,
    }


def registered(api: Api, given: dict[str, Any], by: str) -> str:
    """Register a complaint; its id."""
    answer = api.give("registerComplaint", given, "record { id }", by=by)
    assert not answer["refusals"], answer
    return str(answer["record"]["id"])


def done(api: Api, mutation: str, given: dict[str, Any], by: str) -> Any:
    """Give a command that must be accepted."""
    answer = api.give(mutation, given, by=by)
    assert not answer["refusals"] and not answer["conflict"], answer
    return answer


def tell(api: Api) -> Story:
    """Five complaints in Astana, two in Almaty, one communication to the Centre."""
    astana = tuple(
        registered(api, registration("71", HOUSING if i % 2 else POLICE), REPRESENTATIVE_71) for i in range(5)
    )
    almaty = tuple(registered(api, registration("75", POLICE), REPRESENTATIVE_75) for _ in range(2))
    centre = registered(api, registration("00", addressee="CENTRE", channel="DESK"), EMPLOYEE_00)
    first = astana[0]
    done(api, "assignComplaint", {"complaint": first, "official": EMPLOYEE_71}, REPRESENTATIVE_71)
    done(api, "acceptComplaint", {"complaint": first}, REPRESENTATIVE_71)
    asked = {"complaint": first, "body": POLICE, "answerBy": "2099-01-01"}
    done(api, "requestExplanation", asked, REPRESENTATIVE_71)
    explained = {"complaint": first, "request": "1", "summary": "It was so."}
    done(api, "recordExplanation", explained, REPRESENTATIVE_71)
    finding = {"complaint": first, "head": "1", "finding": "VIOLATION_FOUND", "grounds": "Grounds."}
    done(api, "decideHead", finding, REPRESENTATIVE_71)
    secret = {"complaint": astana[1], "level": "RESTRICTED", "reason": "A child is concerned."}
    done(api, "setConfidentiality", secret, REPRESENTATIVE_71)
    return Story(api, astana, almaty, centre, {"71": REPRESENTATIVE_71, "75": REPRESENTATIVE_75, "": OMBUDSMAN})
