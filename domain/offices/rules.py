"""Rules about offices that every other kind of record shares."""

from domain.context import Context
from domain.identifiers import OfficeCode, office_stream
from domain.offices.state import OFFICES
from domain.refusal import Refusal, RefusalCode, refuse


def office_was_open(code: OfficeCode, context: Context, path: str = "office") -> Refusal | None:
    """An act lies between the opening and the closing of its office (¶2). Imported history may be older."""
    office = context.read(OFFICES, office_stream(code))
    effective = context.effective or context.today
    if not office.code or (office.closed_on is not None and office.closed_on <= effective):
        return refuse(
            RefusalCode.OFFICE_NOT_OPEN,
            "2",
            path,
            kk=f"{code} коды бар ашық өкілдік жоқ.",
            ru=f"Нет действующего представительства с кодом {code}.",
            en=f"There is no open office with the code {code}.",
        )
    if office.opened_on is not None and effective < office.opened_on and not context.migration:
        return refuse(
            RefusalCode.BEFORE_OFFICE_OPENED,
            "2",
            "effectiveOn",
            kk=f"Өкілдік {office.opened_on} күні ашылған; әрекет күні одан бұрын.",
            ru=f"Представительство открыто {office.opened_on}; действие датировано раньше.",
            en=f"The office opened on {office.opened_on}; the act is dated earlier.",
        )
    return None
