"""Publication of acts of response: by those who sign them, in words that identify nobody (¶14(2)a, ¶15).

The public words are written for this purpose and judged by who publishes them; nothing of the act itself is shown.
"""

from collections.abc import Iterator
from typing import Any

from domain.authority import O, Power, R
from domain.capacity import Capacity
from domain.context import Context
from domain.decider import Answer, decides
from domain.petitions.commands import publication as c
from domain.petitions.commands.signing import SignPetition
from domain.petitions.events import publication as e
from domain.petitions.rules import not_before, own_office, stands_before
from domain.petitions.signing import signature_of
from domain.petitions.state import PETITIONS, Petition
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

PUBLISHING = Power("14.2.a", by=(O, R), historical=True)
"""Those who sign say what the public learns."""


def is_published_by_who_signs(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """A Representative publishes what a Representative signs: acts of the own office to bodies of its territory."""
    acts_as = context.grant.capacity if context.grant else None
    if acts_as not in (R, Capacity.DEPUTY_REPRESENTATIVE_ACTING):
        return None
    if signature_of(petition) is SignPetition and all(a.territory == petition.office for a in petition.addressees):
        return None
    return Refusal(code=RefusalCode.NO_AUTHORITY, paragraph="14.2.a", text=_BY_THE_OMBUDSMAN, who_could=(O,))


def accuses_nobody(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """An application for proceedings speaks against a person and is not published (¶15(5))."""
    if not petition.is_application:
        return None
    return refuse(
        RefusalCode.INVALID,
        "15.5",
        "petition",
        kk="Адамға қатысты іс жүргізу туралы өтініш жарияланбайды.",
        ru="Обращение о производстве в отношении лица не публикуется.",
        en="An application for proceedings against a person is not published.",
    )


def stands_behind_no_wall(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """What is kept apart is not made public (¶15(10))."""
    if petition.wall is None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.10",
        "petition",
        kk="Акт жабық бөлімде тұр.",
        ru="Акт находится в закрытом разделе.",
        en="The act stands behind a wall.",
    )


_IN_ORDER = not_before(lambda petition: petition.signed_on)


@decides(
    c.PublishPetition,
    PETITIONS,
    power=PUBLISHING,
    office_of=own_office,
    rules=(
        stands_before(e.PetitionPublished),
        accuses_nobody,
        is_published_by_who_signs,
        stands_behind_no_wall,
        _IN_ORDER,
    ),
)
def publish(command: c.PublishPetition, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionPublished(title=command.title, summary=command.summary)


@decides(
    c.WithdrawPublication,
    PETITIONS,
    power=PUBLISHING,
    office_of=own_office,
    rules=(stands_before(e.PetitionPublicationWithdrawn), is_published_by_who_signs, _IN_ORDER),
)
def withdraw_publication(command: c.WithdrawPublication, petition: Petition, context: Context) -> Iterator[Answer]:
    if petition.published:
        yield e.PetitionPublicationWithdrawn(reason=command.reason)


_BY_THE_OMBUDSMAN = Text(
    kk="Мұндай актіге Уәкіл қол қояды, сондықтан оны Уәкіл жариялайды.",
    ru="Такой акт подписывает Уполномоченный, он же его и публикует.",
    en="Such an act is signed by the Ombudsman, who also publishes it.",
)
