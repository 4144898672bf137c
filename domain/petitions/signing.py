"""Signing: who may sign which act of response, to whom, and under which paragraph (¶14(2)a, ¶15(1), ¶15(4), ¶15(5)).

A Representative signs acts of the own office to bodies of its territory; acts to central bodies, and whatever ¶15
gives to the Ombudsman, the Ombudsman signs. An instruction to sign one act lifts these bounds, but not those of ¶15.
"""

from collections.abc import Iterator
from typing import Any

from domain.authority import O, R
from domain.capacity import Capacity
from domain.context import Context
from domain.decider import Answer, decides
from domain.officials.state import OFFICIALS
from domain.petitions.commands import signing as c
from domain.petitions.events import signing as e
from domain.petitions.rules import (
    INSTRUCTING,
    SIGNING,
    SIGNING_APPLICATIONS,
    SIGNING_LEGISLATION,
    SIGNING_SYSTEMIC,
    not_before,
    own_office,
    stands_before,
)
from domain.petitions.state import PETITIONS, Petition
from domain.petitions.vocabulary import BodyLevel, PetitionKind
from domain.posts.events import PostKind
from domain.posts.state import POSTS
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text


def signature_of(petition: Petition) -> type[Any]:
    """The command by which an act of this kind is signed."""
    if petition.systemic:
        return c.SignSystemicRecommendation
    if petition.petition_kind is PetitionKind.LEGISLATIVE_PROPOSAL:
        return c.SignLegislativeProposal
    return c.SignApplication if petition.is_application else c.SignPetition


