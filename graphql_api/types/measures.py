"""Penalties, incentives and awards in the schema (¶19(5)–(7))."""

from graphql_api.links import Link
from graphql_api.objects import object_type
from graphql_api.types.common import Record
from projections.measures import MeasureRow, MeasureTextRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.posts import PostRow

Measure = object_type(
    MeasureRow,
    "Measure",
    interfaces=(Record,),
    links={
        "official": Link(OfficialRow, {"id": "official"}),
        "post": Link(PostRow, {"id": "post"}),
        "office": Link(OfficeRow, {"code": "office"}),
        "proposed_by": Link(OfficialRow, {"id": "proposed_by"}),
        "decided_by": Link(OfficialRow, {"id": "decided_by"}),
        "text": Link(MeasureTextRow, {"measure": "id"}, description="its grounds; null for who may not see them"),
    },
)
object_type(MeasureTextRow, "MeasureText", hidden=("measure", "official"))
