"""A command answered no: a value with a code, the rule's paragraph, words in three languages and who could."""

from enum import StrEnum

from domain.capacity import Capacity
from domain.text import Text
from domain.value import Value


class RefusalCode(StrEnum):
    """Closed list of reasons for a refusal; a client may rely on each of them."""

    NOT_FOUND = "NOT_FOUND"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    NO_AUTHORITY = "NO_AUTHORITY"
    OUTSIDE_TERRITORY = "OUTSIDE_TERRITORY"
    ABSENT = "ABSENT"
    WRONG_STATE = "WRONG_STATE"
    EFFECTIVE_IN_FUTURE = "EFFECTIVE_IN_FUTURE"
    BEFORE_OFFICE_OPENED = "BEFORE_OFFICE_OPENED"
    BEFORE_PREVIOUS_STEP = "BEFORE_PREVIOUS_STEP"
    OFFICE_NOT_OPEN = "OFFICE_NOT_OPEN"
    RESPONDENT_NOT_HEARD = "RESPONDENT_NOT_HEARD"
    HEADS_UNDECIDED = "HEADS_UNDECIDED"
    UNKNOWN_PART = "UNKNOWN_PART"
    STAFFING_LIMIT_EXCEEDED = "STAFFING_LIMIT_EXCEEDED"
    POST_OCCUPIED = "POST_OCCUPIED"
    POST_VACANT = "POST_VACANT"
    NOT_AGREED = "NOT_AGREED"
    OVERLAP = "OVERLAP"
    OWN_CASE = "OWN_CASE"
    NOTHING_TO_DO = "NOTHING_TO_DO"
    COMMAND_ID_REUSED = "COMMAND_ID_REUSED"
    INVALID = "INVALID"


class Refusal(Value):
    """Why not. `path` names the input field at fault (empty when it is the act as a whole)."""

    code: RefusalCode
    text: Text
    paragraph: str
    path: tuple[str, ...] = ()
    who_could: tuple[Capacity, ...] = ()


def refuse(
    code: RefusalCode,
    paragraph: str,
    *path: str,
    kk: str,
    ru: str,
    en: str,
) -> Refusal:
    """A refusal in one line, for rules."""
    return Refusal(code=code, paragraph=paragraph, text=Text(kk=kk, ru=ru, en=en), path=path)
