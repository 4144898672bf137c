"""What the fields and parts of a record are called for people, in a label before the value (`Status: …`).

A column is called the same in all tables unless its table says otherwise; what the sentences of the trail call by a
name already (`graphql_api.sentences.details`) keeps that name.
"""

from typing import Final

from domain.text import Text
from graphql_api.sentences.details import LABELS
from projections.rows import Row

_DAY_GIVEN: Final = Text(kk="тапсырма күні", ru="дата поручения", en="instructed on")
_ACT: Final = Text(kk="негіз болған акт", ru="акт-основание", en="act it rests on")
_RETURNED: Final = Text(kk="қайтарылған күні", ru="дата возврата", en="returned on")
_POSTS_ACTING: Final = Text(
    kk="міндетін атқаратын лауазымдары", ru="должности, обязанности по которым исполняет", en="posts acted for"
)

_FIELDS: Final[dict[str, Text]] = {
    "abolished": Text(kk="таратылған", ru="упразднена", en="abolished"),
    "absent": Text(kk="лауазым иесі орнында жоқ", ru="занимающий должность отсутствует", en="holder absent"),
    "absent_since": Text(kk="болмауының басталуы", ru="отсутствует с", en="absent since"),
    "accepted_on": Text(kk="қабылданған күні", ru="дата принятия", en="accepted on"),
    "access": Text(kk="арнайы рұқсат", ru="особый доступ", en="special access"),
    "acting": Text(kk="міндетін атқарушы", ru="исполняющий обязанности", en="acting for the holder"),
    "acting_since": Text(kk="міндетін атқарудың басталуы", ru="исполняет обязанности с", en="acting since"),
    "addressee": Text(kk="кімге жазылған", ru="кому адресовано", en="addressed to"),
    "addressees": Text(kk="адресаттар саны", ru="число адресатов", en="number of addressees"),
    "amended_at_review": Text(kk="қайта қарауда өзгертілген", ru="изменено при пересмотре", en="amended at a review"),
    "appeal_body": Text(kk="шағым берілген орган", ru="орган обжалования", en="appeal lodged with"),
    "appeal_outcome": Text(kk="шағымның нәтижесі", ru="итог обжалования", en="outcome of the appeal"),
    "appealed_on": Text(kk="шағым берілген күні", ru="дата обжалования", en="appealed on"),
    "applicants": Text(kk="арыз иелерінің саны", ru="число заявителей", en="number of applicants"),
    "assessment": Text(kk="жауаптың бағасы", ru="оценка ответа", en="assessment of the reply"),
    "assignee": Text(kk="жауапты орындаушы", ru="ответственный исполнитель", en="official in charge"),
    "awaited": Text(kk="жауап күтілуде", ru="ответ ожидается", en="reply awaited"),
    "awaiting": Text(
        kk="жауабы күтілетін адресаттар саны",
        ru="число адресатов, от которых ожидается ответ",
        en="addressees whose reply is awaited",
    ),
    "born_on": Text(kk="туған күні", ru="дата рождения", en="date of birth"),
    "by_ombudsman": Text(
        kk="шешімді Уәкіл қабылдады", ru="решение принял Уполномоченный", en="decided by the Ombudsman"
    ),
    "channel": Text(kk="келіп түсу жолы", ru="способ поступления", en="came in"),
    "code": Text(kk="коды", ru="код", en="code"),
    "complaints": Text(kk="негіз болған шағымдар", ru="жалобы, лежащие в основе", en="complaints it rests on"),
    "complete": Text(
        kk="сұралғанның бәріне жауап берілді", ru="ответ дан на всё спрошенное", en="answers everything asked"
    ),
    "concluded_on": Text(kk="нәтиже шыққан күні", ru="дата результата", en="outcome on"),
    "confidentiality": Text(kk="құпиялылық деңгейі", ru="уровень конфиденциальности", en="confidentiality"),
    "contacts": Text(kk="байланыс деректері", ru="контактные данные", en="contacts"),
    "day_kind": Text(kk="күн түрі", ru="вид дня", en="kind of day"),
    "decided_by": Text(kk="шешім қабылдаған", ru="кем принято решение", en="decided by"),
    "decided_on": Text(kk="шешім күні", ru="дата решения", en="decided on"),
    "decision_year": Text(kk="шешім жылы", ru="год решения", en="year of the decision"),
    "decline_reason": Text(kk="қабылдамау себебі", ru="причина отклонения", en="why it was declined"),
    "delegated": Text(kk="берілген өкілеттіктер", ru="переданные полномочия", en="powers delegated"),
    "delegation_until": Text(
        kk="өкілеттіктер берілген мерзім", ru="полномочия переданы до", en="powers delegated until"
    ),
    "drafted_by": Text(kk="жобаны дайындаған", ru="кем подготовлен проект", en="drafted by"),
    "drafted_on": Text(kk="жоба күні", ru="дата проекта", en="drafted on"),
    "due_on": Text(kk="мерзімнің соңғы күні", ru="последний день срока", en="last day of the term"),
    "ended_at": Text(
        kk="аяқталуы жазылған оқиғаның тізілімдегі орны",
        ru="место события об окончании в реестре",
        en="place in the register of the event that ended it",
    ),
    "ended_by": Text(kk="аяқталу негізі", ru="основание окончания", en="what ended it"),
    "ended_on": Text(kk="аяқталған күні", ru="дата окончания", en="ended on"),
    "erased": Text(kk="деректері жойылған", ru="сведения уничтожены", en="data destroyed"),
    "extended_days": Text(
        kk="мерзім ұзартылған жұмыс күндері", ru="срок продлён, рабочих дней", en="term extended by, working days"
    ),
    "findings": Text(kk="тармақтар бойынша қорытындылар", ru="выводы по пунктам", en="findings"),
    "given_on": _DAY_GIVEN,
    "ground": Text(kk="негізі", ru="основание", en="ground"),
    "guarded": Text(
        kk="мазмұны тек шешетіндерге, дайындаушыға және тапсырма алғандарға ашық",
        ru="содержание открыто лишь решающим, составителю и получившим поручение",
        en="contents open only to those who decide, the drafter and the instructed",
    ),
    "heads": Text(kk="шағым тармақтарының саны", ru="число пунктов жалобы", en="number of heads of complaint"),
    "holder": Text(kk="лауазым иесі", ru="кто занимает должность", en="holder"),
    "holder_since": Text(kk="лауазымға кіріскен күні", ru="занимает должность с", en="holder since"),
    "holds": Text(
        kk="жоюға тыйым салған құжаттар",
        ru="документы, запрещающие уничтожение сведений",
        en="documents that forbid destroying the data",
    ),
    "identity_protected": Text(
        kk="арыз иесінің жеке басы қорғалған",
        ru="личность заявителя защищена",
        en="identity of the applicants protected",
    ),
    "iin": Text(
        kk="жеке сәйкестендіру нөмірі",
        ru="индивидуальный идентификационный номер",
        en="individual identification number",
    ),
    "implemented_on": Text(kk="орындалған күні", ru="дата исполнения", en="implemented on"),
    "level": Text(kk="органның деңгейі", ru="уровень органа", en="level of the body"),
    "lift_reason": Text(kk="алып тастау себебі", ru="причина снятия", en="why it was lifted"),
    "link_kind": Text(kk="байланыс түрі", ru="вид связи", en="kind of tie"),
    "measure_kind": Text(kk="шараның түрі", ru="вид меры", en="kind of measure"),
    "merged_into": Text(
        kk="қай шағым шеңберінде қаралады", ru="рассматривается в рамках жалобы", en="examined within the complaint"
    ),
    "name": Text(kk="аты-жөні", ru="имя", en="name"),
    "name_en": Text(kk="ағылшынша атауы", ru="наименование на английском языке", en="name in English"),
    "name_kk": Text(kk="қазақша атауы", ru="наименование на казахском языке", en="name in Kazakh"),
    "name_ru": Text(kk="орысша атауы", ru="наименование на русском языке", en="name in Russian"),
    "nature": Text(kk="шараның сипаты", ru="характер меры", en="nature of the measure"),
    "notified_on": Text(kk="арыз иесіне хабарланған күні", ru="дата уведомления заявителя", en="applicant notified on"),
    "number": Text(kk="тіркеу нөмірі", ru="регистрационный номер", en="registration number"),
    "offered_on": Text(kk="ұсынылған күні", ru="дата предложения", en="offered on"),
    "offered_to": Text(
        kk="беру ұсынылған өкілдік", ru="представительство, которому предложена передача", en="transfer offered to"
    ),
    "office": Text(kk="өкілдік", ru="представительство", en="office"),
    "office_kind": Text(kk="аумақ түрі", ru="вид территории", en="kind of territory"),
    "offices": Text(kk="ашық өкілдіктер", ru="открыто представительствам", en="open to the offices"),
    "opened_by": Text(kk="кім ашты", ru="кем открыто", en="opened by"),
    "opened_on": Text(kk="ашылған күні", ru="дата открытия", en="opened on"),
    "outgoing": Text(kk="шығыс нөмірі", ru="исходящий номер", en="outgoing number"),
    "person_kind": Text(kk="тұлғаның түрі", ru="вид лица", en="kind of person"),
    "persons": Text(kk="адам саны", ru="число лиц", en="number of persons"),
    "persons_restored": Text(
        kk="құқығы қалпына келтірілгендер саны",
        ru="число лиц, чьи права восстановлены",
        en="persons whose rights were restored",
    ),
    "petition_kind": Text(kk="актінің түрі", ru="вид акта", en="kind of act"),
    "post_kind": Text(kk="лауазым түрі", ru="вид должности", en="kind of post"),
    "posts": Text(kk="лауазымдар", ru="должности", en="posts"),
    "proceedings": Text(kk="іс жүргізу", ru="производство", en="proceedings"),
    "proceedings_reference": Text(
        kk="іс жүргізу құжаты", ru="документ о производстве", en="document on the proceedings"
    ),
    "proposed": Text(
        kk="беруге ұсынылған өкілеттіктер", ru="полномочия, предложенные к передаче", en="powers proposed"
    ),
    "proposed_by": Text(kk="ұсынған", ru="кем предложено", en="proposed by"),
    "proposed_on": Text(kk="ұсынылған күні", ru="дата предложения", en="proposed on"),
    "proposed_until": Text(kk="ұсынылған мерзім", ru="предложено до", en="proposed until"),
    "purpose": Text(kk="мақсаты", ru="цель", en="purpose"),
    "reason": Text(kk="не байланыстырады", ru="что их связывает", en="what they have in common"),
    "received_on": Text(kk="келіп түскен күні", ru="дата поступления", en="received on"),
    "redirected_to": Text(
        kk="осы өтініштен туындаған шағым",
        ru="жалоба, которой стало обращение",
        en="complaint that the communication became",
    ),
    "registered_by": Text(kk="кім тіркеді", ru="кем внесено", en="registered by"),
    "registered_on": Text(kk="тіркелген күні", ru="дата регистрации", en="registered on"),
    "reopened": Text(kk="қайта ашылған реті", ru="сколько раз возобновлено", en="times reopened"),
    "replied_on": Text(kk="жауап күні", ru="дата ответа", en="replied on"),
    "reply_reference": Text(kk="жауаптың нөмірі", ru="номер ответа", en="number of the reply"),
    "requested_on": Text(kk="сұралған күні", ru="дата запроса", en="requested on"),
    "respondent": Text(kk="шағым жасалған орган", ru="орган, на который подана жалоба", en="body complained of"),
    "respondent_type": Text(
        kk="шағым жасалған органның түрі", ru="вид органа, на который подана жалоба", en="kind of body complained of"
    ),
    "restored_on": Text(kk="қалпына келтірілген күні", ru="дата восстановления", en="restored on"),
    "resting": Text(kk="үзіліске дейінгі мәртебесі", ru="статус до перерыва", en="status before the pause"),
    "returned_on": _RETURNED,
    "sanctioned_on": Text(kk="жаза күні", ru="дата взыскания", en="sanctioned on"),
    "series": Text(kk="нөмірлер қатары", ru="серия номеров", en="series of numbers"),
    "signed_by": Text(kk="қол қойған", ru="кем подписано", en="signed by"),
    "signed_on": Text(kk="қол қойылған күні", ru="дата подписания", en="signed on"),
    "signed_under": Text(kk="қол қою өкілеттігі", ru="полномочие на подпись", en="power to sign"),
    "since": Text(kk="күшіне енген күні", ru="действует с", en="counts from"),
    "source_deadline": Text(
        kk="бұрынғы жүйедегі мерзім", ru="срок в прежней системе", en="deadline in the earlier system"
    ),
    "source_finding": Text(
        kk="бұрынғы жүйедегі қорытынды", ru="вывод в прежней системе", en="finding in the earlier system"
    ),
    "source_number": Text(
        kk="бұрынғы жүйедегі нөмірі", ru="номер в прежней системе", en="number in the earlier system"
    ),
    "source_system": Text(kk="бұрынғы жүйе", ru="прежняя система", en="earlier system"),
    "staffing_limit": Text(kk="штат санының лимиті", ru="лимит штатной численности", en="staffing limit"),
    "started_at": Text(
        kk="басталуы жазылған оқиғаның тізілімдегі орны",
        ru="место события о начале в реестре",
        en="place in the register of the event that began it",
    ),
    "started_on": Text(kk="басталған күні", ru="дата начала", en="started on"),
    "status": Text(kk="мәртебесі", ru="статус", en="status"),
    "submitted_by": Text(kk="кім ұсынды", ru="кем представлено", en="submitted by"),
    "submitted_on": Text(kk="ұсынылған күні", ru="дата представления", en="submitted on"),
    "suspended_on": Text(kk="тоқтатыла тұрған күні", ru="приостановлено с", en="suspended since"),
    "suspensions": Text(kk="тоқтатыла тұрған кезеңдер", ru="периоды приостановления", en="spans of suspension"),
    "systemic": Text(kk="жалпы шараларға қатысты", ru="касается общих мер", en="concerns general measures"),
    "tenure_kind": Text(kk="кезең түрі", ru="вид периода", en="kind of period"),
    "term_from": Text(kk="мерзімнің басталуы", ru="начало срока", en="beginning of the term"),
    "territory": Text(kk="аумақ өкілдігі", ru="представительство территории", en="office of the territory"),
    "text": Text(kk="мәтіні", ru="текст", en="words"),
    "transmitted_on": Text(kk="жіберілген күні", ru="дата направления", en="transmitted on"),
    "urgent": Text(kk="шұғыл", ru="срочно", en="urgent"),
    "withdrawn_on": Text(kk="қайтарып алынған күні", ru="дата отзыва", en="withdrawn on"),
    "years": Text(
        kk="күндері жарияланған жылдар", ru="годы, дни которых объявлены", en="years whose days were declared"
    ),
}
"""By column; where no table and no sentence calls it otherwise."""

