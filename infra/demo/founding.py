"""The founding of the demonstration: calendar, offices, limits, the first Ombudsman, then the staff by its own acts.

Only what stood before the register existed is entered as migration; from the first Ombudsman on, officials act.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from domain.identifiers import CENTRE, OfficialId, PostId
from domain.message import Command
from domain.offices.directory import DIRECTORY, OFFICES_SINCE
from domain.officials.commands import GrantAccess, RegisterOfficial
from domain.officials.state import Access
from domain.posts import commands as c
from domain.posts.events import PostKind
from domain.standing import HEAD_POST, OMBUDSMAN_POST, representative_post
from infra.calendar_seed import declarations
from infra.demo.house import House
from infra.demo.names import iin, person
from infra.demo.script import FOUNDING, Script, Turn

LARGE = ("39", "55", "61", "71", "75")
"""The offices with most complaints in the Ombudsman's report for 2023."""
WITH_DEPUTY = (*LARGE, "15")
WITH_VACANCY = ("23", "33", "47", "59", "62", "75")
CENTRE_LIMIT, LARGE_LIMIT, LIMIT = 14, 6, 4
CENTRE_EMPLOYEES = 6

_TITLES = {
    PostKind.OMBUDSMAN: "Уполномоченный по правам человека",
    PostKind.HEAD: "Руководитель Национального центра",
    PostKind.DEPUTY_HEAD: "Заместитель Руководителя",
    PostKind.REPRESENTATIVE: "Представитель Уполномоченного",
    PostKind.DEPUTY_REPRESENTATIVE: "Заместитель Представителя",
    PostKind.EMPLOYEE: "Главный специалист",
}


def earliest(period: timedelta) -> date:
    """The first last day for which every founding act lies after the opening of the offices."""
    return OFFICES_SINCE + FOUNDING + period


@dataclass
class Founding:
    """Sets the house up, step by step."""

    script: Script
    house: House
    day: date

    def official(self, name: str, by: OfficialId | None = None) -> OfficialId:
        """Enter somebody as an official; by migration when nobody is in office yet."""
        chance = self.script.chance(f"official/{name}")
        command = RegisterOfficial(name=person(chance), iin=_number(chance))
        step = f"official/{name}"
        if by is None:
            command_id = self.script.founding(self.day, step, command)
        else:
            command_id = self.script.step(self.day, step, by, command, Turn.STAFF)
        return f"official-{command_id}"

    def post(self, name: str, kind: PostKind, office: str, fixed: PostId | None = None) -> PostId:
        """Establish a post: those of the Ombudsman and the Head by migration, the others by the Head."""
        command = c.EstablishPost(post=fixed, office=office, post_kind=kind, title=_TITLES[kind])
        step = f"post/{name}"
        if kind in (PostKind.OMBUDSMAN, PostKind.HEAD):
            command_id = self.script.founding(self.day, step, command)
        else:
            command_id = self.script.step(self.day, step, self.house.head(self.day), command, Turn.STAFF)
        return fixed or f"post-{command_id}"

    def appoint(self, post: PostId, official: OfficialId, command: type[c.Appointment], by: OfficialId) -> None:
        reference = f"Приказ № {self.script.chance(f'order/{post}/{official}').randrange(1, 400)}-ж"
        appointment = command(post=post, official=official, reference=reference)
        self.script.step(self.day, f"appointment/{post}/{official}", by, appointment, Turn.STAFF)
        self.house.seat(post, official, self.day)


def found(script: Script) -> House:
    """Everything up to the day on which the casework begins."""
    start = script.begin - FOUNDING
    for place, command in enumerate(declarations(range(OFFICES_SINCE.year, script.until.year + 2))):
        script.founding(start, f"calendar/{place}", command)
    for listed in DIRECTORY:
        script.founding(listed.since, f"office/{listed.code}", listed.opening)
        script.founding(start, f"limit/{listed.code}", _limit(listed.code))
    founding = Founding(script, House(), start)
    _leadership(founding)
    founding.day = script.working(start, 10)
    _staff(founding)
    return founding.house


def _leadership(f: Founding) -> None:
    f.post("ombudsman", PostKind.OMBUDSMAN, CENTRE, OMBUDSMAN_POST)
    f.post("head", PostKind.HEAD, CENTRE, HEAD_POST)
    ombudsman = f.official("ombudsman/first")
    head = f.official("head")
    election = c.RecordElection(
        post=OMBUDSMAN_POST, official=ombudsman, reference="Постановление об избрании Уполномоченного"
    )
    f.script.founding(f.day, "election/first", election)
    f.house.seat(OMBUDSMAN_POST, ombudsman, f.day)
    f.appoint(HEAD_POST, head, c.AppointHead, ombudsman)


def _staff(f: Founding) -> None:
    ombudsman, head = f.house.ombudsman(f.day), f.house.head(f.day)
    for place in ("1", "2"):
        post = f.post(f"deputy-head/{place}", PostKind.DEPUTY_HEAD, CENTRE)
        f.house.deputy_heads.append(post)
        f.appoint(post, f.official(f"deputy-head/{place}", head), c.AppointDeputyHead, ombudsman)
    for listed in DIRECTORY:
        code = listed.code
        if code != CENTRE:
            post = f.post(f"representative/{code}", PostKind.REPRESENTATIVE, code, representative_post(code))
            f.appoint(post, f.official(f"representative/{code}", head), c.AppointRepresentative, ombudsman)
        if code in WITH_DEPUTY:
            post = f.post(f"deputy/{code}", PostKind.DEPUTY_REPRESENTATIVE, code)
            f.house.deputies[code] = post
            f.appoint(post, f.official(f"deputy/{code}", head), c.AppointEmployee, head)
        _employees(f, code, head)


def auditor(script: Script, house: House) -> None:
    """The last step of the story: somebody may look at everything, which hangs on no post."""
    name = "auditor"
    register = RegisterOfficial(name=person(script.chance(name)))
    official = f"official-{script.step(script.until, f'official/{name}', house.head(script.until), register, Turn.END)}"
    access = GrantAccess(official=official, access=Access.AUDITOR)
    script.step(script.until, f"{name}/access", house.ombudsman(script.until), access, Turn.END)


def _employees(f: Founding, code: str, head: OfficialId) -> None:
    count = CENTRE_EMPLOYEES if code == CENTRE else 3 if code in LARGE else 2
    posts = [f.post(f"employee/{code}/{place}", PostKind.EMPLOYEE, code) for place in range(count)]
    f.house.employees[code] = posts
    for place, post in enumerate(posts[:-1] if code in WITH_VACANCY else posts):
        f.appoint(post, f.official(f"employee/{code}/{place}", head), c.AppointEmployee, head)


def _limit(code: str) -> Command:
    limit = CENTRE_LIMIT if code == CENTRE else LARGE_LIMIT if code in LARGE else LIMIT
    return c.RecordStaffingLimit(
        staffing=f"staffing-{code}", limit=limit, reference="Указ Президента о лимитах штатной численности"
    )


def _number(chance: Random) -> str:
    return iin(chance, chance.randrange(1962, 1998), chance.randrange(1, 13), chance.randrange(1, 29))
