"""The rules that the wording of an act of response keeps, whatever its kind."""

from typing import Any

from domain.compartments.walls import is_known
from domain.complaints.state import COMPLAINTS
from domain.context import Context
from domain.identifiers import CENTRE, CompartmentId, ComplaintId, PersonId
from domain.offices.rules import office_was_open
from domain.officials.state import OFFICIALS
from domain.persons.rules import is_known_in
from domain.petitions.commands import drafting as c
from domain.petitions.state import Petition
from domain.petitions.vocabulary import ORDINARY, SYSTEMIC, BodyLevel, PetitionKind
from domain.refusal import Refusal, RefusalCode, refuse


def office_drafts(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """An act of response is drafted by an office that exists, and is not older than it (¶2)."""
    return office_was_open(command.office, context)


def addressees_are_told_apart(command: c.Wording, petition: Petition, context: Context) -> Refusal | None:
    """Each addressee has its own key; a territorial body, and no other, has a territory (¶14(2)a)."""
    if len({a.key for a in command.addressees}) < len(command.addressees):
        return refuse(
            RefusalCode.INVALID,
            "14.2.a",
            "addressees",
            kk="Әр адресаттың өз белгісі болуы керек.",
            ru="У каждого адресата должен быть свой ключ.",
            en="Each addressee needs a key of its own.",
        )
    for place, addressee in enumerate(command.addressees):
        if (addressee.level is BodyLevel.TERRITORIAL) != (addressee.territory is not None):
            return refuse(
                RefusalCode.INVALID,
                "14.2.a",
                "addressees",
                str(place),
                "territory",
                kk="Аумақтық органның аумағы көрсетіледі, орталық органдікі көрсетілмейді.",
                ru="У территориального органа указывается территория, у центрального нет.",
                en="A territorial body needs its territory; a central one has none.",
            )
    return None


def rests_on_complaints_of_the_office(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """An office acts on complaints that it examines itself; the Centre on those of any office (¶14(2)a, ¶20(2)).

    An earlier record may tell of an act on a complaint that has gone to another office since.
    """
    office = petition.office or command.office
    for place, complaint in enumerate(command.complaints):
        if not is_known(COMPLAINTS, complaint, context):
            return refuse(
                RefusalCode.UNKNOWN_PART,
                "14.2.a",
                "complaints",
                str(place),
                kk="Мұндай шағым жоқ.",
                ru="Такой жалобы нет.",
                en="There is no such complaint.",
            )
        if office not in (CENTRE, context.read(COMPLAINTS, complaint).office) and not context.migration:
            return refuse(
                RefusalCode.OUTSIDE_TERRITORY,
                "20.2",
                "complaints",
                str(place),
                kk="Шағымды басқа өңірлік өкілдік қарайды.",
                ru="Жалобу рассматривает другое представительство.",
                en="The complaint is examined by another office.",
            )
    return None


def walls_around(complaints: tuple[ComplaintId, ...], context: Context) -> frozenset[CompartmentId]:
    """The compartments behind whose walls these complaints stand."""
    walls = (context.read(COMPLAINTS, complaint).wall for complaint in complaints)
    return frozenset(wall for wall in walls if wall is not None)


def stands_behind_the_wall_of_its_complaints(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """Who reads the act learns of its complaints, so it stands behind their wall, and that is one (¶15(10)).

    A draft goes there by itself; a draft that exists is put there before it is made to rest on such a complaint.
    """
    walls = walls_around(command.complaints, context)
    drafted = isinstance(command, c.ReviseDraft)
    if not walls or (walls == {petition.wall} if drafted else len(walls) == 1):
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.10",
        "complaints",
        kk="Шағымдар мен акт бір жабық бөлімде болуы керек.",
        ru="Жалобы и акт должны находиться в одном закрытом разделе.",
        en="The complaints and the act must stand behind the same wall.",
    )


def reasoning_names_its_person(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """Reasoning may speak of a person, so it belongs to one; whoever is named is known to the register."""
    person = command.person or petition.concerns
    if command.reasoning is not None and person is None:
        return refuse(
            RefusalCode.INVALID,
            "14.2.a",
            "person",
            kk="Негіздеме кім туралы екенін көрсетіңіз.",
            ru="Укажите, о ком говорит мотивировка.",
            en="Name the person of whom the reasoning speaks.",
        )
    return None if person is None else _is_known(person, "person", command, petition, context)


def an_application_keeps_its_person(command: c.ReviseDraft, petition: Petition, context: Context) -> Refusal | None:
    """An application against somebody else is another application (¶15(5))."""
    if not petition.is_application or command.person in (None, petition.concerns):
        return None
    return refuse(
        RefusalCode.INVALID,
        "15.5",
        "person",
        kk="Басқа адамға қатысты жаңа өтініш дайындаңыз.",
        ru="В отношении другого лица подготовьте новое обращение.",
        en="Draft a new application against another person.",
    )


def accused_is_named_once(command: c.DraftApplication, petition: Petition, context: Context) -> Refusal | None:
    """An application is directed against exactly one person (¶15(5))."""
    if (command.accused is None) == (command.accused_details is None):
        return refuse(
            RefusalCode.INVALID,
            "15.5",
            "accused",
            kk="Тіркелген адамды не жаңа адамның деректерін көрсетіңіз, екеуін бірге емес.",
            ru="Укажите либо лицо из реестра, либо сведения о новом лице, но не то и другое.",
            en="Give either a registered person or the details of a new one, not both.",
        )
    return None if command.accused is None else _is_known(command.accused, "accused", command, petition, context)


def _is_known(person: PersonId, field: str, command: Any, petition: Petition, context: Context) -> Refusal | None:
    """A person named is an official, one whom a complaint of the act names, the one named before, or known here."""
    if person.startswith(OFFICIALS.name):
        known = context.exists(OFFICIALS, person) and not context.read(OFFICIALS, person).erased
    else:
        known = (
            person == petition.concerns
            or any(person in context.read(COMPLAINTS, complaint).applicants for complaint in command.complaints)
            or is_known_in(petition.office or command.office, person, context)
        )
    if known:
        return None
    return refuse(
        RefusalCode.UNKNOWN_PART,
        "14.2.a",
        field,
        kk="Мұндай тұлға тіркелмеген.",
        ru="Такое лицо не внесено в реестр.",
        en="No such person is registered.",
    )


def is_drafted_like_this(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """Recommendations, petitions and proposals are drafted alike; the others have commands of their own (¶15)."""
    allowed = SYSTEMIC if isinstance(command, c.DraftSystemicRecommendation) else ORDINARY
    if command.petition_kind in allowed:
        return None
    other = (
        c.DraftLegislativeProposal
        if command.petition_kind is PetitionKind.LEGISLATIVE_PROPOSAL
        else (c.DraftPetition if command.petition_kind is PetitionKind.PETITION else c.DraftApplication)
    )
    words = command.petition_kind.words
    return refuse(
        RefusalCode.INVALID,
        "14.2.a",
        "petitionKind",
        kk=f"Бұл түр ({words.kk}) басқа әрекетпен дайындалады: «{other.words.kk}» ({other.__name__}).",
        ru=f"Этот вид ({words.ru}) готовится другим действием: «{other.words.ru}» ({other.__name__}).",
        en=f"This kind ({words.en}) is drafted by another command: “{other.words.en}” ({other.__name__}).",
    )
