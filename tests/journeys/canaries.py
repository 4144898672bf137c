"""A register in which every personal field of every command carries words of its own, to be found where they leak."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import domain.kinds  # noqa: F401  (completes the register of commands)
from domain.decider import deciders
from domain.message import personal_fields
from tests.domain.scenario import (
    EMPLOYEE_00,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_71,
    POST_HEAD,
    REPRESENTATIVE_71,
    representative_post,
)
from tests.journeys.served import Caller

BORN, IIN, OTHER_IIN = "1931-03-07", "310307399117", "310307399226"
IDENTIFYING = (BORN, IIN, OTHER_IIN)
BODY = "Akimat of the district"


def personal() -> set[str]:
    """Every personal field of every command, as `Command.field`."""
    return {f"{command.__name__}.{name}" for command in deciders() for name in personal_fields(command)}


@dataclass
class Canaries:
    """Words that were put into fields, by field, and the records that came of it.

    personal: in fields of personal values; contents: in free text that belongs to the contents of a matter
    """

    personal: dict[str, list[str]] = field(default_factory=dict)
    contents: list[str] = field(default_factory=list)
    complaint: str = ""
    communication: str = ""
    petition: str = ""
    application: str = ""
    records: list[str] = field(default_factory=list)
    official: str = ""
    secret: str = ""
    """Of the applicant: read by nobody, not by those to whom all else belongs."""

    def of(self, name: str, *parts: str) -> list[str]:
        """Words of their own for the parts of a personal field."""
        words = [f"canary{name.replace('.', '')}{part}{uuid4().hex[:6]}" for part in parts or ("",)]
        self.personal.setdefault(name, []).extend(words)
        return words

    def text(self, what: str) -> str:
        """Words of their own for a free text that is not personal."""
        self.contents.append(f"canaryContents{what}{uuid4().hex[:6]}")
        return self.contents[-1]

    @property
    def all(self) -> set[str]:
        return {word for words in self.personal.values() for word in words} | set(self.contents) | set(IDENTIFYING)

    def of_matters(self) -> set[str]:
        """Words that only those who see the contents of office 71's matters may see."""
        people = ("RegisterOfficial", "ProposeMeasure", "ProposeAward", "Impose", "Grant", "Decline", "LiftPenalty")
        matters = {w for name, words in self.personal.items() if not name.startswith(people) for w in words}
        return (matters | set(self.contents) | {BORN, IIN}) - {self.secret}

    def found_in(self, text: str) -> set[str]:
        return {word for word in self.all if word in text}


def tell(by: "Officials") -> Canaries:
    """A complaint, a communication, acts of response, measures and an official, all full of canaries."""
    told = Canaries()
    _complaint(by, told)
    _communication(by, told)
    _persons(by, told)
    _petitions(by, told)
    _measures(by, told)
    (name,) = told.of("RegisterOfficial.name")
    told.personal["RegisterOfficial.iin"] = [OTHER_IIN]
    told.official = by(HEAD).do("registerOfficial", "record { id }", name=name, iin=OTHER_IIN)["record"]["id"]
    return told


class Officials:
    """Callers by official."""

    def __init__(self, caller: Any) -> None:
        self._caller = caller

    def __call__(self, official: str) -> Caller:
        made: Caller = self._caller(official)
        return made


def _applicant(told: Canaries, name: str, **more: Any) -> dict[str, Any]:
    full, contact = told.of(name, "Name", "Contact")
    return {"details": {"name": full, "contacts": [contact, f"{contact}@example.org"], "bornOn": BORN, **more}}


def _complaint(by: Officials, told: Canaries) -> None:
    clerk, representative = by(EMPLOYEE_71), by(REPRESENTATIVE_71)
    (statement,) = told.of("RegisterComplaint.statement")
    record = clerk.do(
        "registerComplaint",
        "record { id }",
        office="71",
        addressee="REPRESENTATIVE",
        channel="DESK",
        applicants=[_applicant(told, "RegisterComplaint.applicants", iin=IIN)],
        representative=_applicant(told, "RegisterComplaint.representative"),
        respondent={"name": BODY},
        heads=[{"category": "Housing", "subject": told.text("Subject")}, {"category": "Rent"}],
        statement=statement,
    )["record"]
    told.complaint = complaint = record["id"]
    representative.do("acceptComplaint", complaint=complaint)
    (told.secret,) = told.of("IssueApplicantAccess.secret")
    clerk.do("issueApplicantAccess", complaint=complaint, secret=told.secret)
    clerk.do("requestExplanation", complaint=complaint, body=BODY, answerBy="2099-01-01")
    clerk.do("recordExplanation", complaint=complaint, request="1", summary=told.text("Explanation"))
    (proposal,) = told.of("SubmitProposal.proposal")
    clerk.do("submitProposal", complaint=complaint, proposal=proposal)
    representative.do("returnProposal", complaint=complaint, reason=told.text("Return"))
    (reasoning,) = told.of("DecideHead.reasoning")
    grounds = told.text("Grounds")
    representative.do(
        "decideHead", complaint=complaint, head="1", finding="VIOLATION_FOUND", grounds=grounds, reasoning=reasoning
    )
    representative.do("recordRestoration", complaint=complaint, right="Housing", measure=told.text("Measure"))
    told.records.append(complaint)


