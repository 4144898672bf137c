"""The base of commands on one complaint."""

from domain.identifiers import ComplaintId
from domain.message import Command


class OnComplaint(Command):
    """A command on one complaint.

    complaint: the complaint
    """

    complaint: ComplaintId
