"""The schema's files: `python -m graphql_api` writes the schema as it is now to the file that is committed.

`compare` tells what changed for clients since the last release and fails when it breaks them; `release` makes the
schema as it is now the one that later ones are compared with.
"""

import sys
from datetime import UTC, datetime

from graphql_api.compatibility import RELEASED, compare
from graphql_api.schema import COMMITTED, sdl

USAGE = "python -m graphql_api [compare | release]"


def main(arguments: list[str]) -> int:
    """Do what is asked; the exit code is 1 for a forbidden change, 2 for a word that is not known."""
    match arguments:
        case []:
            COMMITTED.write_text(sdl(), encoding="utf-8")
        case ["release"]:
            RELEASED.write_text(sdl(), encoding="utf-8")
        case ["compare"]:
            changes = compare(RELEASED.read_text(encoding="utf-8"), sdl(), datetime.now(UTC).date())
            for change in changes:
                sys.stdout.write(f"{'BREAKS' if change.forbidden else 'notice'}  {change}\n")
            return int(any(change.forbidden for change in changes))
        case _:
            sys.stderr.write(f"{USAGE}\n")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
