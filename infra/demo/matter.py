"""One complaint of the demonstration on its way: where it lies, who has it, which day it is, and how a step is told."""

from dataclasses import dataclass
from datetime import date
from random import Random

from domain.complaints.commands import OnComplaint
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint, Respondent
from domain.identifiers import ComplaintId, OfficialId, PersonId, derived
from domain.persons.state import PersonDetails, PersonKind
from infra.demo.house import House
from infra.demo.names import company, iin, person, telephone
from infra.demo.script import Script
from infra.demo.topics import Topic

CHANNELS = (
    (Channel.INTERNET, 55),
    (Channel.POST, 15),
    (Channel.DESK, 10),
    (Channel.RECEPTION, 10),
    (Channel.EMAIL, 7),
    (Channel.TELEPHONE, 3),
)


@dataclass
class Matter:
    """A complaint as its story goes on. `day` moves forward only."""

    script: Script
    house: House
    chance: Random
    name: str
    office: str
    day: date
    topic: Topic
    heads: tuple[str, ...]
    complaint: ComplaintId = ""
    applicant: PersonId = ""
    in_hand: OfficialId = ""
    notify_by: Channel = Channel.INTERNET

    def step(self, name: str, actor: OfficialId, command: OnComplaint) -> str:
        """Tell a step of today; the record id that it would open."""
        return str(self.script.step(self.day, f"{self.name}/{name}", actor, command))

    def wait(self, fewest: int, most: int) -> None:
        """Let working days pass."""
        self.day = self.script.working(self.day, self.chance.randint(fewest, most))

    def happens(self, percent: float) -> bool:
        return self.chance.random() * 100 < percent

    @property
    def examiner(self) -> OfficialId:
        return self.house.examiner(self.office, self.day)

    @property
    def director(self) -> OfficialId:
        return self.house.director(self.office, self.day)

    @property
    def clerk(self) -> OfficialId:
        """Who has the matter in hand today."""
        self.in_hand = self.house.same_or(self.in_hand, self.office, self.day, self.chance)
        return self.in_hand

    @property
    def violated(self) -> Respondent:
        return Respondent(name=self.topic.respondent(self.office), body_type=self.topic.body_type)


def heads_of(topic: Topic, chance: Random) -> tuple[str, ...]:
    """One to three of the matters that belong to the topic."""
    count = chance.choices((1, 2, 3), (60, 28, 12))[0]
    return tuple(chance.sample(topic.heads, min(count, len(topic.heads))))


def as_heads(matter: Matter) -> tuple[HeadOfComplaint, ...]:
    return tuple(HeadOfComplaint(category=matter.topic.category, subject=head) for head in matter.heads)


def applicants(chance: Random) -> tuple[Applicant, ...]:
    """Mostly one person, at times a firm, at times a group."""
    if chance.random() < 0.07:
        details = PersonDetails(name=company(chance), person_kind=PersonKind.LEGAL, contacts=(telephone(chance),))
        return (Applicant(details=details),)
    count = chance.randint(2, 6) if chance.random() < 0.05 else 1
    return tuple(Applicant(details=somebody(chance)) for _ in range(count))


def somebody(chance: Random) -> PersonDetails:
    """An invented person with the details that a complaint gives."""
    born = date(chance.randrange(1945, 2006), chance.randrange(1, 13), chance.randrange(1, 29))
    return PersonDetails(
        name=person(chance),
        iin=iin(chance, born.year, born.month, born.day),
        born_on=born,
        contacts=(telephone(chance),),
    )


def first_applicant(command_id: object) -> PersonId:
    """The id of the first person whom a registration enters."""
    return derived(command_id, "person", "1")  # type: ignore[arg-type]


def addressee(office: str, chance: Random) -> Addressee:
    """To whom people write: in the regions mostly to the Representative."""
    if office == "00":
        return chance.choices((Addressee.OMBUDSMAN, Addressee.CENTRE), (65, 35))[0]
    return chance.choices((Addressee.REPRESENTATIVE, Addressee.OMBUDSMAN), (70, 30))[0]
