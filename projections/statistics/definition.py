"""What exactly the statistics count, in the register's languages, under an id that changes when the meaning does."""

from typing import Final

from domain.text import Text

DEFINITION: Final = "complaints-by-head/1"
"""Told with every figure; docs/statistics.md explains it at length."""
DEFINITION_TEXT: Final = Text(
    kk=(
        "Тіркелген шағымдар мен Орталыққа жүгінулер олардың тармақтары бойынша есептеледі. Шағым өзінің тармақтары "
        "түскен әр ұяшықта бір рет саналады, сондықтан ұяшықтардың қосындысы жиынтықтан көп болуы мүмкін. Көрсетілген "
        "күннің соңына дейін (Алматы уақыты) тіркелген мәліметтер ғана ескеріледі."
    ),
    ru=(
        "Считаются зарегистрированные жалобы и обращения в Центр по их пунктам. Жалоба входит один раз в каждую "
        "ячейку, в которую попал хотя бы один её пункт, поэтому сумма ячеек может превышать итог. Учитывается только "
        "то, что внесено до конца указанного дня (время Алматы)."
    ),
    en=(
        "Registered complaints and communications to the Centre, counted by their heads. A complaint counts once in "
        "each cell into which at least one of its heads falls, so cells may add up to more than the total. Only what "
        "was recorded by the end of the day named (Almaty time) is taken into account."
    ),
)
