"""Penalties, incentives and awards in the schema (¶19(5)–(7))."""

from graphql_api.links import Link
from graphql_api.objects import object_type
from graphql_api.types.common import Record
from projections.measures import MeasureRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow

Measure = object_type(
    MeasureRow,
    "Measure",
    interfaces=(Record,),
    links={
        "official": Link(OfficialRow, {"id": "official"}),
        "office": Link(OfficeRow, {"code": "office"}),
    },
)
