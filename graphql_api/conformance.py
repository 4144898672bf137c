"""Conformance in the schema: findings with their rule in words, the act that shows each, and what it is measured by."""

from typing import Any, Final

import strawberry
from strawberry import UNSET, Parent

from domain.text import Language
from graphql_api.connections import Listing
from graphql_api.context import Info
from graphql_api.filters import Filter
from graphql_api.keyset import Order
from graphql_api.links import Link
from graphql_api.objects import later, object_type
from graphql_api.reads import READS, Arguments, Asking, Found, Leaf, Part, looked_up
from graphql_api.records import ROWS, row_of
from graphql_api.types.common import LanguageArgument, Paragraph, Record, in_language
from projections.audit import AuditRow
from projections.conformance import ConformanceRule, FindingRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow


def _in_words(asking: Asking, alias: str, given: Arguments) -> str:
    chosen = given.get("language")
    language: Language = chosen.value if chosen else asking.language
    return looked_up(((rule.value, rule.words.in_language(language)) for rule in ConformanceRule), f"{alias}.rule")


async def _record(root: Any, info: Info) -> Any:
    return await row_of(info.context, root.stream)


class _Finding:
    @strawberry.field(description="What happened against the rule.", metadata={READS: Leaf(_in_words)})
    def words(root: Parent[FindingRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return in_language(ConformanceRule(root.rule).words, info, language)

    @strawberry.field(
        description="The provision that the rule comes from.", metadata={READS: Part("{}.paragraph".format)}
    )
    def paragraph(root: Parent[FindingRow]) -> Paragraph:  # noqa: N805
        return Paragraph(id=strawberry.ID(root.paragraph))

    record = later(
        _record,
        "The record as it stands now, if it has a view of its own and is visible.",
        lambda: Record | None,
        reads=Found(tuple(ROWS.values()), "id", lambda _, finding, __: f"{finding}.stream", kind=True),
    )


Finding = object_type(
    FindingRow,
    "ConformanceFinding",
    _Finding,
    links={
        "act": Link(AuditRow, {"position": "position"}, description="the event that shows it, with its act"),
        "against": Link(
            AuditRow,
            {"position": "against"},
            description="the earlier event that it is measured against, if there is one",
        ),
        "actor": Link(OfficialRow, {"id": "actor"}),
        "office": Link(OfficeRow, {"code": "office"}),
    },
    description="An event that shows that a rule was not kept, as far as the log tells. A hint to look, no judgement.",
)
CONFORMANCE: Final = Listing(
    "conformance",
    FindingRow,
    Filter(FindingRow, "ConformanceFilter", hidden=frozenset({"against"})),
    tuple(Order(name, descending) for name in ("position", "effective") for descending in (True, False)),
    "Where the log shows that a rule was not kept, as far as the caller sees the trail.",
)