_OWN: Final[dict[str, dict[str, Text]]] = {
    "calendar_day": {"reference": _ACT},
    "compartment": {"name": Text(kk="атауы", ru="название", en="name")},
    "complaint": {
        "category": Text(kk="негізгі санаты", ru="основная категория", en="main category"),
        "closed_on": Text(kk="іс жабылған күні", ru="дата закрытия дела", en="case closed on"),
    },
    "explanation": {
        "body": Text(kk="сұралған орган", ru="запрошенный орган", en="body asked"),
        "received_on": Text(kk="түсініктеме келген күні", ru="дата получения объяснения", en="explanation received on"),
    },
    "measure": {
        "post": Text(kk="сол кездегі лауазымы", ru="должность на тот момент", en="post held at the time"),
        "office": Text(kk="лауазымның өкілдігі", ru="представительство должности", en="office of the post"),
        "reference": Text(kk="бұйрық немесе акт", ru="приказ или акт", en="order or act"),
        "expires_on": Text(kk="жазаның қолданылу мерзімі", ru="взыскание действует до", en="penalty counts until"),
    },
    "office": {"decree": _ACT, "closed_on": Text(kk="жабылған күні", ru="дата упразднения", en="closed on")},
    "official": {
        "acting": _POSTS_ACTING,
        "offices": Text(kk="өкілдіктер", ru="представительства", en="offices"),
    },
    "petition": {
        "closed_on": Text(kk="іс жабылған күні", ru="дата закрытия дела", en="matter closed on"),
        "office": Text(kk="дайындаған өкілдік", ru="подготовившее представительство", en="office that drafted it"),
        "submitted_on": Text(kk="қол қоюға ұсынылған күні", ru="дата представления на подпись", en="submitted on"),
    },
    "petition_addressee": {
        "body": Text(kk="адресат органы", ru="орган-адресат", en="body addressed"),
        "channel": Text(kk="жіберу жолы", ru="способ направления", en="sent"),
        "due_on": Text(kk="жауаптың соңғы күні", ru="последний день для ответа", en="last day for the reply"),
        "received_on": Text(kk="адресат алған күні", ru="дата получения адресатом", en="received by the addressee on"),
    },
    "post": {
        "number": Text(
            kk="штат кестесіндегі нөмірі", ru="номер в штатном расписании", en="number in the staff schedule"
        ),
        "title": Text(kk="лауазым атауы", ru="наименование должности", en="title"),
    },
    "staffing": {
        "reference": Text(kk="лимитті белгілеген акт", ru="акт, установивший лимит", en="act that set the limit")
    },
    "tenure": {"reference": Text(kk="бастау негізі", ru="основание начала", en="what began it")},
    "transfer": {
        "accepted_on": Text(kk="қабылдап алынған күні", ru="дата принятия", en="taken over on"),
        "from_office": Text(kk="ұсынған өкілдік", ru="предложившее представительство", en="offering office"),
        "to_office": Text(kk="ұсыныс жолданған өкілдік", ru="кому предложено", en="offered to"),
    },
}
"""By table and column."""

