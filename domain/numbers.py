"""Gap-free registration numbers: event n of the stream `numbers-SERIES-OFFICE-YEAR` issues number n.

The stream's version is the counter, so a number can neither be skipped nor issued twice.
"""

from enum import StrEnum

from domain.identifiers import OfficeCode, StreamId
from domain.message import Event
from domain.record import Kind
from domain.text import Text

NUMBERS: Kind[None] = Kind("numbers", None, None)


class Series(StrEnum):
    """Series of registration numbers; each counts by office and year from 1."""

    COMPLAINT = "C"
    """Complaints to the Ombudsman and the Representatives (¶14(1)c)."""
    COMMUNICATION = "M"
    """Communications to the Centre and its offices (¶14(1)d)."""
    PETITION = "P"
    """Recommendations, petitions, proposals and applications (¶14(2)a, ¶15)."""
    POST = "S"
    """Posts of the staff schedule (¶19(9))."""
    MEASURE = "D"
    """Disciplinary measures, incentives and awards (¶19(5)–(7))."""

    @property
    def words(self) -> Text:
        return _SERIES_WORDS[self]


_SERIES_WORDS = {
    Series.COMPLAINT: Text(kk="шағымдар", ru="жалобы", en="complaints"),
    Series.COMMUNICATION: Text(kk="Орталыққа жүгінулер", ru="обращения в Центр", en="communications to the Centre"),
    Series.PETITION: Text(kk="ден қою актілері", ru="акты реагирования", en="acts of response"),
    Series.POST: Text(kk="лауазымдар", ru="должности", en="posts"),
    Series.MEASURE: Text(
        kk="лауазымды адамдарға қатысты шаралар", ru="меры в отношении должностных лиц", en="measures on officials"
    ),
}


class NumberIssued(Event):
    """A registration number was given to a record.

    number: the number as printed, SERIES-OFFICE-YEAR-NNNNN
    record: the record that bears it
    """

    words = Text(kk="тіркеу нөмірін берді", ru="присвоил регистрационный номер", en="issued a registration number")
    number: str
    record: StreamId


def counter(series: Series, office: OfficeCode, year: int) -> str:
    """Name of the stream that counts one series in one office and year."""
    return NUMBERS.stream(f"{series}-{office}-{year}")


def printed(series: Series, office: OfficeCode, year: int, place: int) -> str:
    """A number as people write it: C-71-2026-00042."""
    return f"{series}-{office}-{year}-{place:05d}"