def _communication(by: Officials, told: Canaries) -> None:
    (statement,) = told.of("RegisterComplaint.statement", "Centre")
    record = by(EMPLOYEE_00).do(
        "registerComplaint",
        "record { id }",
        office="00",
        addressee="CENTRE",
        channel="POST",
        applicants=[_applicant(told, "RegisterComplaint.applicants")],
        heads=[{"category": "Information"}],
        statement=statement,
    )["record"]
    told.communication = record["id"]
    told.records.append(record["id"])


def _persons(by: Officials, told: Canaries) -> None:
    clerk = by(EMPLOYEE_71)
    person = clerk.do("registerPerson", "record { id }", **_applicant(told, "RegisterPerson.details"))["record"]["id"]
    clerk.do("correctPerson", person=person, **_applicant(told, "CorrectPerson.details"))
    told.records.append(person)


def _petitions(by: Officials, told: Canaries) -> None:
    clerk, ombudsman = by(EMPLOYEE_71), by(OMBUDSMAN)
    parties = by(REPRESENTATIVE_71).ask(
        "query P($id: ID!) { node(id: $id) { ... on Complaint { parties { person { id } } } } }", id=told.complaint
    )
    person = parties["node"]["parties"][0]["person"]["id"]
    wording = {
        "office": "71",
        "title": "Roofs",
        "addressees": [{"key": "a", "body": BODY, "level": "TERRITORIAL", "territory": "71"}],
        "complaints": [told.complaint],
    }

    def drafted(caller: Caller, mutation: str, **given: Any) -> str:
        command = mutation[:1].upper() + mutation[1:]
        (reasoning,) = told.of(f"{command}.reasoning")
        text = {"reasoning": reasoning, "operativePart": told.text("Operative")}
        petition = str(caller.do(mutation, "record { id }", **wording, **text, **given)["record"]["id"])
        told.records.append(petition)
        return petition

    told.petition = drafted(clerk, "draftPetition", petitionKind="RECOMMENDATION", person=person)
    (revised,) = told.of("ReviseDraft.reasoning")
    again = {name: value for name, value in wording.items() if name != "office"}
    revision = {"reasoning": revised, "person": person, "operativePart": told.text("Revised")}
    clerk.do("reviseDraft", petition=told.petition, **again, **revision)
    drafted(ombudsman, "draftSystemicRecommendation", person=person)
    drafted(ombudsman, "draftLegislativeProposal", person=person)
    accused, contact = told.of("DraftApplication.accused_details", "Name", "Contact")
    details = {"accusedDetails": {"name": accused, "contacts": [contact]}}
    told.application = drafted(ombudsman, "draftApplication", proceedings="DISCIPLINARY", **details)


def _measures(by: Officials, told: Canaries) -> None:
    head, ombudsman = by(HEAD), by(OMBUDSMAN)
    representative = representative_post("71")

    def taken(caller: Caller, mutation: str, kind: str, post: str, **given: Any) -> str:
        (ground,) = told.of(f"{mutation[:1].upper() + mutation[1:]}.ground")
        payload = caller.do(mutation, "record { id }", post=post, measureKind=kind, ground=ground, **given)
        told.records.append(str(payload["record"]["id"]))
        return told.records[-1]

    order: dict[str, Any] = {"reference": "Order 1"}
    penalty = taken(head, "imposePenalty", "REMARK", POST_EMPLOYEE_71, expiresOn="2099-01-01", **order)
    (reason,) = told.of("LiftPenalty.reason")
    head.do("liftPenalty", measure=penalty, reason=reason, **order)
    taken(head, "grantIncentive", "GRATITUDE", POST_EMPLOYEE_71, **order)
    taken(ombudsman, "imposePenaltyOnLeadership", "REMARK", POST_HEAD, expiresOn="2099-01-01", **order)
    taken(ombudsman, "grantIncentiveToLeadership", "GRATITUDE", POST_HEAD, **order)
    for mutation, kind, declining in (
        ("proposeMeasure", "REMARK", "declineMeasure"),
        ("proposeAward", "CENTRE_AWARD", "declineAward"),
    ):
        proposed = taken(head, mutation, kind, representative)
        (reason,) = told.of(f"{declining[:1].upper() + declining[1:]}.reason")
        ombudsman.do(declining, measure=proposed, reason=reason)
