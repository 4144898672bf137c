"""`python -m benchmarks.audit`: what the audit trail costs, on a database of its own that is gone afterwards."""

import argparse
import sys
from pathlib import Path

import msgspec

from benchmarks.arena import arena, say
from benchmarks.audit.bounds import verdicts
from benchmarks.audit.measuring import PARTS, audit
from benchmarks.audit.sizes import SIZES
from benchmarks.figures import ratios, table
from benchmarks.machine import facts, machine
from benchmarks.reads.bounds import told
from infra.cli.stopping import stop_cleanly


def main() -> int:
    """Run what the arguments ask for; the exit code."""
    given = _parser().parse_args()
    size = SIZES["quick" if given.quick else given.size]
    with stop_cleanly() as stops:
        try:
            with arena(given.directory) as ground:
                found = machine(ground.home, ground.dsn)
                figures = list(audit(ground, size, given.only))
        except BaseException:  # what a library makes of the signal is the signal still
            if not stops:
                raise
            say("stopped; nothing is left behind")
            return stops[0].exit_code
    if given.json:
        everything = {"size": size, "machine": found, "figures": figures, "ratios": ratios(figures)}
        print(msgspec.json.format(msgspec.json.encode(everything)).decode())
    else:
        print("\n".join(f"{name}: {value}" for name, value in facts(found)), end="\n\n")
        print(table(figures), told(verdicts(figures)), sep="\n\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    add = parser.add_argument
    add("--size", choices=SIZES, default="full", help="how much is measured: full (some minutes), quick, smallest")
    add("--quick", action="store_true", help="the same as --size quick: about a minute")
    add("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=f"which: {', '.join(PARTS)}")
    add("--directory", type=Path, help="where the database lies while measuring; default: the place of temporary files")
    add("--json", action="store_true", help="print the figures as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
