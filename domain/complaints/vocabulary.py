"""Closed lists and small values of complaints."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.identifiers import PersonId
from domain.message import Line, Prose
from domain.persons.state import PersonDetails
from domain.value import Value

HeadKey = Annotated[str, Meta(pattern=r"^[0-9]{1,3}\Z")]
"""Number of a head within its complaint: 1, 2, 3 …"""


class Addressee(StrEnum):
    """To whom the applicant wrote; it decides the series and who answers."""

    OMBUDSMAN = "ombudsman"
    REPRESENTATIVE = "representative"
    CENTRE = "centre"


class Channel(StrEnum):
    """By which way it came in or goes out."""

    INTERNET = "internet"
    EMAIL = "email"
    POST = "post"
    DESK = "desk"
    RECEPTION = "reception"
    TELEPHONE = "telephone"
    INTERNAL = "internal"


class Status(StrEnum):
    """Where a complaint stands."""

    REGISTERED = "registered"
    UNDER_EXAMINATION = "under_examination"
    SUSPENDED = "suspended"
    DECIDED = "decided"
    REMEDIES_EXPLAINED = "remedies_explained"
    FORWARDED = "forwarded"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    CLOSED = "closed"


OPEN = frozenset({Status.REGISTERED, Status.UNDER_EXAMINATION, Status.SUSPENDED})
"""The clock of these runs or rests; all others have an outcome."""
CONCLUDED = frozenset(
    {
        Status.DECIDED,
        Status.REMEDIES_EXPLAINED,
        Status.FORWARDED,
        Status.REFUSED,
        Status.ANSWERED,
        Status.WITHDRAWN,
    }
)
"""These have an outcome of which the applicant is told before the case is closed."""


class Finding(StrEnum):
    """Outcome of one head of complaint."""

    VIOLATION_FOUND = "violation_found"
    VIOLATION_NOT_FOUND = "violation_not_found"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    DISCONTINUED = "discontinued"


class Confidentiality(StrEnum):
    """How far a case is known inside the institution."""

    ORDINARY = "ordinary"
    RESTRICTED = "restricted"
    """Only the assigned official, the Representative of the office, the instructed and the Ombudsman."""


class Respondent(Value, omit_defaults=True):
    """The body, organisation or official complained of, by its public name.

    name: name of the body
    body_type: what kind of body it is
    """

    name: Line
    body_type: Line | None = None


class Applicant(Value, omit_defaults=True):
    """Somebody who complains: a person already registered, or details of a new one; exactly one of the two.

    person: id of a person already registered
    details: what the person tells about himself or herself
    """

    person: PersonId | None = None
    details: PersonDetails | None = None


class HeadOfComplaint(Value, omit_defaults=True):
    """One thing complained of; each receives its own finding.

    category: what it is about
    subject: the matter in the office's words, identifying nobody
    """

    category: Line
    subject: Prose | None = None


class Source(Value, omit_defaults=True):
    """Where an imported record comes from.

    system: name of the earlier system
    number: its number there
    deadline: the deadline that the earlier system had set
    """

    system: Line
    number: Line
    deadline: date | None = None
