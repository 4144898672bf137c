"""Complaints that belong together in the demonstration: linked, merged, and one merged by mistake and taken apart."""

from domain.complaints import links as l
from domain.complaints.intake import RegisterComplaint
from infra.demo.house import House
from infra.demo.matter import Matter, addressee, applicants, as_heads, heads_of
from infra.demo.script import Script
from infra.demo.topics import TOPICS

PAIRS = (("71", 12), ("39", 5), ("61", 150), ("75", 260), ("55", 340))
"""Office and days before the end of each pair of complaints about one thing."""


def tell_pairs(script: Script, house: House) -> None:
    """Two neighbours complain of one thing; the second complaint joins the first, or stays linked to it."""
    for place, (office, ago) in enumerate(PAIRS):
        first, second = (_registered(script, house, f"pair/{place}/{n}", office, ago) for n in (1, 2))
        second.wait(1, 2)
        link = l.LinkComplaints(complaint=second.complaint, other=first.complaint, reason="Один и тот же дом")
        second.step("linked", second.clerk, link)
        if place % 2:
            continue
        second.wait(0, 1)
        merge = l.MergeComplaint(complaint=second.complaint, into=first.complaint, reason="Один предмет жалобы")
        second.step("merged", second.examiner, merge)
        if place == 2:
            second.wait(2, 3)
            unmerge = l.UnmergeComplaint(complaint=second.complaint, reason="Предметы жалоб оказались различны")
            second.step("unmerged", second.examiner, unmerge)


def _registered(script: Script, house: House, name: str, office: str, ago: int) -> Matter:
    chance = script.chance(name)
    day = script.working(script.until.fromordinal(script.until.toordinal() - ago))
    topic = TOPICS[3]
    matter = Matter(script, house, chance, name, office, day, topic, heads_of(topic, chance))
    matter.in_hand = house.clerk(office, day, chance)
    command = RegisterComplaint(
        office=office,
        addressee=addressee(office, chance),
        received_on=day,
        applicants=applicants(chance)[:1],
        respondent=matter.violated,
        heads=as_heads(matter),
        statement=topic.kk,
    )
    matter.complaint = f"complaint-{script.step(day, f'{name}/registered', matter.in_hand, command)}"
    return matter
