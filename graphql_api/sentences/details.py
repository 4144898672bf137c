"""What of an event's plain fields a sentence tells besides its words: each with a label, in the order of this list.

Labels and values stand side by side (`official: A. B.`), so that no name of anybody needs a case ending.
"""

from collections.abc import Mapping
from enum import Enum, auto

from domain.complaints.vocabulary import Finding
from domain.text import Text


class Naming(Enum):
    """What an id in a field is the id of."""

    OFFICIAL = auto()
    OFFICE = auto()
    POST = auto()
    PERSON = auto()
    COMPLAINT = auto()


IDS_IN_DETAILS = {
    "official": Naming.OFFICIAL,
    "previously": Naming.OFFICIAL,
    "from_office": Naming.OFFICE,
    "to_office": Naming.OFFICE,
    "successor": Naming.OFFICE,
    "post": Naming.POST,
    "to": Naming.POST,
}
"""Fields that hold ids for which sentences put names."""

DAYS_IN_DETAILS = frozenset({"answer_by", "expected_until", "expires_on", "term_until", "until"})
"""Fields that hold days."""

WORDS_IN_DETAILS: Mapping[str, Mapping[str, Text]] = {"finding": {each.value: each.words for each in Finding}}
"""Fields that hold values of closed lists, with the words for them."""

LABELS: dict[str, Text] = {
    "official": Text(kk="лауазымды адам", ru="должностное лицо", en="official"),
    "previously": Text(kk="бұрынғы орындаушы", ru="прежний исполнитель", en="previously"),
    "post": Text(kk="лауазым", ru="должность", en="post"),
    "to": Text(kk="жаңа лауазым", ru="новая должность", en="new post"),
    "from_office": Text(kk="қайдан", ru="откуда", en="from"),
    "to_office": Text(kk="қайда", ru="куда", en="to"),
    "successor": Text(kk="құқықтық мирасқор", ru="правопреемник", en="successor"),
    "head": Text(kk="тармақ", ru="пункт", en="head"),
    "key": Text(kk="тармақ", ru="пункт", en="head"),
    "finding": Text(kk="қорытынды", ru="вывод", en="finding"),
    "category": Text(kk="санаты", ru="категория", en="category"),
    "right": Text(kk="құқық", ru="право", en="right"),
    "title": Text(kk="атауы", ru="название", en="title"),
    "body": Text(kk="орган", ru="орган", en="body"),
    "sanction": Text(kk="жаза", ru="взыскание", en="sanction"),
    "step": Text(kk="қадам", ru="шаг", en="step"),
    "limit": Text(kk="лимит", ru="лимит", en="limit"),
    "year": Text(kk="жыл", ru="год", en="year"),
    "days": Text(kk="жұмыс күндері", ru="рабочих дней", en="working days"),
    "answer_by": Text(kk="жауап мерзімі", ru="срок ответа", en="answer by"),
    "expected_until": Text(kk="күтілетін мерзімі", ru="ожидается до", en="expected until"),
    "until": Text(kk="мерзімі", ru="срок", en="until"),
    "term_until": Text(kk="өкілеттік мерзімі", ru="срок полномочий", en="term until"),
    "expires_on": Text(kk="күшінің аяқталуы", ru="действует до", en="expires on"),
    "reference": Text(kk="құжат", ru="документ", en="reference"),
    "decree": Text(kk="акт", ru="акт", en="act"),
}
"""Fields that sentences tell, in their order, with what they are called; none holds free text or personal values."""
