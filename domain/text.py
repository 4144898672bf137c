"""Words in the register's three languages."""

from typing import Literal

from domain.value import Value

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = ("kk", "ru", "en")


class Text(Value):
    """The same words in Kazakh, Russian and English (¶4: both official languages, English for peers)."""

    kk: str
    ru: str
    en: str

    def in_language(self, language: Language) -> str:
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]

    def format(self, **values: object) -> "Text":
        """Fill the same placeholders in all three languages."""
        return Text(kk=self.kk.format(**values), ru=self.ru.format(**values), en=self.en.format(**values))
