"""Under way: admissibility, explanation of the respondent, suspension, extension, proposal; links and protection."""

from datetime import date

from domain.complaints.vocabulary import Channel, Confidentiality
from domain.identifiers import ComplaintId, PersonId
from domain.message import Event, Line, PersonalProse, Prose
from domain.text import Text


class ComplaintAccepted(Event):
    """The complaint was taken up for examination.

    reason: why the conditions are met
    """

    words = Text(
        kk="шағымды қарауға қабылдады", ru="принял жалобу к рассмотрению", en="accepted the complaint for examination"
    )
    reason: Prose | None = None


class RemediesExplained(Event):
    """The applicant was told which remedies to use; the complaint is not examined.

    remedies: the remedies
    """

    words = Text(
        kk="құқықты қорғау тәсілдерін түсіндірді",
        ru="разъяснил способы защиты прав",
        en="explained the remedies",
    )
    remedies: Prose


class ComplaintForwarded(Event):
    """The complaint was sent to the body that is competent.

    body: the competent body
    reason: why it is competent
    """

    words = Text(
        kk="шағымды құзыретті органға жіберді", ru="направил жалобу по компетенции", en="forwarded the complaint"
    )
    body: Line
    reason: Prose


class ComplaintRefused(Event):
    """The complaint was refused examination.

    ground: legal ground of the refusal
    reason: the explanation
    """

    words = Text(kk="шағымды қараудан бас тартты", ru="отказал в рассмотрении жалобы", en="refused the complaint")
    ground: Line
    reason: Prose


class ExplanationRequested(Event):
    """The respondent was asked to explain (154-VII, art. 15(1)).

    request: key of the request within the complaint
    body: the body asked
    answer_by: last day for the answer
    """

    words = Text(kk="түсініктеме сұратты", ru="запросил объяснения", en="requested an explanation")
    request: str
    body: Line
    answer_by: date


class ExplanationReceived(Event):
    """The respondent's explanation arrived.

    request: key of the request
    complete: whether it answers everything asked
    summary: what it says, identifying nobody
    """

    words = Text(
        kk="келіп түскен түсініктемені тіркеді",
        ru="приобщил полученные объяснения",
        en="recorded the explanation received",
    )
    request: str
    complete: bool = True
    summary: Prose | None = None


class ExaminationSuspended(Event):
    """The examination rests; the clock stops.

    ground: why
    """

    words = Text(kk="қарауды тоқтата тұрды", ru="приостановил рассмотрение", en="suspended the examination")
    ground: Prose


class ExaminationResumed(Event):
    """The examination goes on; the clock runs again."""

    words = Text(kk="қарауды жалғастырды", ru="возобновил рассмотрение", en="resumed the examination")


class ExaminationExtended(Event):
    """The term of the examination was extended.

    days: further working days
    ground: why
    """

    words = Text(kk="қарау мерзімін ұзартты", ru="продлил срок рассмотрения", en="extended the term of the examination")
    days: int
    ground: Prose


class ProposalSubmitted(Event):
    """A proposal on the outcome was put before those who decide (¶15(9)).

    person: the first applicant, to whom the reasoning belongs
    proposal: the proposal and its reasoning
    """

    words = Text(
        kk="қарау нәтижелері бойынша ұсыныс енгізді",
        ru="представил предложение по результатам рассмотрения",
        en="submitted a proposal on the outcome",
    )
    person: PersonId
    proposal: PersonalProse


class ProposalAccepted(Event):
    """The proposal was accepted: the decision may follow it (¶15(9))."""

    words = Text(
        kk="қарау нәтижелері бойынша ұсынысты қабылдады",
        ru="принял предложение по результатам рассмотрения",
        en="accepted the proposal on the outcome",
    )


class ProposalReturned(Event):
    """The proposal was returned for further work (¶15(9)).

    reason: what is missing
    """

    words = Text(
        kk="қарау нәтижелері бойынша ұсынысты пысықтауға қайтарды",
        ru="вернул на доработку предложение по результатам рассмотрения",
        en="returned the proposal on the outcome for further work",
    )
    reason: Prose


class ComplaintsLinked(Event):
    """The complaint was linked with another one.

    other: the other complaint
    reason: what they have in common
    """

    words = Text(
        kk="шағымды басқа шағыммен байланыстырды",
        ru="связал жалобу с другой",
        en="linked the complaint with another one",
    )
    other: ComplaintId
    reason: Line | None = None


class ComplaintsUnlinked(Event):
    """The link with another complaint was removed.

    other: the other complaint
    """

    words = Text(
        kk="шағымның басқа шағыммен байланысын алып тастады",
        ru="снял связь жалобы с другой",
        en="removed the link with another complaint",
    )
    other: ComplaintId


class ComplaintMerged(Event):
    """The complaint is examined within another one from now on.

    into: the complaint that goes on
    reason: why
    """

    words = Text(
        kk="шағымды басқа шағымға қосты",
        ru="присоединил жалобу к другой",
        en="merged the complaint into another one",
    )
    into: ComplaintId
    reason: Prose


class ComplaintAbsorbed(Event):
    """Another complaint is examined within this one from now on.

    other: the complaint that was merged into this one
    """

    words = Text(
        kk="осы шағымға басқа шағымды қосты",
        ru="присоединил к жалобе другую",
        en="merged another complaint into this one",
    )
    other: ComplaintId


class ComplaintUnmerged(Event):
    """The complaint is examined by itself again, where it stood before the merger.

    out_of: the complaint it had been merged into
    reason: why
    """

    words = Text(
        kk="шағымды қайтадан жеке қарауға бөлді",
        ru="вновь выделил жалобу в отдельное рассмотрение",
        en="separated the complaint again",
    )
    out_of: ComplaintId
    reason: Prose


class ComplaintReleased(Event):
    """A complaint that had been merged into this one is examined by itself again.

    other: the complaint that left
    """

    words = Text(
        kk="осы шағымға қосылған шағымды бөліп шығарды",
        ru="выделил ранее присоединённую жалобу",
        en="separated a merged complaint from this one",
    )
    other: ComplaintId


class ConfidentialitySet(Event):
    """The circle of those who know the case was changed.

    level: ordinary or restricted
    reason: why
    """

    words = Text(
        kk="құпиялылық деңгейін белгіледі",
        ru="установил уровень конфиденциальности",
        en="set the level of confidentiality",
    )
    level: Confidentiality
    reason: Prose


class IdentityProtected(Event):
    """The identity of the applicants is protected: only those who decide see it."""

    words = Text(
        kk="арыз иесінің жеке басы туралы мәліметтерге қолжетімділікті шектеді",
        ru="ограничил доступ к сведениям о личности заявителя",
        en="protected the applicant's identity",
    )


class IdentityProtectionLifted(Event):
    """The identity of the applicants is no longer protected.

    consent: how the applicant's written consent is documented
    """

    words = Text(
        kk="арыз иесінің жеке басы туралы мәліметтерге қойылған шектеуді алып тастады",
        ru="снял ограничение доступа к сведениям о личности заявителя",
        en="lifted the protection of the applicant's identity",
    )
    consent: Line


class ApplicantNotified(Event):
    """The applicant was told the outcome.

    channel: by which way
    """

    words = Text(kk="арыз иесіне хабарлады", ru="уведомил заявителя", en="notified the applicant")
    channel: Channel
