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

    @property
    def words(self) -> Text:
        """The reason in a few words, whatever the record, as the end of a sentence."""
        return _REASONS[self]


_REASONS = {
    RefusalCode.NOT_FOUND: Text(kk="мұндай жазба жоқ", ru="такой записи нет", en="there is no such record"),
    RefusalCode.ALREADY_EXISTS: Text(
        kk="мұндай жазба бұрыннан бар", ru="такая запись уже есть", en="such a record exists already"
    ),
    RefusalCode.NO_AUTHORITY: Text(
        kk="бұл әрекетке өкілеттік жоқ",
        ru="нет полномочия на это действие",
        en="there is no authority for this act",
    ),
    RefusalCode.OUTSIDE_TERRITORY: Text(
        kk="іс басқа өкілдіктің қарауына жатады",
        ru="дело относится к ведению другого представительства",
        en="the matter belongs to another office",
    ),
    RefusalCode.ABSENT: Text(
        kk="лауазым иесінің уақытша болмауы белгіленген",
        ru="отмечено отсутствие на должности",
        en="the holder of the post is recorded as absent",
    ),
    RefusalCode.WRONG_STATE: Text(
        kk="жазбаның күйі бұған жол бермейді",
        ru="состояние записи этого не допускает",
        en="the state of the record does not allow it",
    ),
    RefusalCode.EFFECTIVE_IN_FUTURE: Text(
        kk="әрекет күні әлі келген жоқ", ru="день действия ещё не наступил", en="the act is dated in the future"
    ),
    RefusalCode.BEFORE_OFFICE_OPENED: Text(
        kk="әрекет күні өкілдіктің ашылуынан бұрын",
        ru="день действия раньше открытия представительства",
        en="the act is dated before the opening of the office",
    ),
    RefusalCode.BEFORE_PREVIOUS_STEP: Text(
        kk="әрекет күні алдыңғы қадамнан бұрын",
        ru="день действия раньше предыдущего шага",
        en="the act is dated before the previous step",
    ),
    RefusalCode.OFFICE_NOT_OPEN: Text(
        kk="өкілдік жұмыс істемейді", ru="представительство не действует", en="the office is not open"
    ),
    RefusalCode.RESPONDENT_NOT_HEARD: Text(
        kk="шағым жасалған органға түсінік беру мүмкіндігі берілмеген",
        ru="органу, на который подана жалоба, не дана возможность представить объяснения",
        en="the body complained of has not been heard",
    ),
    RefusalCode.HEADS_UNDECIDED: Text(
        kk="шағымның барлық тармағы бойынша шешім қабылданбаған",
        ru="решение принято не по всем пунктам жалобы",
        en="not every head of complaint is decided",
    ),
    RefusalCode.UNKNOWN_PART: Text(
        kk="жазбада мұндай бөлік жоқ", ru="в записи нет такой части", en="the record has no such part"
    ),
    RefusalCode.STAFFING_LIMIT_EXCEEDED: Text(
        kk="штат санының лимиті асып кетеді",
        ru="превышается лимит штатной численности",
        en="the staffing limit would be exceeded",
    ),
    RefusalCode.POST_OCCUPIED: Text(kk="лауазым бос емес", ru="должность занята", en="the post is occupied"),
    RefusalCode.POST_VACANT: Text(kk="лауазым бос", ru="должность свободна", en="the post is vacant"),
    RefusalCode.NOT_AGREED: Text(
        kk="келісім берілмеген", ru="согласие не дано", en="the agreement needed has not been given"
    ),
    RefusalCode.OVERLAP: Text(
        kk="бұрыннан бар жазбамен қабаттасады", ru="пересекается с уже имеющимся", en="it overlaps with what stands"
    ),
    RefusalCode.OWN_CASE: Text(
        kk="іс әрекет етушінің өзіне қатысты",
        ru="это собственное дело действующего лица",
        en="it is the actor's own case",
    ),
    RefusalCode.NOTHING_TO_DO: Text(kk="өзгертетін ештеңе жоқ", ru="изменять нечего", en="there is nothing to change"),
    RefusalCode.COMMAND_ID_REUSED: Text(
        kk="әрекеттің белгісі бұрын қолданылған",
        ru="обозначение действия уже использовано",
        en="the id of the act was used before",
    ),
    RefusalCode.INVALID: Text(
        kk="берілген мәліметтер қағидаларға сай емес",
        ru="указанные сведения не отвечают правилам",
        en="what was given is not as the rules require",
    ),
}


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
