"""Acts of response in the demonstration: drafted on what was found, signed under their paragraphs, answered or not."""

from dataclasses import dataclass
from datetime import date
from random import Random

from domain.identifiers import CENTRE, OfficialId, PetitionId
from domain.message import Command
from domain.petitions.commands import answering as a
from domain.petitions.commands import drafting as d
from domain.petitions.commands import signing as s
from domain.petitions.commands.publication import PublishPetition
from domain.petitions.vocabulary import (
    BodyLevel,
    PetitionAddressee,
    PetitionKind,
    ProceedingsDecision,
    ProceedingsKind,
    ReplyAssessment,
    TransmissionChannel,
)
from infra.demo import topics
from infra.demo.house import House
from infra.demo.matter import Matter, somebody
from infra.demo.script import Script

PROCEEDINGS = {
    ProceedingsKind.DISCIPLINARY: (75, "Замечание"),
    ProceedingsKind.ADMINISTRATIVE: (18, "Штраф"),
    ProceedingsKind.CRIMINAL: (7, "Ограничение свободы"),
}
"""Applications for proceedings by their share in percent, with the sanction to which they mostly lead."""


@dataclass
class Response:
    """One act of response as its story goes on."""

    script: Script
    house: House
    chance: Random
    name: str
    office: str
    day: date
    addressees: tuple[PetitionAddressee, ...]
    petition: PetitionId = ""
    drafter: OfficialId = ""

    def step(self, name: str, actor: OfficialId, command: Command) -> str:
        return str(self.script.step(self.day, f"{self.name}/{name}", actor, command))

    def wait(self, fewest: int, most: int) -> None:
        self.day = self.script.working(self.day, self.chance.randint(fewest, most))

    def happens(self, percent: float) -> bool:
        return self.chance.random() * 100 < percent

    @property
    def clerk(self) -> OfficialId:
        self.drafter = self.house.same_or(self.drafter, self.office, self.day, self.chance)
        return self.drafter

    @property
    def central(self) -> bool:
        return any(addressee.level is BodyLevel.CENTRAL for addressee in self.addressees)

    @property
    def signer(self) -> OfficialId:
        """A Representative signs to bodies of the territory, the Ombudsman all the rest."""
        if self.office == CENTRE or self.central:
            return self.house.ombudsman(self.day)
        return self.house.examiner(self.office, self.day)


def tell_responses(script: Script, house: House, found: list[Matter]) -> None:
    """An act of response on many of the violations found."""
    for place, matter in enumerate(found):
        chance = script.chance(f"petition/{place}")
        choice = chance.choices(("none", "act", "application"), (35, 55, 10))[0]
        if choice == "none":
            continue
        response = Response(
            script=script,
            house=house,
            chance=chance,
            name=f"petition/{place}",
            office=matter.office,
            day=script.working(matter.day, chance.randint(1, 4)),
            addressees=_addressees(matter, chance),
            drafter=matter.in_hand,
        )
        if choice == "act":
            _act(response, matter)
        else:
            _application(response, matter)


def _addressees(matter: Matter, chance: Random) -> tuple[PetitionAddressee, ...]:
    body = matter.topic.respondent(matter.office)
    if matter.office == CENTRE:
        return (PetitionAddressee(key="a", body=body, level=BodyLevel.CENTRAL),)
    local = PetitionAddressee(key="a", body=body, level=BodyLevel.TERRITORIAL, territory=matter.office)
    if chance.random() < 0.15:
        return (local, PetitionAddressee(key="b", body=matter.topic.central, level=BodyLevel.CENTRAL))
    return (local,)


def _act(response: Response, matter: Matter) -> None:
    kinds = (PetitionKind.RECOMMENDATION, PetitionKind.PETITION, PetitionKind.PROPOSAL)
    draft = d.DraftPetition(
        office=response.office,
        petition_kind=response.chance.choices(kinds, (62, 28, 10))[0],
        title=f"О нарушении: {matter.topic.right.lower()}",
        operative_part=matter.topic.recommendation,
        addressees=response.addressees,
        complaints=(matter.complaint,),
        reasoning=topics.REASONING,
        person=matter.applicant,
    )
    sign_act(response, draft, s.SignPetition)
    send(response)
    for addressee in response.addressees:
        answered(response, addressee.key)
    _publish(response, matter)


def _publish(response: Response, matter: Matter) -> None:
    """Many acts become public once their addressees had the time to answer, in words that identify nobody."""
    response.chance = response.script.chance(f"{response.name}/public")
    if response.happens(40):
        response.wait(1, 5)
        words = PublishPetition(
            petition=response.petition,
            title=f"О нарушении: {matter.topic.right.lower()}",
            summary=matter.topic.recommendation,
        )
        response.step("published", response.signer, words)


