"""Compartments in the schema: what each is called, and who may cross its wall."""

from graphql_api.links import Link
from graphql_api.objects import object_type
from graphql_api.types.common import Record
from projections.compartments import CompartmentRow, CrossingRow
from projections.officials import OfficialRow

Compartment = object_type(
    CompartmentRow,
    "Compartment",
    interfaces=(Record,),
    links={
        "opened_by": Link(OfficialRow, {"id": "opened_by"}),
        "crossings": Link(
            CrossingRow, {"compartment": "id"}, many=True, description="who may cross its wall, and until when"
        ),
    },
)
object_type(
    CrossingRow,
    "Crossing",
    links={
        "official": Link(OfficialRow, {"id": "official"}),
        "compartment": Link(CompartmentRow, {"id": "compartment"}),
        "granted_by": Link(OfficialRow, {"id": "granted_by"}),
    },
)
