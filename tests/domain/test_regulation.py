"""The Regulation as data: citations are printed as people write them and everything cited exists."""

import re
from pathlib import Path

import pytest

import domain
import domain.kinds
from domain.decider import deciders
from domain.regulation import PROVISIONS, cite
from domain.text import LANGUAGES, Language

SOURCES = sorted(Path(domain.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("id", "printed"),
    [
        ("7", "¶7"),
        ("14.1.c", "¶14(1)(c)"),
        ("16.3", "¶16(3)"),
        ("19.3-1", "¶19(3-1)"),
        ("154-VII/15.2", "No. 154-VII art. 15(2)"),
        ("Rules/examination", "Rules for the examination of complaints: examination"),
    ],
)
def test_a_paragraph_is_cited_as_people_write_it(id: str, printed: str) -> None:
    assert cite(id) == printed


@pytest.mark.parametrize(
    ("id", "kk", "ru"),
    [
        ("14.1.c", "¶14(1)(c)", "¶14(1)(c)"),
        ("154-VII/15.2", "№ 154-VII Заңның 15(2)-бабы", "ст. 15(2) Закона № 154-VII"),
        ("Rules/examination", "Шағымдарды қарау қағидалары: қарау", "Правила рассмотрения жалоб: рассмотрение"),
        ("LabourCode/penalties", "Еңбек кодексі: жазалар", "Трудовой кодекс: взыскания"),
    ],
)
def test_other_acts_are_named_in_the_language_of_the_reader(id: str, kk: str, ru: str) -> None:
    assert (cite(id, "kk"), cite(id, "ru")) == (kk, ru)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_paragraphs_are_cited_alike_and_none_in_another_language(language: Language) -> None:
    cited = [cite(id, language) for id in PROVISIONS]
    assert len({*cited}) == len(PROVISIONS)
    assert language == "en" or not re.search("[A-Za-z]{2}", "".join(cited).replace("154-VII", ""))


def test_every_paragraph_has_words_in_three_languages() -> None:
    for provision in PROVISIONS.values():
        assert all(getattr(provision.text, language).strip() for language in ("kk", "ru", "en"))
        assert provision.text.kk != provision.text.ru


def test_every_power_cites_a_paragraph_of_the_regulation() -> None:
    unknown = {c.__name__: d.power.paragraph for c, d in deciders().items() if d.power.paragraph not in PROVISIONS}
    assert not unknown


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_refusal_cites_a_paragraph_of_the_regulation(source: Path) -> None:
    cited = re.findall(r"(?:refuse\(\s*RefusalCode\.\w+,\s*|paragraph=|Power\(\s*)\"([^\"]+)\"", source.read_text())
    assert set(cited) <= PROVISIONS.keys()
