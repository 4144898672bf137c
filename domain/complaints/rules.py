"""The rules that several commands on complaints share: each a named function, each citing its source."""

from typing import Any

from domain.authority import STAFF, H, O, Power, R
from domain.complaints.state import Complaint
from domain.complaints.vocabulary import CONCLUDED, OPEN, Addressee, Status
from domain.context import Context
from domain.decider import Rule
from domain.identifiers import CENTRE, OfficialId
from domain.officials.rules import erased
from domain.officials.state import OFFICIALS
from domain.posts.state import POSTS
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

CLERK = Power("14.1.c", by=STAFF, instructable=True, historical=True)
"""Registering and keeping the file: everybody in office, each for the own office."""
EXAMINE = Power("20.2", by=(R, O), instructable=True, historical=True)
"""Examining and deciding on behalf of the Ombudsman: the Representative in the territory, or by instruction."""
DIRECT = Power("16.2", by=(R, O), historical=True)
"""Directing the work of an office: its Representative, and the Ombudsman."""
ANSWER = Power("14.1.d", by=(*STAFF[:2], H, O), historical=True)
"""Handling communications to the Centre and its offices."""

HEADS = Power("19.1", by=(H,)).holders


def own_office(command: Any, complaint: Complaint) -> str:
    return complaint.office


def in_status(*allowed: Status) -> Rule:
    """The step is possible only from these statuses of the state machine."""

    def is_in_status(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
        if complaint.status in allowed or (context.migration and complaint.status in OPEN and set(allowed) & OPEN):
            return None
        return wrong_state(complaint.status, allowed)

    return is_in_status


def wrong_state(status: Status, allowed: tuple[Status, ...]) -> Refusal:
    now, needed = status.words, [each.words for each in allowed]
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.c",
        kk=f"Шағымның күйі: {now.kk}. Бұл қадам үшін қажет: {', '.join(each.kk for each in needed)}.",
        ru=f"Состояние жалобы: {now.ru}. Для этого шага нужно: {', '.join(each.ru for each in needed)}.",
        en=f"The complaint is {now.en}. This step needs: {', '.join(each.en for each in needed)}.",
    )


is_open = in_status(*(s for s in Status if s in OPEN))
is_concluded = in_status(*(s for s in Status if s in CONCLUDED))
under_examination = in_status(Status.UNDER_EXAMINATION)
awaits_admissibility = in_status(Status.REGISTERED)


def in_order(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """No step is dated before the registration (deadlines run from it, Rules for the examination)."""
    registered, effective = complaint.registered_on, context.effective
    if context.migration or registered is None or effective is None or effective >= registered:
        return None
    return refuse(
        RefusalCode.BEFORE_PREVIOUS_STEP,
        "14.1.c",
        "effectiveOn",
        kk=f"Әрекет күні тіркеу күнінен ({registered}) бұрын болмауы керек.",
        ru=f"Дата действия раньше дня регистрации ({registered}).",
        en=f"The act is dated before the registration ({registered}).",
    )


def is_complaint(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """Admissibility and findings belong to complaints, not to communications to the Centre (¶14(1)c, d)."""
    if complaint.addressee is not Addressee.CENTRE:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.d",
        kk="Бұл — Орталыққа өтініш: оған жауап беріледі немесе ол Уәкілге бағытталады.",
        ru="Это обращение в Центр: на него отвечают или его передают Уполномоченному.",
        en="This is a communication to the Centre: answer it, or redirect it to the Ombudsman.",
    )


def is_communication(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """Only communications to the Centre are answered or redirected (¶14(1)d)."""
    if complaint.addressee is Addressee.CENTRE:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.d",
        kk="Бұл — Уәкілге шағым: ол қаралады және ол бойынша шешім қабылданады.",
        ru="Это жалоба Уполномоченному: её рассматривают и решают.",
        en="This is a complaint to the Ombudsman: it is examined and decided.",
    )


def serves(official: OfficialId, context: Context, *path: str) -> Refusal | None:
    """Only somebody who holds a post can be charged with a complaint (¶16)."""
    service = context.read(OFFICIALS, official)
    if service.erased:
        return erased("16.2", *path)
    if context.migration or any(context.read(POSTS, post).holder == official for post in service.posts):
        return None
    return refuse(
        RefusalCode.NO_AUTHORITY,
        "16.2",
        *path,
        kk="Бұл адам ешқандай лауазым атқармайды.",
        ru="Это лицо не занимает никакой должности.",
        en="This person holds no post.",
    )


def head_keeps_to_the_centre(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """The Head arranges the work of the Centre and only supervises the offices (¶14(1)d, ¶19(1))."""
    grant = context.grant
    if complaint.office == CENTRE or complaint.addressee is Addressee.CENTRE:
        return None
    if grant is None or (grant.capacity not in HEADS and not grant.in_place_of_head):
        return None
    return Refusal(
        code=RefusalCode.OUTSIDE_TERRITORY,
        paragraph="19.1",
        who_could=DIRECT.holders,
        text=Text(
            kk="Басшы өңірлік өкілдіктерді қадағалайды, бірақ олардың шағымдарын жүргізбейді.",
            ru="Руководитель контролирует представительства, но не ведёт их жалобы.",
            en="The Head supervises the offices but does not handle their complaints.",
        ),
    )


def unknown_part(paragraph: str, *path: str, kk: str, ru: str, en: str) -> Refusal:
    return refuse(RefusalCode.UNKNOWN_PART, paragraph, *path, kk=kk, ru=ru, en=en)


def unknown_head(complaint: Complaint, heads: tuple[str, ...], path: str) -> Refusal | None:
    """The refusal for the first of these heads that the complaint does not have."""
    for head in heads:
        if not complaint.finding_of(head)[0]:
            return unknown_part(
                "20.2",
                path,
                kk=f"Шағымда № {head} тармақ жоқ; барлығы {len(complaint.findings)}.",
                ru=f"В жалобе нет пункта № {head}; всего пунктов {len(complaint.findings)}.",
                en=f"The complaint has no head {head}; it has {len(complaint.findings)}.",
            )
    return None
