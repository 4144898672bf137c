"""What the Ombudsman presents in the demonstration on no single complaint: systemic recommendations, draft laws."""

from datetime import timedelta

from domain.identifiers import CENTRE
from domain.petitions.commands import drafting as d
from domain.petitions.commands import signing as s
from domain.petitions.vocabulary import BodyLevel, PetitionAddressee
from infra.demo import topics
from infra.demo.house import House
from infra.demo.response import Response, answered, send, sign_act
from infra.demo.script import Script

GOVERNMENT = "Правительство Республики Казахстан"


def tell_presented(script: Script, house: House) -> None:
    """Systemic recommendations and legislative proposals, which the Ombudsman presents (¶15(1), ¶15(4))."""
    for place in range(12):
        chance = script.chance(f"systemic/{place}")
        title, asks = topics.SYSTEMIC[place % len(topics.SYSTEMIC)]
        bodies = chance.sample(topics.CENTRAL_BODIES, 2)
        response = _central(script, house, f"systemic/{place}", 30 + 55 * place, tuple(bodies))
        draft = d.DraftSystemicRecommendation(
            office=CENTRE, title=title, operative_part=asks, addressees=response.addressees
        )
        sign_act(response, draft, s.SignSystemicRecommendation)
        send(response)
        for addressee in response.addressees:
            answered(response, addressee.key)
    for place, title in enumerate(topics.LEGISLATIVE):
        response = _central(script, house, f"legislation/{place}", 4 + 190 * place, (GOVERNMENT,))
        draft_law = d.DraftLegislativeProposal(
            office=CENTRE,
            title=title,
            operative_part="Поддержать разработку законопроекта",
            addressees=response.addressees,
        )
        sign_act(response, draft_law, s.SignLegislativeProposal)
        send(response)


def _central(script: Script, house: House, name: str, ago: int, bodies: tuple[str, ...]) -> Response:
    chance = script.chance(name)
    day = script.working(script.until - timedelta(days=ago + chance.randrange(9)))
    return Response(
        script=script,
        house=house,
        chance=chance,
        name=name,
        office=CENTRE,
        day=day,
        addressees=tuple(
            PetitionAddressee(key="ab"[place], body=body, level=BodyLevel.CENTRAL) for place, body in enumerate(bodies)
        ),
        drafter=next(house.staff(CENTRE, day)),
    )