PARTS: Final[dict[str, Text]] = {
    "calendar_day": Text(kk="күн", ru="день", en="day"),
    "complaint_head": Text(kk="шағым тармағы", ru="пункт жалобы", en="head of complaint"),
    "complaint_link": Text(kk="басқа шағыммен байланыс", ru="связь с другой жалобой", en="tie to another complaint"),
    "complaint_party": Text(kk="қатысушы", ru="участник", en="party"),
    "complaint_text": Text(kk="мәтін", ru="текст", en="text"),
    "explanation": Text(kk="түсініктеме сұрату", ru="запрос объяснений", en="request for an explanation"),
    "instruction": Text(kk="тапсырма", ru="поручение", en="instruction"),
    "measure_text": Text(kk="шараның негіздемесі", ru="обоснование меры", en="grounds of the measure"),
    "official_identity": Text(
        kk="лауазымды адамның жеке деректері", ru="личные данные должностного лица", en="personal data of the official"
    ),
    "petition_addressee": Text(kk="адресат", ru="адресат", en="addressee"),
    "petition_instruction": Text(kk="қол қою тапсырмасы", ru="поручение подписать", en="instruction to sign"),
    "petition_party": Text(kk="аталған тұлға", ru="названное лицо", en="person named"),
    "petition_text": Text(kk="мәтін", ru="текст", en="text"),
    "proposal": Text(kk="нәтиже туралы ұсыныс", ru="предложение по результату", en="proposal on the outcome"),
    "restoration": Text(kk="құқықты қалпына келтіру", ru="восстановление права", en="restoration of a right"),
    "tenure": Text(kk="лауазымдағы кезең", ru="период по должности", en="period in the post"),
    "transfer": Text(kk="шағымды беру ұсынысы", ru="предложение о передаче", en="offer of a transfer"),
}
"""Each part of a record, by its table; what tells it from its fellows follows."""

PLACES: Final[dict[str, Text]] = {
    "complaint_text": Text(kk="№ {}", ru="№ {}", en="no. {}"),
    "petition_text": Text(kk="адресат {}", ru="адресат {}", en="addressee {}"),
}
"""To which part of the record a text belongs, by its table."""


def label(row: type[Row], column: str) -> Text:
    """What a column of a table is called. Raises KeyError for one that nobody called anything."""
    own = _OWN.get(row.TABLE.name, {}).get(column) or _FIELDS.get(column)
    return own if own is not None else LABELS[column]


def labelled() -> frozenset[tuple[str, str]]:
    """The labels that are kept here, by table and column; the table is empty where any may use it."""
    own = {(table, column) for table, columns in _OWN.items() for column in columns}
    return frozenset(own | {("", column) for column in _FIELDS})
