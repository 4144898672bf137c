"""In which capacity somebody acts: the columns of the authority matrix."""

from enum import StrEnum

from domain.text import Text


class Capacity(StrEnum):
    """What an official is when acting. A person may be several; every act names exactly one."""

    OMBUDSMAN = "ombudsman"
    HEAD = "head"
    DEPUTY_HEAD_ACTING = "deputy_head_acting"
    DEPUTY_HEAD_DELEGATED = "deputy_head_delegated"
    REPRESENTATIVE = "representative"
    REPRESENTATIVE_INSTRUCTED = "representative_instructed"
    DEPUTY_REPRESENTATIVE_ACTING = "deputy_representative_acting"
    EMPLOYEE = "employee"
    AUDITOR = "auditor"
    INTEGRATOR = "integrator"
    MIGRATION = "migration"

    @property
    def words(self) -> Text:
        return _TITLES[self]

    @property
    def covers_all_offices(self) -> bool:
        """The Ombudsman and the Centre's leadership act for the whole country; all others for one office."""
        return self in _CENTRAL


_CENTRAL = frozenset(
    {
        Capacity.OMBUDSMAN,
        Capacity.HEAD,
        Capacity.DEPUTY_HEAD_ACTING,
        Capacity.DEPUTY_HEAD_DELEGATED,
        Capacity.AUDITOR,
        Capacity.INTEGRATOR,
        Capacity.MIGRATION,
    }
)

_TITLES = {
    Capacity.OMBUDSMAN: Text(
        kk="Адам құқықтары жөніндегі уәкіл", ru="Уполномоченный по правам человека", en="Ombudsman"
    ),
    Capacity.HEAD: Text(
        kk="Ұлттық орталықтың басшысы", ru="Руководитель Национального центра", en="Head of the Centre"
    ),
    Capacity.DEPUTY_HEAD_ACTING: Text(
        kk="Басшының міндетін атқарушы орынбасар",
        ru="Заместитель, исполняющий обязанности Руководителя",
        en="Deputy head acting for the Head",
    ),
    Capacity.DEPUTY_HEAD_DELEGATED: Text(
        kk="Өкілеттік берілген басшы орынбасары",
        ru="Заместитель Руководителя по переданным полномочиям",
        en="Deputy head under a delegation",
    ),
    Capacity.REPRESENTATIVE: Text(kk="Уәкілдің өкілі", ru="Представитель Уполномоченного", en="Representative"),
    Capacity.REPRESENTATIVE_INSTRUCTED: Text(
        kk="Уәкілдің тапсырмасы бойынша өкіл",
        ru="Представитель по поручению Уполномоченного",
        en="Representative on instruction",
    ),
    Capacity.DEPUTY_REPRESENTATIVE_ACTING: Text(
        kk="Өкілдің міндетін атқарушы орынбасар",
        ru="Заместитель, исполняющий обязанности Представителя",
        en="Deputy acting for the Representative",
    ),
    Capacity.EMPLOYEE: Text(kk="Қызметкер", ru="Сотрудник", en="Employee"),
    Capacity.AUDITOR: Text(kk="Аудитор", ru="Аудитор", en="Auditor"),
    Capacity.INTEGRATOR: Text(kk="Деректерді біріктіруші", ru="Интегратор", en="Integrator"),
    Capacity.MIGRATION: Text(kk="Деректерді көшіру", ru="Перенос данных", en="Migration of earlier records"),
}
