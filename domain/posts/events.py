"""What happens to posts and to an office's staff schedule."""

from datetime import date
from enum import StrEnum

from domain.identifiers import OfficeCode, OfficialId, PostId
from domain.message import Event, Line
from domain.text import Text


class PostKind(StrEnum):
    """Kinds of posts; the first four exist once or a few times, the others as the staff schedule says."""

    OMBUDSMAN = "ombudsman"
    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"
    REPRESENTATIVE = "representative"
    DEPUTY_REPRESENTATIVE = "deputy_representative"
    EMPLOYEE = "employee"

    @property
    def words(self) -> Text:
        return _POST_KIND_WORDS[self]


_POST_KIND_WORDS = {
    PostKind.OMBUDSMAN: Text(
        kk="Адам құқықтары жөніндегі уәкіл", ru="Уполномоченный по правам человека", en="Ombudsman"
    ),
    PostKind.HEAD: Text(
        kk="Ұлттық орталықтың басшысы", ru="Руководитель Национального центра", en="Head of the Centre"
    ),
    PostKind.DEPUTY_HEAD: Text(kk="Басшының орынбасары", ru="Заместитель Руководителя", en="Deputy head"),
    PostKind.REPRESENTATIVE: Text(kk="Уәкілдің өкілі", ru="Представитель Уполномоченного", en="Representative"),
    PostKind.DEPUTY_REPRESENTATIVE: Text(
        kk="Өкілдің орынбасары", ru="Заместитель Представителя", en="Deputy Representative"
    ),
    PostKind.EMPLOYEE: Text(kk="Қызметкер", ru="Сотрудник", en="Employee"),
}


class AbsenceReason(StrEnum):
    """Why a holder is absent, no closer than the exercise of authority needs it."""

    LEAVE = "leave"
    TRAVEL = "travel"
    INCAPACITY = "incapacity"
    OTHER = "other"

    @property
    def words(self) -> Text:
        return _ABSENCE_REASON_WORDS[self]


_ABSENCE_REASON_WORDS = {
    AbsenceReason.LEAVE: Text(kk="демалыс", ru="отпуск", en="leave"),
    AbsenceReason.TRAVEL: Text(kk="іссапар", ru="командировка", en="travel"),
    AbsenceReason.INCAPACITY: Text(
        kk="еңбекке уақытша жарамсыздық", ru="временная нетрудоспособность", en="incapacity"
    ),
    AbsenceReason.OTHER: Text(kk="өзге себеп", ru="иная причина", en="other reason"),
}


class ScheduleOpened(Event):
    """The staff schedule of a new office was opened, as yet without posts and with a limit of none (¶8)."""

    words = Text(kk="штат кестесін ашты", ru="открыл штатное расписание", en="opened the staff schedule")


class StaffingLimitSet(Event):
    """The staffing limit of an office was set by an external act (¶8).

    limit: highest number of posts
    reference: the act that sets it
    """

    words = Text(
        kk="тізілімге штат санының лимитін енгізді",
        ru="внёс в реестр лимит штатной численности",
        en="recorded the staffing limit",
    )
    limit: int
    reference: Line


class PostAdded(Event):
    """A post was taken into the office's staff schedule (¶19(9)).

    post: the post
    post_kind: what kind of post
    """

    words = Text(
        kk="штат кестесіне лауазым қосты",
        ru="включил должность в штатное расписание",
        en="added a post to the schedule",
    )
    post: PostId
    post_kind: PostKind


class PostRemoved(Event):
    """A post was taken out of the office's staff schedule (¶19(9)).

    post: the post
    """

    words = Text(
        kk="штат кестесінен лауазымды шығарды",
        ru="исключил должность из штатного расписания",
        en="removed a post from the schedule",
    )
    post: PostId


class PostEstablished(Event):
    """A post began to exist.

    number: its number in the staff schedule
    post_kind: what kind of post
    office: the office it belongs to, 00 for the Centre
    title: its title in the staff schedule
    """

    words = Text(kk="лауазым құрды", ru="учредил должность", en="established the post")
    number: str
    post_kind: PostKind
    office: OfficeCode
    title: Line


class PostAbolished(Event):
    """A post ceased to exist."""

    words = Text(kk="лауазымды жойды", ru="упразднил должность", en="abolished the post")


class HolderElected(Event):
    """The Ombudsman was elected: an external act, recorded here.

    official: who was elected
    reference: the act of election
    term_until: last day of the term, if the act names it
    """

    words = Text(
        kk="Уәкілдің сайланғанын тіркеді",
        ru="зафиксировал избрание Уполномоченного",
        en="recorded the election of the Ombudsman",
    )
    official: OfficialId
    reference: Line
    term_until: date | None = None


