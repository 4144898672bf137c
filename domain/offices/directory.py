"""The Centre and its twenty offices as the Regulation lists them: what a new register is founded with (¶2).

Codes are the two-digit parts of ISO 3166-2:KZ, 00 is the Centre. Almaty Region and the city of Almaty are two.
"""

from datetime import date

from domain.offices.commands import OpenOffice
from domain.offices.state import OfficeKind, OfficeNames
from domain.value import Value

CENTRE_DECREE = "Order of the President of the Republic of Kazakhstan No. 992 of 10 December 2002"
CENTRE_SINCE = date(2002, 12, 10)
OFFICES_DECREE = "Decree of the President of the Republic of Kazakhstan No. 948 of 30 June 2022"
OFFICES_SINCE = date(2022, 7, 1)


class Listed(Value):
    """One line of the list, with the act by which it exists.

    code: ISO 3166-2:KZ, two digits
    since: the day on which the act came into force
    """

    code: str
    office_kind: OfficeKind
    names: OfficeNames
    decree: str = OFFICES_DECREE
    since: date = OFFICES_SINCE

    @property
    def opening(self) -> OpenOffice:
        """The command that enters it, to be dated `since`."""
        return OpenOffice(
            office=f"office-{self.code}", office_kind=self.office_kind, names=self.names, decree=self.decree
        )


def _office(code: str, kind: OfficeKind, kk: str, ru: str, en: str) -> Listed:
    names = OfficeNames(
        kk=f"Адам құқықтары жөніндегі ұлттық орталықтың {kk} өкілдігі",
        ru=f"Представительство Национального центра по правам человека {ru}",
        en=f"Representative Office of the National Human Rights Centre in {en}",
    )
    return Listed(code=code, office_kind=kind, names=names)


_CENTRE = Listed(
    code="00",
    office_kind=OfficeKind.CENTRE,
    names=OfficeNames(
        kk="Адам құқықтары жөніндегі ұлттық орталық",
        ru="Национальный центр по правам человека",
        en="National Human Rights Centre",
    ),
    decree=CENTRE_DECREE,
    since=CENTRE_SINCE,
)
_REGION, _CITY, _CAPITAL = OfficeKind.REGION, OfficeKind.CITY, OfficeKind.CAPITAL

DIRECTORY: tuple[Listed, ...] = (
    _CENTRE,
    _office("10", _REGION, "Абай облысындағы", "в области Абай", "Abay Region"),
    _office("11", _REGION, "Ақмола облысындағы", "в Акмолинской области", "Akmola Region"),
    _office("15", _REGION, "Ақтөбе облысындағы", "в Актюбинской области", "Aktobe Region"),
    _office("19", _REGION, "Алматы облысындағы", "в Алматинской области", "Almaty Region"),
    _office("23", _REGION, "Атырау облысындағы", "в Атырауской области", "Atyrau Region"),
    _office("27", _REGION, "Батыс Қазақстан облысындағы", "в Западно-Казахстанской области", "West Kazakhstan Region"),
    _office("31", _REGION, "Жамбыл облысындағы", "в Жамбылской области", "Zhambyl Region"),
    _office("33", _REGION, "Жетісу облысындағы", "в области Жетісу", "Zhetyssu Region"),
    _office("35", _REGION, "Қарағанды облысындағы", "в Карагандинской области", "Karagandy Region"),
    _office("39", _REGION, "Қостанай облысындағы", "в Костанайской области", "Kostanay Region"),
    _office("43", _REGION, "Қызылорда облысындағы", "в Кызылординской области", "Kyzylorda Region"),
    _office("47", _REGION, "Маңғыстау облысындағы", "в Мангистауской области", "Mangystau Region"),
    _office("55", _REGION, "Павлодар облысындағы", "в Павлодарской области", "Pavlodar Region"),
    _office(
        "59", _REGION, "Солтүстік Қазақстан облысындағы", "в Северо-Казахстанской области", "North Kazakhstan Region"
    ),
    _office("61", _REGION, "Түркістан облысындағы", "в Туркестанской области", "Turkestan Region"),
    _office("62", _REGION, "Ұлытау облысындағы", "в области Ұлытау", "Ulytau Region"),
    _office("63", _REGION, "Шығыс Қазақстан облысындағы", "в Восточно-Казахстанской области", "East Kazakhstan Region"),
    _office("71", _CAPITAL, "Астана қаласындағы", "в городе Астане", "the city of Astana"),
    _office("75", _CITY, "Алматы қаласындағы", "в городе Алматы", "the city of Almaty"),
    _office("79", _CITY, "Шымкент қаласындағы", "в городе Шымкенте", "the city of Shymkent"),
)
"""The Centre first, then the offices by code."""
