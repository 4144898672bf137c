"""Acts of response at every stage of their life, for the tests that begin there."""

from datetime import date
from typing import Any

from domain.message import Event
from domain.petitions.commands.drafting import DraftPetition
from domain.petitions.events import answering, drafting, signing
from domain.petitions.vocabulary import (
    BodyLevel,
    PetitionAddressee,
    PetitionKind,
    ReplyAssessment,
    TransmissionChannel,
)
from tests.domain.scenario import EMPLOYEE_71, Facts, at, stream

PETITION = stream("petition", "water")
PERSON = stream("person", "applicant")
AKIMAT = PetitionAddressee(key="a", body="Akimat of Astana", level=BodyLevel.TERRITORIAL, territory="71")
POLICE = PetitionAddressee(key="b", body="Police of Astana", level=BodyLevel.TERRITORIAL, territory="71")
MINISTRY = PetitionAddressee(key="c", body="Ministry of Health", level=BodyLevel.CENTRAL)
AKIMAT_75 = PetitionAddressee(key="d", body="Akimat of Almaty", level=BodyLevel.TERRITORIAL, territory="75")

DRAFTED, SUBMITTED, SIGNED = date(2026, 1, 5), date(2026, 1, 8), date(2026, 1, 12)
SENT, RECEIVED, REPLIED, ASSESSED = date(2026, 1, 13), date(2026, 1, 15), date(2026, 2, 2), date(2026, 2, 4)

WORDING: dict[str, Any] = {"title": "Drinking water", "operative_part": "Restore the supply.", "addressees": (AKIMAT,)}
DRAFT = DraftPetition(office="71", petition_kind=PetitionKind.RECOMMENDATION, **WORDING)


def drafted(
    kind: PetitionKind = PetitionKind.RECOMMENDATION,
    *addressees: PetitionAddressee,
    systemic: bool = False,
    office: str = "71",
    concerns: str | None = None,
) -> Facts:
    event = drafting.PetitionDrafted(
        number=f"P-{office}-2026-00001",
        petition_kind=kind,
        systemic=systemic,
        office=office,
        title="Drinking water",
        operative_part="Restore the supply.",
        addressees=addressees or (AKIMAT,),
        concerns=concerns,
    )
    return at(PETITION, event, on=DRAFTED)


def submitted(*args: Any, **options: Any) -> Facts:
    return [drafted(*args, **options), at(PETITION, drafting.PetitionSubmitted(), on=SUBMITTED)]


def signed(*args: Any, **options: Any) -> Facts:
    return [submitted(*args, **options), at(PETITION, signing.PetitionSigned(), on=SIGNED)]


def then(*events: Event, on: date, by: str = EMPLOYEE_71) -> Facts:
    return at(PETITION, *events, on=on, by=by)


def sent(key: str = "a") -> Facts:
    return then(answering.PetitionTransmitted(addressee=key, channel=TransmissionChannel.POST), on=SENT)


def received(key: str = "a") -> Facts:
    return then(answering.PetitionReceived(addressee=key), on=RECEIVED)


def replied(key: str = "a", by: str = EMPLOYEE_71) -> Facts:
    return then(answering.PetitionReplied(addressee=key), on=REPLIED, by=by)


def assessed(key: str = "a", assessment: ReplyAssessment = ReplyAssessment.ACCEPTED) -> Facts:
    return then(answering.PetitionReplyAssessed(addressee=key, assessment=assessment), on=ASSESSED)


def implemented(key: str = "a", complete: bool = True) -> Facts:
    return then(answering.PetitionImplemented(addressee=key, measures="Repaired.", complete=complete), on=ASSESSED)