class HolderAppointed(Event):
    """Somebody was appointed to the post (¶17, ¶19(4), ¶20).

    official: who was appointed
    reference: number of the order
    """

    words = Text(kk="лауазымға тағайындады", ru="назначил на должность", en="appointed to the post")
    official: OfficialId
    reference: Line


class HolderDismissed(Event):
    """The holder was dismissed from the post (¶17, ¶19(4), ¶20).

    official: who was dismissed
    reference: number of the order
    ground: legal ground
    """

    words = Text(kk="лауазымнан босатты", ru="освободил от должности", en="dismissed from the post")
    official: OfficialId
    reference: Line
    ground: Line


class HolderTransferred(Event):
    """The holder left the post for another one (¶19(4)).

    official: who was transferred
    to: the post taken up instead
    reference: number of the order
    """

    words = Text(
        kk="басқа лауазымға ауыстырды", ru="перевёл на другую должность", en="transferred the holder to another post"
    )
    official: OfficialId
    to: PostId
    reference: Line


class TermEnded(Event):
    """The Ombudsman's term ended: an external act, recorded here.

    official: whose term ended
    reference: the act or the rule
    """

    words = Text(
        kk="Уәкіл өкілеттігінің аяқталғанын тіркеді",
        ru="зафиксировал окончание полномочий Уполномоченного",
        en="recorded the end of the Ombudsman's term",
    )
    official: OfficialId
    reference: Line


class AbsenceStarted(Event):
    """The holder became absent; deputies exercise the authority (¶16).

    official: who is absent
    reason: kind of absence
    expected_until: the day on which return is expected
    """

    words = Text(
        kk="лауазым иесінің уақытша болмауы басталғанын белгіледі",
        ru="отметил начало отсутствия должностного лица",
        en="recorded the beginning of an absence",
    )
    official: OfficialId
    reason: AbsenceReason
    expected_until: date | None = None


class AbsenceEnded(Event):
    """The holder returned (¶16).

    official: who returned
    """

    words = Text(
        kk="лауазым иесінің уақытша болмауы аяқталғанын белгіледі",
        ru="отметил окончание отсутствия должностного лица",
        en="recorded the end of an absence",
    )
    official: OfficialId


class ActingDesignated(Event):
    """A deputy was designated to act for the absent holder (¶16).

    official: who acts
    reference: the act of the Ombudsman
    """

    words = Text(
        kk="міндетін уақытша атқарушыны тағайындады",
        ru="назначил исполняющего обязанности",
        en="designated an acting deputy",
    )
    official: OfficialId
    reference: Line


class ActingEnded(Event):
    """A deputy no longer acts for the holder (¶16).

    official: who acted
    """

    words = Text(
        kk="міндетін уақытша атқаруды тоқтатты",
        ru="прекратил исполнение обязанностей заместителем",
        en="ended a deputy's acting",
    )
    official: OfficialId


class DelegationProposed(Event):
    """The Head proposed to hand powers to the deputy in this post (¶18). Not in force before agreement.

    paragraphs: the powers, as paragraphs of the Regulation
    until: last day, if limited
    """

    words = Text(kk="өкілеттік беруді ұсынды", ru="предложил передачу полномочий", en="proposed a delegation of powers")
    paragraphs: tuple[str, ...]
    until: date | None = None


class DelegationAgreed(Event):
    """The Ombudsman agreed to the delegation (¶18): it is in force."""

    words = Text(kk="өкілеттік беруге келісті", ru="согласовал передачу полномочий", en="agreed to the delegation")


class DelegationDeclined(Event):
    """The Ombudsman did not agree to the delegation (¶18).

    ground: why
    """

    words = Text(
        kk="өкілеттік беруге келіспеді",
        ru="отказал в согласовании передачи полномочий",
        en="declined the delegation",
    )
    ground: Line


class DelegationRevoked(Event):
    """Delegated powers, or the proposal of a delegation, were taken back (¶18).

    ground: why
    """

    words = Text(
        kk="берілген өкілеттікті қайтарып алды", ru="отозвал переданные полномочия", en="revoked the delegation"
    )
    ground: Line


class DelegationEnded(Event):
    """A delegation ended because what it hung on ended: the holder or the Head left."""

    words = Text(kk="өкілеттік беруді тоқтатты", ru="прекратил передачу полномочий", en="ended the delegation")
