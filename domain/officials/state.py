"""An official's record of service: posts held, posts acted for, special access. The facts of a post stand with it."""

from datetime import date
from enum import StrEnum

from msgspec import field
from msgspec.structs import replace

from domain.identifiers import CompartmentId, OfficialId, PostId
from domain.message import Event, Iin, Line, PersonalLine, Prose, Recorded
from domain.persons.events import Destruction
from domain.record import Kind
from domain.text import Text
from domain.value import Value


class Access(StrEnum):
    """Access that hangs on no post of the staff schedule: an auditor's, or one part of the stream of events."""

    AUDITOR = "auditor"
    """All matters without personal data; personal data for a stated reason."""
    STREAM_COMPLAINTS = "stream_complaints"
    """The stream of events of complaints."""
    STREAM_PETITIONS = "stream_petitions"
    """The stream of events of acts of response."""
    STREAM_POSTS = "stream_posts"
    """The stream of events of posts: who holds them and who acts for whom."""
    STREAM_MEASURES = "stream_measures"
    """The stream of events of measures on officials."""
    STREAM_ORGANISATION = "stream_organisation"
    """The stream of events of offices, staff schedules, officials and the calendar."""

    @property
    def words(self) -> Text:
        return _ACCESS_WORDS[self]


_ACCESS_WORDS = {
    Access.AUDITOR: Text(kk="аудитор рұқсаты", ru="доступ аудитора", en="access of an auditor"),
    Access.STREAM_COMPLAINTS: Text(
        kk="шағымдар оқиғаларының ағыны", ru="поток событий жалоб", en="events of complaints"
    ),
    Access.STREAM_PETITIONS: Text(
        kk="ден қою актілері оқиғаларының ағыны",
        ru="поток событий актов реагирования",
        en="events of acts of response",
    ),
    Access.STREAM_POSTS: Text(kk="лауазымдар оқиғаларының ағыны", ru="поток событий должностей", en="events of posts"),
    Access.STREAM_MEASURES: Text(
        kk="лауазымды адамдарға қатысты шаралар оқиғаларының ағыны",
        ru="поток событий мер в отношении должностных лиц",
        en="events of measures on officials",
    ),
    Access.STREAM_ORGANISATION: Text(
        kk="ұйым құрылымы оқиғаларының ағыны",
        ru="поток событий организационной структуры",
        en="events of the organisation",
    ),
}


STREAMS = frozenset(Access) - {Access.AUDITOR}
"""What makes an integrator: parts of the stream of events."""


class OfficialRegistered(Event):
    """A person entered the register as an official.

    person: the official, also the person to whom the values belong
    name: full name as in the order of appointment
    iin: individual identification number
    """

    words = Text(kk="лауазымды адамды тіркеді", ru="внёс должностное лицо в реестр", en="registered the official")
    person: OfficialId
    name: PersonalLine
    iin: Iin | None = None


class PostTaken(Event):
    """The official took up a post.

    post: the post
    """

    words = Text(
        kk="лауазымға кіріскенін белгіледі",
        ru="отметил вступление в должность",
        en="noted that the post was taken up",
    )
    post: PostId


class PostLeft(Event):
    """The official no longer holds a post.

    post: the post
    """

    words = Text(
        kk="лауазымнан кеткенін белгіледі",
        ru="отметил оставление должности",
        en="noted that the post was left",
    )
    post: PostId


class ActingTaken(Event):
    """The official began to act for the holder of a post (¶16).

    post: the post acted for
    """

    words = Text(
        kk="міндетін атқару басталғанын белгіледі",
        ru="отметил начало исполнения обязанностей",
        en="noted the beginning of acting for a post",
    )
    post: PostId


class ActingLeft(Event):
    """The official no longer acts for the holder of a post.

    post: the post acted for
    """

    words = Text(
        kk="міндетін атқару аяқталғанын белгіледі",
        ru="отметил окончание исполнения обязанностей",
        en="noted the end of acting for a post",
    )
    post: PostId


class AccessGranted(Event):
    """Special access was given.

    access: which
    """

    words = Text(kk="арнайы рұқсат берді", ru="предоставил особый доступ", en="granted special access")
    access: Access


