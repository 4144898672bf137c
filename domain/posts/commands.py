"""What may be asked about posts: the staff schedule, appointments, absence and acting, delegation."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from domain.identifiers import OfficeCode, OfficialId, PostId
from domain.message import Command, Line
from domain.posts.events import AbsenceReason, PostKind
from domain.text import Text

StaffingId = Annotated[str, Meta(pattern=r"^staffing-[0-9]{2,3}\Z")]
"""The staff schedule of an office: `staffing-` and the office's code."""
ParagraphId = Annotated[str, Meta(min_length=1, max_length=30, pattern=r"^[0-9][0-9.a-z-]*\Z")]
"""A paragraph of the Regulation, as in `19.4`."""


class RecordStaffingLimit(Command):
    """Enter the staffing limit that an external act set for an office (¶8).

    staffing: the office's staff schedule, `staffing-` and its code
    limit: highest number of posts
    reference: the act that sets it
    """

    words = Text(
        kk="тізілімге штат санының лимитін енгізу",
        ru="внести в реестр лимит штатной численности",
        en="record the staffing limit",
    )
    staffing: StaffingId
    limit: Annotated[int, Meta(ge=0, le=10_000)]
    reference: Line


class EstablishPost(Command):
    """Take a post into the staff schedule of an office, within its staffing limit (¶19(9)).

    post: given only for the posts that exist once: `post-ombudsman`, `post-head`, `post-representative-` and code
    office: the office it belongs to, 00 for the Centre
    post_kind: what kind of post
    title: its title in the staff schedule
    """

    words = Text(kk="лауазым құру", ru="учредить должность", en="establish a post")
    post: PostId | None = None
    office: OfficeCode
    post_kind: PostKind
    title: Line


class AbolishPost(Command):
    """Take a vacant post out of the staff schedule (¶19(9)).

    post: the post
    """

    words = Text(kk="лауазымды жою", ru="упразднить должность", en="abolish the post")
    post: PostId


class Appointment(Command):
    """Appoint somebody to a vacant post.

    post: the post
    official: who is appointed; nobody holds two posts at once
    reference: number of the order
    """

    post: PostId
    official: OfficialId
    reference: Line


class Dismissal(Command):
    """Dismiss the holder of a post; what hung on the post ends with it.

    post: the post
    reference: number of the order
    ground: legal ground
    """

    post: PostId
    reference: Line
    ground: Line


class AppointHead(Appointment):
    """Appoint the Head of the Centre (¶17)."""

    words = Text(
        kk="Орталық басшысын лауазымға тағайындау",
        ru="назначить Руководителя Центра на должность",
        en="appoint the Head of the Centre",
    )


class DismissHead(Dismissal):
    """Dismiss the Head of the Centre (¶17); delegations given to deputies end with it."""

    words = Text(
        kk="Орталық басшысын лауазымнан босату",
        ru="освободить Руководителя Центра от должности",
        en="dismiss the Head of the Centre",
    )


class AppointDeputyHead(Appointment):
    """Appoint a deputy of the Head (¶17)."""

    words = Text(
        kk="басшының орынбасарын лауазымға тағайындау",
        ru="назначить заместителя Руководителя на должность",
        en="appoint a deputy head",
    )


class DismissDeputyHead(Dismissal):
    """Dismiss a deputy of the Head (¶17)."""

    words = Text(
        kk="басшының орынбасарын лауазымнан босату",
        ru="освободить заместителя Руководителя от должности",
        en="dismiss a deputy head",
    )


class AppointRepresentative(Appointment):
    """Appoint a Representative (¶20)."""

    words = Text(
        kk="өкілді лауазымға тағайындау",
        ru="назначить представителя на должность",
        en="appoint a Representative",
    )


class DismissRepresentative(Dismissal):
    """Dismiss a Representative (¶20)."""

    words = Text(
        kk="өкілді лауазымнан босату",
        ru="освободить представителя от должности",
        en="dismiss a Representative",
    )


class AppointEmployee(Appointment):
    """Appoint an employee of the Centre or of an office, deputies of Representatives among them (¶19(4))."""

    words = Text(
        kk="қызметкерді лауазымға тағайындау",
        ru="назначить сотрудника на должность",
        en="appoint an employee",
    )


class DismissEmployee(Dismissal):
    """Dismiss an employee of the Centre or of an office (¶19(4))."""

    words = Text(kk="қызметкерді лауазымнан босату", ru="освободить сотрудника от должности", en="dismiss an employee")