def is_signed_like_this(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """Each paragraph gives the signature of certain kinds; the refusal names the command that fits (¶14(2)a, ¶15)."""
    right = signature_of(petition)
    if isinstance(command, right):
        return None
    kind, other, name = petition.petition_kind.words, right.words, right.__name__
    return refuse(
        RefusalCode.INVALID,
        "14.2.a",
        "petition",
        kk=f"Бұл актіге ({kind.kk}) басқа әрекетпен қол қойылады: «{other.kk}» ({name}).",
        ru=f"Этот акт ({kind.ru}) подписывается другим действием: «{other.ru}» ({name}).",
        en=f"This act ({kind.en}) is signed by another command: “{other.en}” ({name}).",
    )


def is_signed_within_the_territory(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """A Representative signs to bodies of the own territory; to central bodies the Ombudsman signs (¶14(2)a, ¶20)."""
    acts_as = context.grant.capacity if context.grant else None
    if acts_as not in (R, Capacity.DEPUTY_REPRESENTATIVE_ACTING) or petition.instructs(context.actor, context.today):
        return None
    if any(a.level is BodyLevel.CENTRAL for a in petition.addressees):
        return Refusal(
            code=RefusalCode.NO_AUTHORITY, paragraph="14.2.a", text=_CENTRAL, who_could=(O, *SIGNING.holders[-1:])
        )
    if any(a.territory != petition.office for a in petition.addressees):
        return Refusal(
            code=RefusalCode.OUTSIDE_TERRITORY,
            paragraph="14.2.a",
            text=_ELSEWHERE,
            who_could=(O, *SIGNING.holders[-1:]),
        )
    return None


def the_instructed_still_represents(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """An instruction to sign is of use only to a Representative in office, or the deputy acting for one (¶15(8))."""
    if context.grant is None or context.grant.capacity is not Capacity.REPRESENTATIVE_INSTRUCTED:
        return None
    return None if _represents(context.actor, context) else _not_a_representative()


def is_for_a_representative(command: c.InstructPetitionSigning, petition: Petition, context: Context) -> Refusal | None:
    """Only a Representative, or the deputy acting for one, can be instructed to sign (¶14(2)a, ¶15(8))."""
    return None if _represents(command.official, context) else _not_a_representative("official")


def _represents(official: str, context: Context) -> bool:
    service = context.read(OFFICIALS, official)
    posts = (context.read(POSTS, post) for post in (*service.posts, *service.acting))
    return any(post.post_kind is PostKind.REPRESENTATIVE and official in (post.holder, post.acting) for post in posts)


def _not_a_representative(*path: str) -> Refusal:
    return refuse(
        RefusalCode.NO_AUTHORITY,
        "15.8",
        *path,
        kk="Бұл адам қазір Уәкілдің өкілі емес.",
        ru="Это лицо сейчас не является Представителем Уполномоченного.",
        en="This person is not a Representative at present.",
    )


def can_be_left_to_a_representative(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """What ¶15 gives to the Ombudsman to present cannot be signed on instruction (¶15(1), ¶15(4), ¶15(5))."""
    if signature_of(petition) is c.SignPetition:
        return None
    return refuse(
        RefusalCode.INVALID,
        "15.8",
        "petition",
        kk=f"Бұл актіге ({petition.petition_kind.words.kk}) тек Уәкіл қол қояды.",
        ru=f"Этот акт ({petition.petition_kind.words.ru}) подписывает только Уполномоченный.",
        en=f"This act ({petition.petition_kind.words.en}) is signed by the Ombudsman alone.",
    )


def is_instructed(command: c.WithdrawPetitionInstruction, petition: Petition, context: Context) -> Refusal | None:
    """Only an instruction that was given can be taken back (¶15(8))."""
    if any(i.official == command.official for i in petition.instructions):
        return None
    return refuse(
        RefusalCode.UNKNOWN_PART,
        "15.8",
        "official",
        kk="Бұл адамға мұндай тапсырма берілмеген.",
        ru="Этому лицу такое поручение не давалось.",
        en="This person has no such instruction.",
    )


def term_lies_ahead(command: c.InstructPetitionSigning, petition: Petition, context: Context) -> Refusal | None:
    """An instruction ends on a day that has not passed yet; earlier records may tell of ended ones (¶15(8))."""
    if command.until is None or context.migration or command.until >= context.today:
        return None
    return refuse(
        RefusalCode.INVALID,
        "15.8",
        "until",
        kk="Тапсырманың соңғы күні өтіп кеткен.",
        ru="Последний день поручения уже прошёл.",
        en="The last day of the instruction has already passed.",
    )


_SUBMITTED = (stands_before(e.PetitionSigned), is_signed_like_this)
_IN_ORDER = not_before(lambda petition: petition.submitted_on or petition.drafted_on)


@decides(
    c.SignPetition,
    PETITIONS,
    power=SIGNING,
    office_of=own_office,
    rules=(*_SUBMITTED, is_signed_within_the_territory, the_instructed_still_represents, _IN_ORDER),
)
def sign(command: c.SignPetition, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionSigned()


@decides(
    c.SignSystemicRecommendation,
    PETITIONS,
    power=SIGNING_SYSTEMIC,
    office_of=own_office,
    rules=(*_SUBMITTED, _IN_ORDER),
)
def sign_systemic(command: c.SignSystemicRecommendation, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionSigned()


@decides(
    c.SignLegislativeProposal,
    PETITIONS,
    power=SIGNING_LEGISLATION,
    office_of=own_office,
    rules=(*_SUBMITTED, _IN_ORDER),
)
def sign_legislation(command: c.SignLegislativeProposal, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionSigned()


@decides(
    c.SignApplication,
    PETITIONS,
    power=SIGNING_APPLICATIONS,
    office_of=own_office,
    rules=(*_SUBMITTED, _IN_ORDER),
)
def sign_application(command: c.SignApplication, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionSigned()


@decides(
    c.ReturnDraft,
    PETITIONS,
    power=SIGNING,
    office_of=own_office,
    rules=(stands_before(e.PetitionReturned), the_instructed_still_represents, _IN_ORDER),
)
def return_draft(command: c.ReturnDraft, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionReturned(reason=command.reason)


@decides(
    c.InstructPetitionSigning,
    PETITIONS,
    power=INSTRUCTING,
    office_of=own_office,
    rules=(
        stands_before(e.PetitionSigningInstructed),
        can_be_left_to_a_representative,
        is_for_a_representative,
        term_lies_ahead,
    ),
)
def instruct(command: c.InstructPetitionSigning, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionSigningInstructed(official=command.official, until=command.until)


@decides(
    c.WithdrawPetitionInstruction,
    PETITIONS,
    power=INSTRUCTING,
    office_of=own_office,
    rules=(stands_before(e.PetitionInstructionWithdrawn), is_instructed),
)
def withdraw_instruction(
    command: c.WithdrawPetitionInstruction, petition: Petition, context: Context
) -> Iterator[Answer]:
    yield e.PetitionInstructionWithdrawn(official=command.official)


_CENTRAL = Text(
    kk="Орталық органға жіберілетін актіге Уәкілдің өзі не оның тапсырмасы бойынша өкіл қол қояды.",
    ru="Акт, адресованный центральному органу, подписывает Уполномоченный либо представитель по его поручению.",
    en="An act to a central body is signed by the Ombudsman, or by a Representative on instruction.",
)
_ELSEWHERE = Text(
    kk="Адресат басқа аумақта; мұндай актіге Уәкіл не оның тапсырмасы бойынша өкіл қол қояды.",
    ru="Адресат находится на другой территории; такой акт подписывает Уполномоченный либо представитель по поручению.",
    en="An addressee lies in another territory; the Ombudsman signs, or a Representative on instruction.",
)
