"""Officials as tables: their names, posts, actings and special access."""

from datetime import datetime

from domain.officials.state import Access
from projections.rows import Row, Visibility


class OfficialRow(Row, table="official", key=("id",), visible=Visibility.STAFF, indexes=("name",)):
    """An official of the Centre or of an office; names of officials are known to all staff.

    id: the official
    name: full name as in the order of appointment
    posts: posts held
    acting: posts whose holder the official acts for (¶16)
    offices: offices of the posts held or acted for
    access: special access that hangs on no post
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    name: str
    posts: tuple[str, ...] = ()
    acting: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    access: tuple[Access, ...] = ()
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class OfficialIdentityRow(Row, table="official_identity", key=("official",), visible=Visibility.PERSONNEL_CONTENTS):
    """What identifies an official beyond the name.

    official: the official
    iin: individual identification number
    """

    official: str
    iin: str | None = None