class AccessRevoked(Event):
    """Special access was taken back.

    access: which
    """

    words = Text(kk="арнайы рұқсатты қайтарып алды", ru="отозвал особый доступ", en="revoked special access")
    access: Access


class CrossingGranted(Event):
    """The official may see and handle what stands behind the wall of a compartment.

    compartment: the compartment
    until: last day of the crossing; none if it has no end
    reason: why the official needs it
    """

    words = Text(
        kk="жабық бөлімге кіруге рұқсат берді",
        ru="разрешил доступ в закрытый раздел",
        en="granted access to a compartment",
    )
    compartment: CompartmentId
    until: date | None = None
    reason: Prose


class CrossingWithdrawn(Event):
    """The official may no longer cross into a compartment.

    compartment: the compartment
    """

    words = Text(
        kk="жабық бөлімге кіру рұқсатын қайтарып алды",
        ru="отозвал доступ в закрытый раздел",
        en="withdrew access to a compartment",
    )
    compartment: CompartmentId


class OfficialHoldPlaced(Event):
    """The official's data must be kept until the hold is lifted: a court, an investigation, a claim.

    reference: the document that asks for it
    """

    words = Text(
        kk="лауазымды адам деректерін жоюға тыйым салды",
        ru="запретил уничтожение сведений о должностном лице",
        en="placed a legal hold on the official's data",
    )
    reference: Line


class OfficialHoldLifted(Event):
    """The official's data need not be kept for this reason any longer.

    reference: the document by which the hold was placed
    """

    words = Text(
        kk="лауазымды адам деректерін жоюға тыйымды алып тастады",
        ru="снял запрет на уничтожение сведений о должностном лице",
        en="lifted the legal hold on the official's data",
    )
    reference: Line


class OfficialErased(Destruction):
    """The keys of an official's own data were destroyed; this is the protocol of it. What the official did stays."""

    words = Text(
        kk="лауазымды адамның деректерін жойды",
        ru="уничтожил сведения о должностном лице",
        en="destroyed the data of the official",
    )
    person: OfficialId


class Official(Value):
    """Folded state of one official's service.

    crossings: last day of each crossing that was granted and not withdrawn; None where it has no end
    holds: references of the legal holds in force
    erased: whether the keys of the official's own data were destroyed
    """

    posts: tuple[PostId, ...] = ()
    acting: tuple[PostId, ...] = ()
    access: frozenset[Access] = frozenset()
    crossings: dict[CompartmentId, date | None] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    erased: bool = False

    def crosses(self, compartment: CompartmentId, today: date) -> bool:
        """Whether the official has a crossing into this compartment that is still in force."""
        if compartment not in self.crossings:
            return False
        until = self.crossings[compartment]
        return until is None or today <= until


def evolve(official: Official, recorded: Recorded) -> Official:
    match recorded.event:
        case PostTaken(post=post):
            return replace(official, posts=(*official.posts, post))
        case PostLeft(post=post):
            return replace(official, posts=tuple(p for p in official.posts if p != post))
        case ActingTaken(post=post):
            return replace(official, acting=(*official.acting, post))
        case ActingLeft(post=post):
            return replace(official, acting=tuple(p for p in official.acting if p != post))
        case AccessGranted(access=access):
            return replace(official, access=official.access | {access})
        case AccessRevoked(access=access):
            return replace(official, access=official.access - {access})
        case CrossingGranted(compartment=compartment, until=until):
            return replace(official, crossings={**official.crossings, compartment: until})
        case CrossingWithdrawn(compartment=compartment):
            kept = {c: until for c, until in official.crossings.items() if c != compartment}
            return replace(official, crossings=kept)
        case OfficialHoldPlaced(reference=reference):
            return replace(official, holds=(*official.holds, reference))
        case OfficialHoldLifted(reference=reference):
            return replace(official, holds=tuple(held for held in official.holds if held != reference))
        case OfficialErased():
            return replace(official, erased=True)
    return official


OFFICIALS: Kind[Official] = Kind("official", Official(), evolve)
