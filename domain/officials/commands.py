"""What may be asked about officials themselves; their posts are asked about in `domain.posts`."""

from domain.identifiers import OfficialId
from domain.message import Command, Iin, PersonalLine
from domain.officials.state import Access
from domain.text import Text


class RegisterOfficial(Command):
    """Enter a person as an official, who may then be appointed.

    official: the id under which to enter the person; by default it follows from the command's id
    name: full name as in the order of appointment
    iin: individual identification number
    """

    words = Text(kk="лауазымды адамды тіркеу", ru="внести должностное лицо в реестр", en="register an official")
    official: OfficialId | None = None
    name: PersonalLine
    iin: Iin | None = None


class GrantAccess(Command):
    """Give an official access that hangs on no post.

    official: who receives it
    access: which
    """

    words = Text(kk="арнайы рұқсат беру", ru="предоставить особый доступ", en="grant special access")
    official: OfficialId
    access: Access


class RevokeAccess(Command):
    """Take special access back.

    official: who loses it
    access: which
    """

    words = Text(kk="арнайы рұқсатты қайтарып алу", ru="отозвать особый доступ", en="revoke special access")
    official: OfficialId
    access: Access
