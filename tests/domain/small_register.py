"""The small register in which every scenario begins: four offices, fully staffed, and who serves there."""

from datetime import date

from domain.identifiers import CENTRE, OfficialId
from domain.message import Event
from domain.offices.state import OfficeKind, OfficeNames, OfficeOpened
from domain.officials.state import Access, AccessGranted, ActingTaken, OfficialRegistered, PostTaken
from domain.posts import events as post
from tests.domain.memory import FOUNDED, Facts, Register, at, stream

OMBUDSMAN, HEAD, DEPUTY_HEAD, DELEGATE = (
    "official-ombudsman",
    "official-head",
    "official-deputyhead",
    "official-delegate",
)
REPRESENTATIVE_71, REPRESENTATIVE_75, REPRESENTATIVE_10 = "official-astana", "official-almaty", "official-abay"
DEPUTY_REPRESENTATIVE_71 = "official-astanadeputy"
EMPLOYEE_00, EMPLOYEE_71, EMPLOYEE_75 = "official-centreclerk", "official-astanaclerk", "official-almatyclerk"
AUDITOR, STRANGER = "official-auditor", "official-stranger"

POST_OMBUDSMAN, POST_HEAD = "post-ombudsman", "post-head"


POST_DEPUTY_HEAD, POST_DELEGATE = stream("post", "deputy head"), stream("post", "delegate")
POST_DEPUTY_71 = stream("post", "deputy 71")
POST_EMPLOYEE_00, POST_EMPLOYEE_71, POST_EMPLOYEE_75 = (stream("post", f"employee {c}") for c in ("00", "71", "75"))
POST_VACANT_71 = stream("post", "vacant 71")
DELEGATED = ("19.4", "19.5", "19.9")
"""The paragraphs handed to DELEGATE by an agreed delegation."""


def representative_post(office: str) -> str:
    return f"post-representative-{office}"


def _official(official: OfficialId, name: str, *posts: str) -> Facts:
    return at(official, OfficialRegistered(person=official, name=name), *(PostTaken(post=p) for p in posts))


def _post(post_id: str, kind: post.PostKind, office: str, holder: OfficialId | None, *more: Event) -> Facts:
    first = post.PostEstablished(number=f"S-{office}-2022-00001", post_kind=kind, office=office, title=kind.value)
    seated: list[Event] = []
    if holder and kind is post.PostKind.OMBUDSMAN:
        seated.append(post.HolderElected(official=holder, reference="Election"))
    elif holder:
        seated.append(post.HolderAppointed(official=holder, reference="Order 1"))
    facts = [at(post_id, first, *seated, *more)]
    if kind is not post.PostKind.OMBUDSMAN:
        facts.append(at(f"staffing-{office}", post.PostAdded(post=post_id, post_kind=kind)))
    return facts


def _office(code: str, kind: OfficeKind, name: str, limit: int) -> Facts:
    names = OfficeNames(kk=name, ru=name, en=name)
    return [
        at(f"office-{code}", OfficeOpened(code=code, office_kind=kind, names=names, decree="Decree 948")),
        at(f"staffing-{code}", post.ScheduleOpened(), post.StaffingLimitSet(limit=limit, reference="Decree 948")),
    ]


def small_register() -> Register:
    """Four offices (00, 71, 75, 10) fully staffed, with room for more posts in 71 and one vacant post there.

    DEPUTY_HEAD may be designated to act for the Head; DELEGATE holds the paragraphs DELEGATED; STRANGER is a
    registered official without any post; AUDITOR has special access and no post.
    """
    kind = post.PostKind
    delegation: tuple[Event, ...] = (post.DelegationProposed(paragraphs=DELEGATED), post.DelegationAgreed())
    return Register().tell(
        _office(CENTRE, OfficeKind.CENTRE, "National Centre", 10),
        _office("71", OfficeKind.CAPITAL, "Astana", 10),
        _office("75", OfficeKind.CITY, "Almaty", 2),
        _office("10", OfficeKind.REGION, "Abay", 1),
        _official(OMBUDSMAN, "Ombudsman One", POST_OMBUDSMAN),
        _official(HEAD, "Head One", POST_HEAD),
        _official(DEPUTY_HEAD, "Deputy One", POST_DEPUTY_HEAD),
        _official(DELEGATE, "Deputy Two", POST_DELEGATE),
        _official(REPRESENTATIVE_71, "Representative Astana", representative_post("71")),
        _official(REPRESENTATIVE_75, "Representative Almaty", representative_post("75")),
        _official(REPRESENTATIVE_10, "Representative Abay", representative_post("10")),
        _official(DEPUTY_REPRESENTATIVE_71, "Deputy Astana", POST_DEPUTY_71),
        _official(EMPLOYEE_00, "Clerk Centre", POST_EMPLOYEE_00),
        _official(EMPLOYEE_71, "Clerk Astana", POST_EMPLOYEE_71),
        _official(EMPLOYEE_75, "Clerk Almaty", POST_EMPLOYEE_75),
        _official(AUDITOR, "Auditor One"),
        at(AUDITOR, AccessGranted(access=Access.AUDITOR)),
        _official(STRANGER, "Stranger One"),
        _post(POST_OMBUDSMAN, kind.OMBUDSMAN, CENTRE, OMBUDSMAN),
        _post(POST_HEAD, kind.HEAD, CENTRE, HEAD),
        _post(POST_DEPUTY_HEAD, kind.DEPUTY_HEAD, CENTRE, DEPUTY_HEAD),
        _post(POST_DELEGATE, kind.DEPUTY_HEAD, CENTRE, DELEGATE, *delegation),
        _post(POST_EMPLOYEE_00, kind.EMPLOYEE, CENTRE, EMPLOYEE_00),
        _post(representative_post("71"), kind.REPRESENTATIVE, "71", REPRESENTATIVE_71),
        _post(POST_DEPUTY_71, kind.DEPUTY_REPRESENTATIVE, "71", DEPUTY_REPRESENTATIVE_71),
        _post(POST_EMPLOYEE_71, kind.EMPLOYEE, "71", EMPLOYEE_71),
        _post(POST_VACANT_71, kind.EMPLOYEE, "71", None),
        _post(representative_post("75"), kind.REPRESENTATIVE, "75", REPRESENTATIVE_75),
        _post(POST_EMPLOYEE_75, kind.EMPLOYEE, "75", EMPLOYEE_75),
        _post(representative_post("10"), kind.REPRESENTATIVE, "10", REPRESENTATIVE_10),
    )


def head_is_absent(acting: OfficialId | None = DEPUTY_HEAD, on: date = FOUNDED) -> Facts:
    """The Head is absent and, unless None is given, a deputy head acts (¶16)."""
    return [
        at(POST_HEAD, post.AbsenceStarted(official=HEAD, reason=post.AbsenceReason.LEAVE), on=on),
        _acts(POST_HEAD, acting, on),
    ]


def representative_is_absent(acting: OfficialId | None = DEPUTY_REPRESENTATIVE_71, on: date = FOUNDED) -> Facts:
    """The Representative of office 71 is absent and, unless None is given, the deputy acts (¶16)."""
    absent = post.AbsenceStarted(official=REPRESENTATIVE_71, reason=post.AbsenceReason.LEAVE)
    return [at(representative_post("71"), absent, on=on), _acts(representative_post("71"), acting, on)]


def _acts(post_id: str, official: OfficialId | None, on: date) -> Facts:
    if official is None:
        return []
    designated = post.ActingDesignated(official=official, reference="Act 5")
    return [at(post_id, designated, on=on), at(official, ActingTaken(post=post_id), on=on)]