class TransferEmployee(Command):
    """Move an employee to another vacant post of the Centre or of an office (¶19(4)).

    post: the post that the employee holds now
    to: the post to be taken up
    reference: number of the order
    """

    words = Text(
        kk="қызметкерді басқа лауазымға ауыстыру",
        ru="перевести сотрудника на другую должность",
        en="transfer an employee to another post",
    )
    post: PostId
    to: PostId
    reference: Line


class RecordElection(Command):
    """Enter the election of the Ombudsman, an external act.

    post: the Ombudsman's post
    official: who was elected
    reference: the act of election
    term_until: last day of the term, if the act names it
    """

    words = Text(
        kk="Уәкілдің сайланғанын тіркеу",
        ru="зафиксировать избрание Уполномоченного",
        en="record the election of the Ombudsman",
    )
    post: PostId
    official: OfficialId
    reference: Line
    term_until: date | None = None


class RecordEndOfTerm(Command):
    """Enter the end of the Ombudsman's term, an external act or the lapse of time.

    post: the Ombudsman's post
    reference: the act or the rule
    """

    words = Text(
        kk="Уәкіл өкілеттігінің аяқталғанын тіркеу",
        ru="зафиксировать окончание полномочий Уполномоченного",
        en="record the end of the Ombudsman's term",
    )
    post: PostId
    reference: Line


class StartAbsence(Command):
    """Note that the holder of a post is absent: by the holder or the superior (¶16). Authority rests meanwhile.

    post: the post
    reason: kind of absence
    expected_until: the day on which return is expected
    """

    words = Text(
        kk="лауазым иесінің уақытша болмауы басталғанын белгілеу",
        ru="отметить начало отсутствия должностного лица",
        en="record the beginning of an absence",
    )
    post: PostId
    reason: AbsenceReason
    expected_until: date | None = None


class EndAbsence(Command):
    """Note that the holder has returned; whoever acted ceases to act (¶16).

    post: the post
    """

    words = Text(
        kk="лауазым иесінің уақытша болмауы аяқталғанын белгілеу",
        ru="отметить окончание отсутствия должностного лица",
        en="record the end of an absence",
    )
    post: PostId


class DesignateActing(Command):
    """Let a deputy act for the absent or missing Head or Representative (¶16).

    post: the post of the Head or of a Representative
    official: the deputy who acts
    reference: the act of the Ombudsman
    """

    words = Text(
        kk="міндетін уақытша атқарушыны тағайындау",
        ru="назначить исполняющего обязанности",
        en="designate an acting deputy",
    )
    post: PostId
    official: OfficialId
    reference: Line


class EndActing(Command):
    """End a deputy's acting before the holder's return (¶16).

    post: the post acted for
    """

    words = Text(
        kk="міндетін уақытша атқаруды тоқтату",
        ru="прекратить исполнение обязанностей заместителем",
        en="end a deputy's acting",
    )
    post: PostId


class ProposeDelegation(Command):
    """Propose to hand powers of the Head to a deputy; in force only when the Ombudsman agrees (¶18).

    post: the deputy head's post
    paragraphs: the powers, as paragraphs of the Regulation
    until: last day, if limited
    """

    words = Text(kk="өкілеттік беруді ұсыну", ru="предложить передачу полномочий", en="propose a delegation of powers")
    post: PostId
    paragraphs: Annotated[tuple[ParagraphId, ...], Meta(min_length=1, max_length=60)]
    until: date | None = None


class AgreeDelegation(Command):
    """Agree to a proposed delegation; it replaces the one in force (¶18).

    post: the deputy head's post
    """

    words = Text(kk="өкілеттік беруге келісу", ru="согласовать передачу полномочий", en="agree to the delegation")
    post: PostId


class DeclineDelegation(Command):
    """Decline a proposed delegation (¶18).

    post: the deputy head's post
    ground: why
    """

    words = Text(
        kk="өкілеттік беруге келіспеу",
        ru="отказать в согласовании передачи полномочий",
        en="decline the delegation",
    )
    post: PostId
    ground: Line


class RevokeDelegation(Command):
    """Take back a deputy head's delegated powers, or a proposal that awaits agreement (¶18).

    post: the deputy head's post
    ground: why
    """

    words = Text(
        kk="берілген өкілеттікті қайтарып алу",
        ru="отозвать переданные полномочия",
        en="revoke the delegation",
    )
    post: PostId
    ground: Line
