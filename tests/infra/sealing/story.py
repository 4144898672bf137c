"""A complaint, an act of response and an official's service told in commands, with one unique text wherever data of a
person or official may stand."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from domain.complaints.admissibility import AcceptComplaint
from domain.complaints.closing import CloseComplaint, NotifyApplicant
from domain.complaints.decision import DecideHead
from domain.complaints.examination import RecordExplanation, RequestExplanation, SubmitProposal
from domain.complaints.intake import RegisterComplaint
from domain.complaints.vocabulary import Addressee, Applicant, Channel, Finding, HeadOfComplaint, Respondent
from domain.measures.commands import DeclineAward, GrantIncentive, ImposePenalty, LiftPenalty, ProposeAward
from domain.measures.events import MeasureKind
from domain.message import Command
from domain.officials.commands import RegisterOfficial
from domain.officials.erasure import EraseOfficial
from domain.outcome import Accepted
from domain.persons.decide import CorrectPerson
from domain.persons.erasure import ErasePerson
from domain.persons.state import PersonDetails
from domain.petitions.commands.drafting import DraftPetition, WithdrawPetition
from domain.petitions.vocabulary import BodyLevel, PetitionAddressee, PetitionKind
from domain.posts.commands import AppointEmployee, DismissEmployee
from infra.register import Register
from tests.domain.scenario import EMPLOYEE_71, HEAD, OMBUDSMAN, POST_VACANT_71, REPRESENTATIVE_71

ANSWER_BY = datetime.now(UTC).date() + timedelta(days=14)
CANARY = "zhanar-7f3a91c2"
"""Stands in every text about the erased person and nowhere else."""
OTHERS = "bulbul-55d0e8b4"
"""Stands in the texts about somebody who stays."""


def details(word: str) -> PersonDetails:
    return PersonDetails(name=f"{word} Saparova", iin="900101300123", contacts=(f"{word}@example.kz", f"{word} street"))


def do(register: Register, command: Command, by: str = REPRESENTATIVE_71) -> Accepted:
    outcome = register.execute(command, actor=by, command_id=uuid4())
    assert isinstance(outcome, Accepted), outcome
    return outcome


def registered(register: Register, word: str = CANARY, *persons: str) -> tuple[str, tuple[str, ...]]:
    """A complaint with a statement: its record and its applicants, the last of them new."""
    known = tuple(Applicant(person=person) for person in persons)
    outcome = do(
        register,
        RegisterComplaint(
            office="71",
            addressee=Addressee.REPRESENTATIVE,
            channel=Channel.DESK,
            applicants=(*known, *(() if known else (Applicant(details=details(word)),))),
            respondent=Respondent(name="Akimat of Astana"),
            heads=(HeadOfComplaint(category="Water supply", subject=f"{word} has no water"),),
            statement=f"I, {word}, have no water",
        ),
        EMPLOYEE_71,
    )
    (event,) = [r.event for r in outcome.recorded if r.stream == outcome.stream and hasattr(r.event, "applicants")]
    return outcome.stream, event.applicants


def decided(register: Register, complaint: str, word: str = CANARY) -> None:
    """The complaint goes its way to its end."""
    do(register, AcceptComplaint(complaint=complaint, reason=f"{word} may complain"))
    do(register, RequestExplanation(complaint=complaint, body="Akimat of Astana", answer_by=ANSWER_BY))
    do(register, RecordExplanation(complaint=complaint, request="1", summary=f"{word} was not at home"))
    do(register, SubmitProposal(complaint=complaint, proposal=f"Help {word}"), EMPLOYEE_71)
    do(
        register,
        DecideHead(
            complaint=complaint,
            head="1",
            finding=Finding.VIOLATION_FOUND,
            grounds=f"{word} had a right to it",
            reasoning=f"{word} lived there",
        ),
    )
    do(register, NotifyApplicant(complaint=complaint, channel=Channel.POST), EMPLOYEE_71)
    do(register, CloseComplaint(complaint=complaint), EMPLOYEE_71)


def petitioned(register: Register, complaint: str, person: str, word: str = CANARY) -> str:
    """A petition for the person, given up again."""
    drafted = do(
        register,
        DraftPetition(
            office="71",
            petition_kind=PetitionKind.RECOMMENDATION,
            title="Water",
            operative_part=f"Give {word} water",
            addressees=(PetitionAddressee(key="a", body="Akimat", level=BodyLevel.TERRITORIAL, territory="71"),),
            complaints=(complaint,),
            reasoning=f"{word} was thirsty",
            person=person,
        ),
    )
    do(register, WithdrawPetition(petition=drafted.stream, reason=f"{word} has water now"))
    return drafted.stream


def told(register: Register, word: str = CANARY) -> tuple[str, str]:
    """Everything that is told of a person: the complaint and the person."""
    complaint, (person,) = registered(register, word)
    do(register, CorrectPerson(person=person, details=details(word)), EMPLOYEE_71)
    decided(register, complaint, word)
    petitioned(register, complaint, person, word)
    return complaint, person


def erase(person: str) -> ErasePerson:
    return ErasePerson(
        person=person, law="Law No. 94-V, art. 18", reason="The period of keeping is over", witnesses=(EMPLOYEE_71,)
    )


def erased(register: Register, person: str) -> Accepted:
    return do(register, erase(person), HEAD)


def official(register: Register, word: str = CANARY) -> str:
    """Somebody enters the service as an employee."""
    entered = do(register, RegisterOfficial(name=f"{word} Omarov", iin="800101300123"), HEAD)
    do(register, AppointEmployee(post=POST_VACANT_71, official=entered.stream, reference="Order 1"), HEAD)
    return entered.stream


def left(register: Register) -> None:
    """The employee leaves it again."""
    do(register, DismissEmployee(post=POST_VACANT_71, reference="Order 5", ground="Own wish"), HEAD)


def measured(register: Register, word: str = CANARY) -> tuple[str, ...]:
    """A penalty that was lifted, an incentive, and an award that was declined."""
    penalty = do(
        register,
        ImposePenalty(
            post=POST_VACANT_71,
            measure_kind=MeasureKind.REMARK,
            ground=f"{word} was late",
            reference="Order 2",
            expires_on=ANSWER_BY,
        ),
        HEAD,
    ).stream
    do(register, LiftPenalty(measure=penalty, reference="Order 3", reason=f"{word} was ill"), HEAD)
    gratitude = MeasureKind.GRATITUDE
    incentive = GrantIncentive(
        post=POST_VACANT_71, measure_kind=gratitude, ground=f"{word} worked well", reference="Order 4"
    )
    granted = do(register, incentive, HEAD).stream
    proposal = ProposeAward(post=POST_VACANT_71, measure_kind=MeasureKind.CENTRE_AWARD, ground=f"{word} did much")
    award = do(register, proposal, HEAD).stream
    do(register, DeclineAward(measure=award, reason=f"{word} did less"), OMBUDSMAN)
    return penalty, granted, award


def served(register: Register, word: str = CANARY) -> tuple[str, tuple[str, ...]]:
    """Everything that is told of an official who then leaves: the official, and the records that speak of him."""
    gone = official(register, word)
    measures = measured(register, word)
    complaint, _ = registered(register, OTHERS)
    decided(register, complaint, OTHERS)
    petition = petitioned(register, complaint, gone, word)
    left(register)
    return gone, (*measures, petition)


def erase_official(gone: str) -> EraseOfficial:
    return EraseOfficial(
        official=gone, law="Law No. 94-V, art. 18", reason="The period of keeping is over", witnesses=(EMPLOYEE_71,)
    )


def erased_official(register: Register, gone: str) -> Accepted:
    return do(register, erase_official(gone), HEAD)
