"""From a mutation's input to the domain's command, or to refusals that say which field is wrong and what is right.

A refusal of this kind never repeats the value: it may be somebody's personal data.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Meta

from domain import identifiers, message
from domain.decider import Decider
from domain.message import Command
from domain.refusal import Refusal, RefusalCode
from domain.text import Text

_AS_THEY_ARE = (date, datetime, UUID)


def command_of(decider: Decider, values: dict[str, Any]) -> Command | list[Refusal]:
    """The command with these field values; each field that is not right gives a refusal of its own.

    Fields are checked one by one, so that a clerk learns of all mistakes at once.
    """
    hints = get_type_hints(decider.command, include_extras=True)
    refusals = []
    for name, value in values.items():
        if (path := _unprintable(value)) is not None:
            paragraph = decider.power.paragraph
            refusals.append(Refusal(code=RefusalCode.INVALID, paragraph=paragraph, path=(name, *path), text=_PRINTABLE))
            continue
        try:
            msgspec.convert(value, hints[name], builtin_types=_AS_THEY_ARE)
        except msgspec.ValidationError as error:
            refusals.append(_refusal(decider, name, hints[name], str(error)))
    if refusals:
        return refusals
    try:
        return msgspec.convert(values, decider.command, builtin_types=_AS_THEY_ARE)
    except msgspec.ValidationError as error:
        return [_refusal(decider, "", decider.command, str(error))]


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _unprintable(value: Any) -> tuple[str, ...] | None:
    """The place of the first text with a character that is no writing, if there is one."""
    if isinstance(value, str):
        return () if _CONTROL.search(value) else None
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        if (path := _unprintable(part)) is not None:
            return (str(step), *path)
    return None


_PLACE = re.compile(r" - at `(?:key in )?\$(.*)`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")


def _refusal(decider: Decider, name: str, hint: Any, error: str) -> Refusal:
    place = _PLACE.search(error)
    inner = [field or index for field, index in _STEP.findall(place[1])] if place else []
    return Refusal(
        code=RefusalCode.INVALID,
        paragraph=decider.power.paragraph,
        path=tuple(step for step in (name, *inner) if step),
        text=_what_is_right(error, hint),
    )


_LENGTH = re.compile(r"of length (>=|<=) (\d+)")
_REGEX = re.compile(r"matching regex ['\"](.*)['\"]")
_BOUND = re.compile(r"(>=|<=|>|<) (-?\d+)")


def _what_is_right(error: str, hint: Any) -> Text:
    """What would have been accepted, from the constraint that the value broke; nothing of the value."""
    if found := _LENGTH.search(error):
        if "`array`" in error:
            return (_MORE_ENTRIES if found[1] == ">=" else _FEWER_ENTRIES).format(n=found[2])
        return (_AT_LEAST if found[1] == ">=" else _AT_MOST).format(n=found[2])
    if _REGEX.search(error):
        return _PATTERNS.get(_pattern_in(error, hint), _FORM)
    if found := _BOUND.search(error):
        return (_NOT_BELOW if found[1].startswith(">") else _NOT_ABOVE).format(n=found[2])
    return _FORM


def _pattern_in(error: str, hint: Any) -> str:
    """The regular expression that the value broke, as declared (the message prints it escaped)."""
    return next((pattern for pattern in _patterns(hint) if repr(pattern) in error or pattern in error), "")


def _patterns(hint: Any) -> list[str]:
    found = []
    if get_origin(hint) is Annotated:
        found += [m.pattern for m in get_args(hint)[1:] if isinstance(m, Meta) and m.pattern]
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        for part in get_type_hints(hint, include_extras=True).values():
            found += _patterns(part)
    for part in get_args(hint):
        found += _patterns(part)
    return found


_AT_LEAST = Text(
    kk="Кемінде {n} таңба болуы керек.", ru="Не менее {n} знаков.", en="It must have at least {n} characters."
)
_AT_MOST = Text(kk="Ең көбі {n} таңба.", ru="Не более {n} знаков.", en="It may have at most {n} characters.")
_MORE_ENTRIES = Text(
    kk="Тізімде кемінде {n} жазба болуы керек.",
    ru="В списке не менее {n} записей.",
    en="The list must have at least {n} entries.",
)
_FEWER_ENTRIES = Text(
    kk="Тізімде ең көбі {n} жазба.", ru="В списке не более {n} записей.", en="The list may have at most {n} entries."
)
_NOT_BELOW = Text(kk="Саны {n} шамасынан кем болмауы керек.", ru="Число не меньше {n}.", en="The least is {n}.")
_NOT_ABOVE = Text(kk="Саны {n} шамасынан аспауы керек.", ru="Число не больше {n}.", en="The most is {n}.")
_FORM = Text(
    kk="Мән дұрыс пішінде емес; өрістің сипаттамасын қараңыз.",
    ru="Значение не той формы; см. описание поля.",
    en="The value does not have the right form; see the field's description.",
)
_LINE = Text(
    kk="Бос емес бір жол керек, жол ауыстырусыз.",
    ru="Нужна одна непустая строка без переносов.",
    en="It must be one line that is not blank, without line breaks.",
)
_PRINTABLE = Text(
    kk="Мәтінде жазуға жатпайтын басқару таңбалары бар.",
    ru="В тексте есть управляющие символы, которые не относятся к письму.",
    en="The text has control characters, which are no writing.",
)
_PROSE = Text(kk="Мәтін бос болмауы керек.", ru="Текст не должен быть пустым.", en="The text must not be blank.")
_IIN = Text(kk="ЖСН он екі цифрдан тұрады.", ru="ИИН состоит из двенадцати цифр.", en="An IIN has twelve digits.")
_OFFICE = Text(
    kk="Өкілдік коды екі цифрдан тұрады, мысалы 71; Орталық — 00.",
    ru="Код представительства — две цифры, например 71; Центр — 00.",
    en="An office code has two digits, such as 71; the Centre is 00.",
)
_ID = Text(
    kk="Жазба идентификаторы бұл өріске сай емес; {form} күтіледі.",
    ru="Идентификатор записи не подходит к этому полю; ожидается {form}.",
    en="This is not the id of such a record; {form} is expected.",
)


def _declared(of: Any) -> str:
    """The pattern that a constrained type declares."""
    return next(m.pattern for m in get_args(of)[1:] if isinstance(m, Meta) and m.pattern)


_PATTERNS = {
    _declared(message.Line): _LINE,
    _declared(message.Prose): _PROSE,
    _declared(message.Iin): _IIN,
    _declared(identifiers.OfficeCode): _OFFICE,
    _declared(identifiers.ComplaintId): _ID.format(form="complaint-<uuid>"),
    _declared(identifiers.PetitionId): _ID.format(form="petition-<uuid>"),
    _declared(identifiers.MeasureId): _ID.format(form="measure-<uuid>"),
    _declared(identifiers.PersonId): _ID.format(form="person-<uuid>"),
    _declared(identifiers.OfficialId): _ID.format(form="official-<uuid>"),
    _declared(identifiers.PostId): _ID.format(form="post-<uuid>"),
}
"""What would be right, by the pattern that a constrained type of the domain declares."""
