"""Rules about officials that other records keep, too: of whom nothing is known any more, nobody makes an official."""

from typing import Any

from domain.context import Context
from domain.officials.state import Official
from domain.refusal import Refusal, RefusalCode, refuse


def is_not_erased(_: Any, official: Official, __: Context) -> Refusal | None:
    """Whose data were destroyed receives nothing, keeps nothing and loses nothing any more (¶19(4))."""
    return erased("19.4") if official.erased else None


def erased(paragraph: str, *path: str) -> Refusal:
    return refuse(
        RefusalCode.WRONG_STATE,
        paragraph,
        *(path or ("official",)),
        kk="Лауазымды адамның деректері жойылған.",
        ru="Сведения о должностном лице уничтожены.",
        en="The data of this official were destroyed.",
    )
