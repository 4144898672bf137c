"""Who reaches a complaint from outside its office: the wall around it, and the applicant with number and secret."""

from typing import Annotated

from msgspec import Meta

from domain.identifiers import CompartmentId
from domain.message import Event
from domain.text import Text

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""SHA-256 in hexadecimal of the record's id, a colon and the applicant's secret; the secret itself is kept nowhere."""


class ComplaintWalled(Event):
    """The complaint went behind the wall of a compartment.

    compartment: the compartment
    """

    words = Text(
        kk="шағымды жабық бөлімге өткізді",
        ru="поместил жалобу в закрытый раздел",
        en="put the complaint behind a wall",
    )
    compartment: CompartmentId


class ComplaintUnwalled(Event):
    """The complaint came out from behind its wall."""

    words = Text(
        kk="шағымды жабық бөлімнен шығарды",
        ru="вывел жалобу из закрытого раздела",
        en="took the complaint from behind its wall",
    )


class ApplicantAccessIssued(Event):
    """The applicant may follow the complaint with its number and a secret; an earlier secret no longer counts.

    digest: by which the secret is recognised
    """

    words = Text(
        kk="арыз иесіне шағымның барысын көруге рұқсат берді",
        ru="предоставил заявителю доступ к ходу рассмотрения жалобы",
        en="let the applicant follow the complaint",
    )
    digest: Digest


class ApplicantAccessWithdrawn(Event):
    """The applicant's secret no longer counts."""

    words = Text(
        kk="арыз иесіне берілген рұқсатты қайтарып алды",
        ru="прекратил доступ заявителя к ходу рассмотрения жалобы",
        en="withdrew the applicant's access",
    )