def _application(response: Response, matter: Matter) -> None:
    """An application for proceedings: the Ombudsman signs, the competent body opens proceedings or not (¶15(5))."""
    kind = response.chance.choices(list(PROCEEDINGS), [share for share, _ in PROCEEDINGS.values()])[0]
    response.addressees = response.addressees[:1]
    draft = d.DraftApplication(
        office=response.office,
        proceedings=kind,
        accused_details=somebody(response.chance),
        title="О привлечении к ответственности должностного лица",
        operative_part="Рассмотреть вопрос о возбуждении производства и сообщить о решении",
        addressees=response.addressees,
        complaints=(matter.complaint,),
    )
    sign_act(response, draft, s.SignApplication)
    send(response)
    response.wait(5, 15)
    decision = ProceedingsDecision.REFUSED if response.happens(20) else ProceedingsDecision.OPENED
    command = a.RecordProceedings(
        petition=response.petition,
        addressee="a",
        decision=decision,
        reference=f"№ {response.chance.randrange(20, 900)}",
        ground="Истёк срок привлечения" if decision is ProceedingsDecision.REFUSED else None,
    )
    response.step("proceedings", response.clerk, command)
    if decision is ProceedingsDecision.OPENED and response.happens(80):
        response.wait(10, 40)
        sanction = a.RecordSanction(petition=response.petition, addressee="a", sanction=PROCEEDINGS[kind][1])
        response.step("sanction", response.clerk, sanction)
        response.wait(1, 5)
        close = a.ClosePetition(petition=response.petition)
        response.step("closed", response.house.examiner(response.office, response.day), close)


def sign_act(response: Response, draft: d.Wording, sign: type[Command]) -> None:
    """Draft, submit, perhaps once back to the drafter, sign."""
    response.petition = f"petition-{response.step('drafted', response.clerk, draft)}"
    response.wait(0, 2)
    submit = d.SubmitForSignature(petition=response.petition)
    response.step("submitted", response.clerk, submit)
    response.wait(1, 3)
    signer = response.house.ombudsman(response.day) if sign is not s.SignPetition else response.signer
    if sign is s.SignPetition and response.happens(12):
        response.step("returned", signer, s.ReturnDraft(petition=response.petition, reason="Уточнить срок исполнения"))
        response.wait(1, 2)
        response.step("submitted again", response.clerk, submit)
        response.wait(1, 2)
        signer = response.signer
    response.step("signed", signer, sign(petition=response.petition))


def send(response: Response) -> None:
    response.wait(0, 1)
    for addressee in response.addressees:
        transmit = a.TransmitPetition(
            petition=response.petition,
            addressee=addressee.key,
            channel=response.chance.choice((TransmissionChannel.ELECTRONIC, TransmissionChannel.POST)),
            reference=f"Исх. № {response.chance.randrange(100, 4000)}",
        )
        response.step(f"transmitted/{addressee.key}", response.clerk, transmit)
    response.wait(1, 4)
    for addressee in response.addressees:
        receipt = a.ConfirmReceipt(petition=response.petition, addressee=addressee.key)
        response.step(f"received/{addressee.key}", response.clerk, receipt)


def answered(response: Response, key: str) -> None:
    """A reply within the term or after it, weighed by whoever decides; some bodies stay silent."""
    if response.happens(12):
        return
    response.wait(6, 22)
    clerk = response.clerk
    reply = a.RecordReply(petition=response.petition, addressee=key, summary="Сообщено о принятых мерах")
    response.step(f"replied/{key}", clerk, reply)
    response.wait(1, 4)
    weighing = response.house.examiner(response.office, response.day)
    if weighing == clerk:
        return
    shares = {ReplyAssessment.ACCEPTED: 58, ReplyAssessment.PARTLY_ACCEPTED: 26, ReplyAssessment.REJECTED: 16}
    assessment = response.chance.choices(list(shares), list(shares.values()))[0]
    assess = a.AssessReply(
        petition=response.petition, addressee=key, assessment=assessment, reason="Ответ сопоставлен с рекомендацией"
    )
    response.step(f"assessed/{key}", weighing, assess)
    if assessment is not ReplyAssessment.REJECTED and response.happens(50):
        response.wait(10, 45)
        measures = a.RecordImplementation(
            petition=response.petition, addressee=key, measures="Меры приняты, подтверждены документами"
        )
        response.step(f"implemented/{key}", response.clerk, measures)
    elif assessment is not ReplyAssessment.REJECTED:
        return
    if len(response.addressees) == 1:
        response.wait(1, 6)
        closing = response.house.examiner(response.office, response.day)
        response.step("closed", closing, a.ClosePetition(petition=response.petition))
