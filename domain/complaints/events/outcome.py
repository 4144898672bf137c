"""The end: findings, restoration of rights, answer, withdrawal, closing, reopening."""

from domain.complaints.vocabulary import Finding
from domain.identifiers import PersonId
from domain.message import Event, Line, PersonalProse, Prose
from domain.text import Text


class HeadDecided(Event):
    """One head of complaint received its finding.

    head: number of the head
    finding: the outcome
    grounds: the grounds, identifying nobody
    source_finding: the finding in the words of an imported source
    amended_at_review: whether the source says that the finding was amended at a review
    """

    words = Text(
        kk="шағым тармағы бойынша шешім қабылдады",
        ru="принял решение по пункту жалобы",
        en="decided a head of complaint",
    )
    head: str
    finding: Finding
    grounds: Prose | None = None
    source_finding: Line | None = None
    amended_at_review: bool | None = None


class ReasoningRecorded(Event):
    """The reasoning of a finding, as far as it speaks of the person.

    person: the first applicant, to whom the reasoning belongs
    head: number of the head
    reasoning: the reasoning
    """

    words = Text(
        kk="шешімнің негіздемесін енгізді",
        ru="внёс мотивировку решения",
        en="entered the reasoning of the decision",
    )
    person: PersonId
    head: str
    reasoning: PersonalProse


class ComplaintDecided(Event):
    """All heads of the complaint have their findings."""

    words = Text(
        kk="шағым бойынша тұтас шешім қабылдады",
        ru="принял решение по жалобе в целом",
        en="decided the complaint as a whole",
    )


class RightsRestored(Event):
    """A right was restored (¶13).

    persons: how many persons' rights
    right: which right
    measure: what was done
    """

    words = Text(
        kk="құқықтың қалпына келтірілгенін тіркеді",
        ru="зафиксировал восстановление прав",
        en="recorded that rights were restored",
    )
    persons: int
    right: Line
    measure: Prose


class CommunicationAnswered(Event):
    """A communication to the Centre was answered (¶14(1)d).

    summary: what the answer says, identifying nobody
    """

    words = Text(kk="өтінішке жауап берді", ru="ответил на обращение", en="answered the communication")
    summary: Prose


class ComplaintWithdrawn(Event):
    """The applicant withdrew the complaint.

    reason: why, if said
    """

    words = Text(
        kk="шағымның қайтарып алынғанын тіркеді",
        ru="зафиксировал отзыв жалобы",
        en="recorded the withdrawal of the complaint",
    )
    reason: Prose | None = None


class ComplaintClosed(Event):
    """The case was closed."""

    words = Text(kk="істі жапты", ru="закрыл дело", en="closed the case")


class ComplaintReopened(Event):
    """The case was opened again; the named heads are examined anew.

    ground: what is new
    heads: numbers of the heads examined anew
    """

    words = Text(kk="істі қайта ашты", ru="вновь открыл дело", en="reopened the case")
    ground: Prose
    heads: tuple[str, ...]
