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
        """The title as it stands within a sentence; in Russian a masculine noun, whoever bears it."""
        return _TITLES[self]

    @property
    def heading(self) -> str:
        """The English title with a capital letter, as the head of a column."""
        return self.words.en[0].upper() + self.words.en[1:]

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
        kk="Ұлттық орталық басшысының міндетін атқарушы орынбасар",
        ru="заместитель, исполняющий обязанности Руководителя Национального центра",
        en="deputy head acting for the Head",
    ),
    Capacity.DEPUTY_HEAD_DELEGATED: Text(
        kk="өкілеттік берілген басшы орынбасары",
        ru="заместитель Руководителя Национального центра по переданным полномочиям",
        en="deputy head under a delegation",
    ),
    Capacity.REPRESENTATIVE: Text(kk="Уәкілдің өкілі", ru="Представитель Уполномоченного", en="Representative"),
    Capacity.REPRESENTATIVE_INSTRUCTED: Text(
        kk="Уәкілдің тапсырмасы бойынша өкіл",
        ru="Представитель по поручению Уполномоченного",
        en="Representative on instruction",
    ),
    Capacity.DEPUTY_REPRESENTATIVE_ACTING: Text(
        kk="Уәкіл өкілінің міндетін атқарушы орынбасар",
        ru="заместитель, исполняющий обязанности Представителя Уполномоченного",
        en="deputy acting for the Representative",
    ),
    Capacity.EMPLOYEE: Text(kk="қызметкер", ru="сотрудник", en="employee"),
    Capacity.AUDITOR: Text(kk="аудитор", ru="аудитор", en="auditor"),
    Capacity.INTEGRATOR: Text(kk="деректерді біріктіруші", ru="интегратор", en="integrator"),
    Capacity.MIGRATION: Text(kk="деректерді көшіру", ru="перенос данных", en="migration of earlier records"),
}
