"""Closed lists in words: what each value is called for people.

The words stand beside a label (`Status: …`) and therefore agree with nothing: in Russian they are impersonal.
A list that tells its words itself (`PetitionKind.words`) is not repeated here.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from domain.complaints.vocabulary import Addressee, Channel, Confidentiality, Finding, Status
from domain.measures.events import AppealOutcome, MeasureKind, Nature
from domain.measures.state import MeasureStatus
from domain.numbers import Series
from domain.offices.state import OfficeKind
from domain.officials.state import Access
from domain.persons.state import PersonKind
from domain.petitions.vocabulary import (
    AddresseeStatus,
    BodyLevel,
    PetitionStatus,
    Proceedings,
    ReplyAssessment,
    TransmissionChannel,
)
from domain.posts.events import AbsenceReason, PostKind
from domain.text import Text
from projections.calendar import DayKind
from projections.complaints.parts import LinkKind
from projections.complaints.rows import PartyRole, TextKind
from projections.petitions.rows import PetitionTextKind
from projections.posts import TenureKind

WORDS: Final[Mapping[type[Enum], Mapping[Any, Text]]] = {
    AbsenceReason: {
        AbsenceReason.LEAVE: Text(kk="демалыс", ru="отпуск", en="leave"),
        AbsenceReason.TRAVEL: Text(kk="іссапар", ru="командировка", en="travel"),
        AbsenceReason.INCAPACITY: Text(
            kk="еңбекке уақытша жарамсыздық", ru="временная нетрудоспособность", en="incapacity"
        ),
        AbsenceReason.OTHER: Text(kk="өзге себеп", ru="иная причина", en="other reason"),
    },
    Access: {
        Access.AUDITOR: Text(kk="аудитор рұқсаты", ru="доступ аудитора", en="access of an auditor"),
        Access.STREAM_COMPLAINTS: Text(
            kk="шағымдар оқиғаларының ағыны", ru="поток событий жалоб", en="events of complaints"
        ),
        Access.STREAM_PETITIONS: Text(
            kk="ден қою актілері оқиғаларының ағыны",
            ru="поток событий актов реагирования",
            en="events of acts of response",
        ),
        Access.STREAM_POSTS: Text(
            kk="лауазымдар оқиғаларының ағыны", ru="поток событий должностей", en="events of posts"
        ),
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
    },
    Addressee: {
        Addressee.OMBUDSMAN: Text(kk="Уәкіл", ru="Уполномоченный", en="Ombudsman"),
        Addressee.REPRESENTATIVE: Text(kk="Уәкілдің өкілі", ru="Представитель Уполномоченного", en="Representative"),
        Addressee.CENTRE: Text(kk="Ұлттық орталық", ru="Национальный центр", en="Centre"),
    },
    AddresseeStatus: {
        AddresseeStatus.NAMED: Text(kk="адресат көрсетілді", ru="адресат указан", en="addressee named"),
        AddresseeStatus.TRANSMITTED: Text(kk="жіберілді", ru="направлено", en="transmitted"),
        AddresseeStatus.RECEIVED: Text(kk="адресат алды", ru="получено адресатом", en="received by the addressee"),
        AddresseeStatus.REPLIED: Text(kk="жауап келді", ru="ответ получен", en="replied"),
        AddresseeStatus.ASSESSED: Text(kk="жауапқа баға берілді", ru="ответ оценён", en="reply assessed"),
        AddresseeStatus.IMPLEMENTED: Text(kk="орындалды", ru="исполнено", en="implemented"),
    },
    AppealOutcome: {
        AppealOutcome.UPHELD: Text(kk="жаза күшінде қалды", ru="взыскание оставлено в силе", en="penalty upheld"),
        AppealOutcome.ANNULLED: Text(kk="жазаның күші жойылды", ru="взыскание отменено", en="penalty annulled"),
        AppealOutcome.WITHDRAWN: Text(kk="шағым қайтарып алынды", ru="обжалование отозвано", en="appeal withdrawn"),
    },
    BodyLevel: {
        BodyLevel.CENTRAL: Text(kk="орталық", ru="центральный", en="central"),
        BodyLevel.TERRITORIAL: Text(kk="аумақтық", ru="территориальный", en="territorial"),
    },
    Channel: {
        Channel.INTERNET: Text(kk="интернет арқылы", ru="через интернет", en="over the internet"),
        Channel.EMAIL: Text(kk="электрондық пошта арқылы", ru="по электронной почте", en="by e-mail"),
        Channel.POST: Text(kk="пошта арқылы", ru="по почте", en="by post"),
        Channel.DESK: Text(kk="кеңсе арқылы", ru="через канцелярию", en="at the desk"),
        Channel.RECEPTION: Text(kk="жеке қабылдауда", ru="на личном приёме", en="at a reception"),
        Channel.TELEPHONE: Text(kk="телефон арқылы", ru="по телефону", en="by telephone"),
        Channel.INTERNAL: Text(kk="мекеме ішінен", ru="внутри учреждения", en="from within the institution"),
    },
    Confidentiality: {
        Confidentiality.ORDINARY: Text(kk="әдеттегі", ru="обычный", en="ordinary"),
        Confidentiality.RESTRICTED: Text(kk="шектеулі", ru="ограниченный", en="restricted"),
    },
    DayKind: {
        DayKind.OFF: Text(kk="демалыс күні", ru="нерабочий день", en="day off"),
        DayKind.WORKING: Text(kk="жұмыс күні", ru="рабочий день", en="working day"),
    },
    Finding: {
        Finding.VIOLATION_FOUND: Text(kk="бұзушылық анықталды", ru="нарушение установлено", en="violation found"),
        Finding.VIOLATION_NOT_FOUND: Text(
            kk="бұзушылық анықталмады", ru="нарушение не установлено", en="violation not found"
        ),
        Finding.SETTLED: Text(kk="реттелді", ru="урегулировано", en="settled"),
        Finding.WITHDRAWN: Text(kk="қайтарып алынды", ru="отозвано", en="withdrawn"),
        Finding.DISCONTINUED: Text(kk="тоқтатылды", ru="прекращено", en="discontinued"),
    },
    LinkKind: {
        LinkKind.LINKED: Text(kk="байланысты шағым", ru="связанная жалоба", en="linked complaint"),
        LinkKind.ABSORBED: Text(
            kk="осы шағым шеңберінде қаралатын шағым",
            ru="жалоба, рассматриваемая в рамках этой",
            en="complaint examined within this one",
        ),
        LinkKind.MERGED: Text(
            kk="осы шағым қаралатын басқа шағым",
            ru="жалоба, в рамках которой рассматривается эта",
            en="complaint within which this one is examined",
        ),
        LinkKind.REDIRECTED: Text(
            kk="осы өтініштен туындаған шағым",
            ru="жалоба, которой стало это обращение",
            en="complaint that this communication became",
        ),
    },
    MeasureKind: {
        MeasureKind.REMARK: Text(kk="ескерту", ru="замечание", en="remark"),
        MeasureKind.REPRIMAND: Text(kk="сөгіс", ru="выговор", en="reprimand"),
        MeasureKind.SEVERE_REPRIMAND: Text(kk="қатаң сөгіс", ru="строгий выговор", en="severe reprimand"),
        MeasureKind.UNFITNESS_WARNING: Text(
            kk="қызметке толық сәйкес еместігі туралы ескерту",
            ru="предупреждение о неполном служебном соответствии",
            en="warning of unfitness for the post",
        ),
        MeasureKind.GRATITUDE: Text(kk="алғыс", ru="благодарность", en="gratitude"),
        MeasureKind.BONUS: Text(kk="сыйақы", ru="премия", en="bonus"),
        MeasureKind.VALUABLE_GIFT: Text(kk="бағалы сыйлық", ru="ценный подарок", en="valuable gift"),
        MeasureKind.CERTIFICATE: Text(kk="құрмет грамотасы", ru="почётная грамота", en="certificate of honour"),
        MeasureKind.CENTRE_AWARD: Text(kk="Орталықтың наградасы", ru="награда Центра", en="award of the Centre"),
        MeasureKind.STATE_AWARD: Text(kk="мемлекеттік награда", ru="государственная награда", en="state award"),
    },
    MeasureStatus: {
        MeasureStatus.PROPOSED: Text(kk="ұсынылды", ru="предложено", en="proposed"),
        MeasureStatus.DECLINED: Text(kk="қабылданбады", ru="отклонено", en="declined"),
        MeasureStatus.FORWARDED: Text(kk="жолданды", ru="направлено", en="forwarded"),
        MeasureStatus.IN_FORCE: Text(kk="күшінде", ru="в силе", en="in force"),
        MeasureStatus.APPEALED: Text(kk="шағым жасалды", ru="обжалуется", en="appealed"),
        MeasureStatus.LIFTED: Text(kk="мерзімінен бұрын алынды", ru="снято досрочно", en="lifted"),
        MeasureStatus.ANNULLED: Text(kk="күші жойылды", ru="отменено", en="annulled"),
        MeasureStatus.EXPIRED: Text(kk="мерзімі өтті", ru="срок истёк", en="expired"),
    },
    Nature: {
        Nature.PENALTY: Text(kk="тәртіптік жаза", ru="дисциплинарное взыскание", en="penalty"),
        Nature.INCENTIVE: Text(kk="көтермелеу", ru="поощрение", en="incentive"),
        Nature.AWARD: Text(kk="марапат", ru="награда", en="award"),
    },
    OfficeKind: {
        OfficeKind.CENTRE: Text(kk="Ұлттық орталық", ru="Национальный центр", en="Centre"),
        OfficeKind.REGION: Text(kk="облыс", ru="область", en="region"),
        OfficeKind.CITY: Text(kk="республикалық маңызы бар қала", ru="город республиканского значения", en="city"),
        OfficeKind.CAPITAL: Text(kk="астана", ru="столица", en="capital"),
    },
    PartyRole: {
        PartyRole.APPLICANT: Text(kk="арыз иесі", ru="заявитель", en="applicant"),
        PartyRole.REPRESENTATIVE: Text(
            kk="арыз иесінің өкілі", ru="представитель заявителя", en="representative of the applicant"
        ),
    },
    PersonKind: {
        PersonKind.NATURAL: Text(kk="жеке тұлға", ru="физическое лицо", en="natural person"),
        PersonKind.LEGAL: Text(kk="заңды тұлға", ru="юридическое лицо", en="legal person"),
    },
    PetitionStatus: {
        PetitionStatus.DRAFT: Text(kk="жоба", ru="проект", en="draft"),
        PetitionStatus.SUBMITTED: Text(kk="қол қоюға ұсынылды", ru="представлено на подпись", en="submitted"),
        PetitionStatus.RETURNED: Text(
            kk="пысықтауға қайтарылды", ru="возвращено на доработку", en="returned for further work"
        ),
        PetitionStatus.SIGNED: Text(kk="қол қойылды", ru="подписано", en="signed"),
        PetitionStatus.CLOSED: Text(kk="іс жабылды", ru="дело закрыто", en="closed"),
        PetitionStatus.WITHDRAWN: Text(kk="жоба қайтарып алынды", ru="проект отозван", en="draft withdrawn"),
    },
    PetitionTextKind: {
        PetitionTextKind.OPERATIVE_PART: Text(kk="қарар бөлігі", ru="резолютивная часть", en="operative part"),
        PetitionTextKind.REASONING: Text(kk="негіздемесі", ru="мотивировка", en="reasoning"),
        PetitionTextKind.RETURN: Text(
            kk="пысықтауға қайтару себебі", ru="причина возврата на доработку", en="what is to be improved in the draft"
        ),
        PetitionTextKind.REPLY: Text(kk="адресаттың жауабы", ru="ответ адресата", en="reply of the addressee"),
        PetitionTextKind.ASSESSMENT: Text(kk="жауаптың бағасы", ru="оценка ответа", en="assessment of the reply"),
        PetitionTextKind.IMPLEMENTATION: Text(
            kk="орындау шаралары", ru="меры по исполнению", en="what the addressee did"
        ),
        PetitionTextKind.GROUND: Text(
            kk="іс жүргізу туралы шешімнің негізі",
            ru="основание решения о производстве",
            en="ground of the decision on proceedings",
        ),
        PetitionTextKind.CLOSING: Text(kk="істі жабу себебі", ru="причина закрытия дела", en="reason of the closing"),
    },
    PostKind: {
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
    },
    Proceedings: {
        Proceedings.OPENED: Text(kk="қозғалды", ru="возбуждено", en="opened"),
        Proceedings.REFUSED: Text(kk="қозғаудан бас тартылды", ru="в возбуждении отказано", en="refused"),
        Proceedings.DISCONTINUED: Text(kk="тоқтатылды", ru="прекращено", en="discontinued"),
        Proceedings.SANCTIONED: Text(kk="жаза қолданылды", ru="применено взыскание", en="ended with a sanction"),
    },
    ReplyAssessment: {
        ReplyAssessment.ACCEPTED: Text(kk="толық қабылданды", ru="принято полностью", en="accepted"),
        ReplyAssessment.PARTLY_ACCEPTED: Text(kk="ішінара қабылданды", ru="принято частично", en="partly accepted"),
        ReplyAssessment.REJECTED: Text(kk="қабылданбады", ru="отклонено", en="rejected"),
    },
    Series: {
        Series.COMPLAINT: Text(kk="шағымдар", ru="жалобы", en="complaints"),
        Series.COMMUNICATION: Text(kk="Орталыққа жүгінулер", ru="обращения в Центр", en="communications to the Centre"),
        Series.PETITION: Text(kk="ден қою актілері", ru="акты реагирования", en="acts of response"),
        Series.POST: Text(kk="лауазымдар", ru="должности", en="posts"),
        Series.MEASURE: Text(
            kk="лауазымды адамдарға қатысты шаралар", ru="меры в отношении должностных лиц", en="measures on officials"
        ),
    },
    Status: {
        Status.REGISTERED: Text(kk="тіркелді", ru="зарегистрировано", en="registered"),
        Status.UNDER_EXAMINATION: Text(kk="қаралып жатыр", ru="на рассмотрении", en="under examination"),
        Status.SUSPENDED: Text(kk="қарау тоқтатыла тұрды", ru="рассмотрение приостановлено", en="suspended"),
        Status.DECIDED: Text(kk="шешім қабылданды", ru="решение принято", en="decided"),
        Status.REMEDIES_EXPLAINED: Text(
            kk="қорғану құралдары түсіндірілді", ru="разъяснены средства защиты", en="remedies explained"
        ),
        Status.FORWARDED: Text(
            kk="құзыретті органға жіберілді", ru="направлено по компетенции", en="forwarded to the competent body"
        ),
        Status.REFUSED: Text(kk="қараудан бас тартылды", ru="в рассмотрении отказано", en="refused"),
        Status.REDIRECTED: Text(
            kk="Уәкілге қайта бағытталды", ru="передано Уполномоченному", en="redirected to the Ombudsman"
        ),
        Status.ANSWERED: Text(kk="жауап берілді", ru="дан ответ", en="answered"),
        Status.WITHDRAWN: Text(kk="қайтарып алынды", ru="отозвано", en="withdrawn"),
        Status.MERGED: Text(kk="басқа шағымға біріктірілді", ru="присоединено к другой жалобе", en="merged"),
        Status.CLOSED: Text(kk="іс жабылды", ru="дело закрыто", en="closed"),
    },
    TenureKind: {
        TenureKind.HELD: Text(kk="лауазымды атқару", ru="замещение должности", en="held the post"),
        TenureKind.ACTED: Text(
            kk="лауазым иесінің міндетін атқару", ru="исполнение обязанностей", en="acted for the holder"
        ),
        TenureKind.DELEGATED: Text(kk="берілген өкілеттіктер", ru="переданные полномочия", en="had delegated powers"),
        TenureKind.ABSENT: Text(kk="орнында болмау", ru="отсутствие", en="was absent"),
    },
    TextKind: {
        TextKind.STATEMENT: Text(kk="арыз иесінің баяны", ru="изложение заявителя", en="statement of the applicant"),
        TextKind.SUBJECT: Text(kk="шағым тармағының мәні", ru="предмет пункта жалобы", en="subject of a head"),
        TextKind.GROUNDS: Text(kk="қорытындының негізі", ru="основания вывода", en="grounds of a finding"),
        TextKind.REASONING: Text(kk="шешімнің негіздемесі", ru="мотивировка решения", en="reasoning of a finding"),
        TextKind.EXPLANATION: Text(kk="алынған түсініктеме", ru="полученное объяснение", en="explanation received"),
        TextKind.PROPOSAL: Text(
            kk="нәтиже туралы ұсыныс", ru="предложение по результату", en="proposal on the outcome"
        ),
        TextKind.RESTORATION: Text(
            kk="құқықты қалпына келтіру шаралары", ru="меры по восстановлению права", en="what restored the right"
        ),
        TextKind.ANSWER: Text(kk="арыз иесіне жауап", ru="ответ заявителю", en="answer to the applicant"),
        TextKind.INSTRUCTION: Text(kk="тапсырманың мазмұны", ru="содержание поручения", en="task of an instruction"),
    },
    TransmissionChannel: {
        TransmissionChannel.ELECTRONIC: Text(
            kk="электрондық құжат айналымы арқылы",
            ru="через электронный документооборот",
            en="by electronic document circulation",
        ),
        TransmissionChannel.POST: Text(kk="пошта арқылы", ru="по почте", en="by post"),
        TransmissionChannel.COURIER: Text(kk="курьер арқылы", ru="курьером", en="by courier"),
        TransmissionChannel.EMAIL: Text(kk="электрондық пошта арқылы", ru="по электронной почте", en="by e-mail"),
        TransmissionChannel.BY_HAND: Text(kk="қолма-қол", ru="нарочно", en="by hand"),
    },
}
"""Words of each value, by list."""


def worded(value: Enum) -> Text:
    """The words of a value of a closed list. Raises KeyError for a list without words."""
    own = getattr(value, "words", None)
    return own if isinstance(own, Text) else WORDS[type(value)][value]
