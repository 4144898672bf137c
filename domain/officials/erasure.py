"""Erasing an official who left the service: the keys of the official's own data are destroyed, what was done stays.

The name and number that identify an official, and the grounds of measures, are sealed under the official's key. Acts
name their actor by id, so the trail still tells who did what, and nobody learns any more who that was (¶19(4)).
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from domain.authority import H, O, Power
from domain.complaints.state import COMPLAINTS
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import OfficialId, StreamId
from domain.measures.events import Nature
from domain.measures.state import MEASURES, MeasureStatus
from domain.message import Command, Line, Prose
from domain.officials.decide import nowhere
from domain.officials.rules import is_not_erased
from domain.officials.state import OFFICIALS, Official, OfficialErased, OfficialHoldLifted, OfficialHoldPlaced
from domain.persons.forgetting import (
    all_is_sealed,
    has_ended,
    naming,
    no_hold_stands,
    no_matter_is_open,
    protocol,
    witnesses_are_others,
)
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import PetitionStatus
from domain.posts.rules import own_case
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

KEEP = Power("19.4", by=(H, O), territory=False)
_UNDECIDED = frozenset({MeasureStatus.PROPOSED, MeasureStatus.FORWARDED, MeasureStatus.APPEALED})
_UNSIGNED = frozenset({PetitionStatus.DRAFT, PetitionStatus.SUBMITTED, PetitionStatus.RETURNED})


class PlaceHoldOnOfficial(Command):
    """Keep an official's own data from being erased: a court, an investigation, a claim asks for it.

    official: the official
    reference: the document that asks for it
    """

    words = Text(
        kk="лауазымды адам деректерін жоюға тыйым салу",
        ru="запретить уничтожение сведений о должностном лице",
        en="place a legal hold on the official's data",
    )
    official: OfficialId
    reference: Line


class LiftHoldOnOfficial(Command):
    """Let a legal hold on an official's own data end.

    official: the official
    reference: the document by which the hold was placed
    """

    words = Text(
        kk="лауазымды адам деректерін жоюға тыйымды алып тастау",
        ru="снять запрет на уничтожение сведений о должностном лице",
        en="lift the legal hold on the official's data",
    )
    official: OfficialId
    reference: Line


class EraseOfficial(Command):
    """Destroy the keys of the own data of an official who left the service, for good. Nothing brings them back.

    official: the official
    law: act and article by which the data must go
    reason: why now, identifying nobody
    witnesses: officials in whose presence it is done, others than who does it and of whom it is
    """

    words = Text(
        kk="лауазымды адамның деректерін жою",
        ru="уничтожить сведения о должностном лице",
        en="destroy the data of the official",
    )
    official: OfficialId
    law: Line
    reason: Prose
    witnesses: Annotated[tuple[OfficialId, ...], Meta(min_length=1, max_length=5)]


def is_somebody_else(command: EraseOfficial, official: Official, context: Context) -> Refusal | None:
    """Nobody destroys what is known of himself (¶19(4))."""
    return own_case("19.4", "official") if command.official == context.actor else None


def has_left(command: EraseOfficial, official: Official, context: Context) -> Refusal | None:
    """Whoever serves is known by name: no post is held, and none acted for (¶16, ¶19(4))."""
    if not official.posts and not official.acting:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "19.4",
        "official",
        kk="Лауазымды адам лауазым атқарады немесе біреудің міндетін атқарады; алдымен одан босатыңыз.",
        ru="Должностное лицо занимает должность или исполняет обязанности; сначала освободите его.",
        en="The official holds a post or acts for its holder; that must end first.",
    )


def has_no_access(command: EraseOfficial, official: Official, context: Context) -> Refusal | None:
    """Whoever can still look into matters is known by name: neither special access nor a crossing stands (¶15(10))."""
    crosses = any(official.crosses(compartment, context.today) for compartment in official.crossings)
    if not official.access and not crosses:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.10",
        "official",
        kk="Лауазымды адамның арнайы рұқсаты бар; алдымен оны қайтарып алыңыз.",
        ru="У должностного лица есть особый доступ; сначала отзовите его.",
        en="The official has special access or may cross a wall; that must be taken back first.",
    )


def no_measure_is_open(command: EraseOfficial, official: Official, context: Context) -> Refusal | None:
    """The grounds of a measure are needed until it is decided, and those of a penalty as long as it counts (¶19(5))."""
    places = naming(command.official, context).places
    if not any(_needs_its_grounds(place.stream, context) for place in places):
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "19.5",
        "official",
        kk="Лауазымды адамға қатысты шара туралы шешім қабылданбаған немесе жаза әлі күшінде.",
        ru="Мера в отношении должностного лица не решена, или взыскание ещё действует.",
        en="A measure on the official is undecided, or a penalty still counts.",
    )


def _needs_its_grounds(stream: StreamId, context: Context) -> bool:
    if stream.partition("-")[0] != MEASURES.name:
        return False
    measure = context.read(MEASURES, stream)
    counts = measure.status is MeasureStatus.IN_FORCE and measure.nature is Nature.PENALTY
    return counts or measure.status in _UNDECIDED


def nothing_is_left_to_do(command: EraseOfficial, official: Official, context: Context) -> Refusal | None:
    """An open matter is in known hands: nothing assigned, no instruction in force is left (¶15(8), ¶16(2))."""
    charged = naming(command.official, context).charged
    if not any(_is_charged(command.official, stream, context) for stream in charged):
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.2",
        "official",
        kk="Лауазымды адамға тапсырылған іс әлі аяқталмаған; алдымен оны басқа біреуге тапсырыңыз.",
        ru="За должностным лицом числится незавершённое дело или поручение; сначала передайте его другому.",
        en="The official is still charged with an open matter; charge somebody else with it first.",
    )


def _is_charged(official: OfficialId, stream: StreamId, context: Context) -> bool:
    if stream.partition("-")[0] == PETITIONS.name:
        petition = context.read(PETITIONS, stream)
        return petition.status in _UNSIGNED and petition.instructs(official, context.today)
    complaint = context.read(COMPLAINTS, stream)
    charged = complaint.assignee == official or complaint.instructs(official, context.today)
    return charged and not has_ended(stream, context)


@decides(PlaceHoldOnOfficial, OFFICIALS, power=KEEP, office_of=nowhere, rules=(is_not_erased,))
def place_hold(command: PlaceHoldOnOfficial, official: Official, context: Context) -> Iterator[Answer]:
    if command.reference not in official.holds:
        yield OfficialHoldPlaced(reference=command.reference)


@decides(LiftHoldOnOfficial, OFFICIALS, power=KEEP, office_of=nowhere, rules=(is_not_erased,))
def lift_hold(command: LiftHoldOnOfficial, official: Official, context: Context) -> Iterator[Answer]:
    if command.reference in official.holds:
        yield OfficialHoldLifted(reference=command.reference)


@decides(
    EraseOfficial,
    OFFICIALS,
    power=KEEP,
    office_of=nowhere,
    rules=(
        is_somebody_else,
        is_not_erased,
        witnesses_are_others("official", "19.4"),
        has_left,
        has_no_access,
        no_hold_stands("official", "19.4"),
        no_measure_is_open,
        nothing_is_left_to_do,
        no_matter_is_open("official", "19.4"),
        all_is_sealed("official", "19.4"),
    ),
)
def erase(command: EraseOfficial, official: Official, context: Context) -> Iterator[Answer]:
    yield protocol(OfficialErased, command.official, command, context)
