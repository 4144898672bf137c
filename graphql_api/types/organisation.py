"""The organisation in the schema: offices, posts, who held them when, officials, persons."""

import strawberry
from strawberry import UNSET, Parent

from domain.text import Text
from graphql_api.context import Info
from graphql_api.links import Link
from graphql_api.objects import object_type
from graphql_api.reads import READS, Arguments, Asking, Leaf, Parts, json_text
from graphql_api.types.common import LanguageArgument, Paragraph, Record, in_language
from graphql_api.types.reading import read_count
from projections.boards import OfficeBoardRow, WorkloadRow
from projections.calendar import CalendarDayRow, CalendarRow
from projections.complaints.rows import ComplaintPartyRow
from projections.offices import OfficeRow
from projections.officials import OfficialIdentityRow, OfficialRow
from projections.persons import PersonRow
from projections.posts import PostRow, TenureRow
from projections.staffing import StaffingRow


def _name(asking: Asking, office: str, given: Arguments) -> str:
    language = given.get("language")
    return json_text(f"{office}.name_{language.value if language else asking.language}", nullable=False)


class _Office:
    @strawberry.field(description="Its name on the letterhead.", metadata={READS: Leaf(_name)})
    def name(root: Parent[OfficeRow], info: Info, language: LanguageArgument = UNSET) -> str:  # noqa: N805
        return in_language(Text(kk=root.name_kk, ru=root.name_ru, en=root.name_en), info, language)


Office = object_type(
    OfficeRow,
    "Office",
    _Office,
    interfaces=(Record,),
    links={
        "successor": Link(OfficeRow, {"code": "successor"}),
        "posts": Link(PostRow, {"office": "code"}, many=True, description="posts of its staff schedule"),
        "board": Link(
            OfficeBoardRow,
            {"office": "code"},
            description="where its matters stand today; null for who does not see them all",
        ),
        "workload": Link(
            WorkloadRow, {"office": "code"}, many=True, description="what its officials are charged with today"
        ),
        "schedule": Link(StaffingRow, {"office": "code"}, description="its staff schedule"),
    },
)


object_type(
    StaffingRow,
    "StaffSchedule",
    interfaces=(Record,),
    links={"office": Link(OfficeRow, {"code": "office"}), "posts": Link(PostRow, {"id": "posts"}, each=True)},
)


class _Post:
    @strawberry.field(
        description="Powers of a delegation that awaits the Ombudsman's agreement (¶18).",
        metadata={READS: Parts("{}.proposed".format)},
    )
    def proposed(root: Parent[PostRow]) -> list[Paragraph]:  # noqa: N805
        return [Paragraph(id=strawberry.ID(paragraph)) for paragraph in root.proposed]

    @strawberry.field(
        description="Powers proposed for or handed to this post (¶18).",
        metadata={READS: Parts("{}.delegated".format)},
    )
    def delegated(root: Parent[PostRow]) -> list[Paragraph]:  # noqa: N805
        return [Paragraph(id=strawberry.ID(paragraph)) for paragraph in root.delegated]


Post = object_type(
    PostRow,
    "Post",
    _Post,
    interfaces=(Record,),
    links={
        "office": Link(OfficeRow, {"code": "office"}),
        "holder": Link(OfficialRow, {"id": "holder"}),
        "acting": Link(OfficialRow, {"id": "acting"}),
        "tenures": Link(TenureRow, {"post": "id"}, many=True, description="who held it, acted or was delegated when"),
    },
)

Tenure = object_type(
    TenureRow,
    "Tenure",
    links={
        "post": Link(PostRow, {"id": "post"}),
        "official": Link(OfficialRow, {"id": "official"}),
        "office": Link(OfficeRow, {"code": "office"}),
    },
    hidden=("ordinal",),
)

Official = object_type(
    OfficialRow,
    "Official",
    interfaces=(Record,),
    links={
        "posts": Link(PostRow, {"id": "posts"}, each=True),
        "acting": Link(PostRow, {"id": "acting"}, each=True),
        "offices": Link(OfficeRow, {"code": "offices"}, each=True),
        "tenures": Link(TenureRow, {"official": "id"}, many=True, description="posts held, acted for or delegated to"),
        "identity": Link(
            OfficialIdentityRow,
            {"official": "id"},
            description="what identifies the official beyond the name; null for who may not see it",
        ),
    },
)
object_type(OfficialIdentityRow, "OfficialIdentity", hidden=("official",))


class _Person:
    read_count = read_count()


Person = object_type(
    PersonRow,
    "Person",
    _Person,
    interfaces=(Record,),
    links={
        "registered_by": Link(OfficialRow, {"id": "registered_by"}),
        "complaints": Link(
            ComplaintPartyRow, {"person": "id"}, many=True, description="complaints that the person takes part in"
        ),
    },
)

object_type(
    CalendarRow,
    "WorkingCalendar",
    interfaces=(Record,),
    links={
        "days": Link(
            CalendarDayRow,
            {"calendar": "id"},
            many=True,
            description="days declared off or working; all others follow the week",
        )
    },
)
object_type(CalendarDayRow, "CalendarDay", hidden=("calendar",))
