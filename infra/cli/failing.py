"""Failures told in one line: what, where, and what would be right. Never a traceback, never a value of somebody's."""

import traceback

from infra.settings import SettingRefused


class CommandFailed(Exception):
    """A command cannot be carried out; the text says what is wrong and what would be right."""


class AskedWrongly(CommandFailed):
    """What was asked no register could answer; the process ends with 2 and not with 1."""


def told(error: Exception) -> str:
    """The line for an error. Errors that nobody foresaw are told as type and place: their text may hold anything."""
    if isinstance(error, (CommandFailed, SettingRefused)):
        return str(error)
    if type(error).__name__ in _CLEAR and type(error).__module__.partition(".")[0] == "infra":
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"unexpected {type(error).__name__} at {frame.filename.rpartition('/')[2]}:{frame.lineno}; "
        "nothing half-done was kept. OMBUDSMAN_DEBUG=1 shows all of it"
    )


_CLEAR = frozenset(
    {
        "DatabaseUnreachable",
        "DatabaseUnsuitable",
        "DatabaseUnavailable",
        "DemonstrationFailed",
        "FileRefused",
        "HistoryRewrittenError",
        "HoleInRegisterError",
        "KeyNotHereError",
        "KeysUnavailableError",
        "LogKeyRefused",
        "MigrationError",
        "MigrationsPendingError",
        "RebuildInterruptedError",
        "RebuildRunningError",
        "RegisterRewrittenError",
        "StoreUnavailableError",
        "UndecodableEventError",
    }
)
"""Errors of ours whose own words are fit to be shown; named, so that no room is loaded only to fail."""
