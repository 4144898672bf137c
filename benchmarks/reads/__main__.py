"""`python -m benchmarks.reads`: the questions over HTTP, the register beside its peers, in one run on one database.

One question, some contestants, a few seconds, on data that are kept for the next time:

    python -m benchmarks.reads --home ~/.cache/reads --query a --contestants register hand --seconds 5 --rounds 1

`--profile FILE` writes where the register's process spent its time (read it with `python -m pstats FILE`).
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec
from msgspec.structs import replace

from benchmarks.arena import arena, kept_arena, say
from benchmarks.figures import ratios, table
from benchmarks.machine import facts, machine
from benchmarks.reads.bounds import told, verdicts
from benchmarks.reads.contestants import NAMES, profiled
from benchmarks.reads.measuring import reads
from benchmarks.reads.questions import Asked
from benchmarks.reads.sizes import SIZES, ReadSize
from infra.cli.stopping import stop_cleanly


def main() -> int:
    """Run what the arguments ask for; the exit code."""
    given = _parser().parse_args()
    size = _size(given)
    with stop_cleanly() as stops:
        try:
            with ExitStack() as stack:
                ground = stack.enter_context(kept_arena(given.home) if given.home else arena(given.directory))
                if given.profile:
                    stack.enter_context(profiled(given.profile))
                found = machine(ground.home, ground.dsn)
                figures = list(reads(ground, size, given.contestants, [Asked(query) for query in given.query]))
        except BaseException:  # what a library makes of the signal is the signal still
            if not stops:
                raise
            say("stopped")
            return stops[0].exit_code
    if given.json:
        everything = {
            "size": size,
            "machine": found,
            "figures": figures,
            "ratios": ratios(figures),
            "verdicts": list(verdicts(figures)),
        }
        print(msgspec.json.format(msgspec.json.encode(everything)).decode())
    else:
        print("\n".join(f"{name}: {value}" for name, value in facts(found)), end="\n\n")
        print(table(figures), told(verdicts(figures)), sep="\n\n")
    return 0


def _size(given: argparse.Namespace) -> ReadSize:
    size = SIZES["quick" if given.quick else given.size]
    said = {name: value for name in ReadSize.__struct_fields__ if (value := getattr(given, name, None)) is not None}
    return replace(size, **said)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reads", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--query", nargs="+", choices=[asked.value for asked in Asked], default=[asked.value for asked in Asked])
    add("--contestants", nargs="+", choices=NAMES, default=list(NAMES), help="the first one is whom others must equal")
    add("--size", choices=SIZES, default="full", help="what is taken for all that is not said otherwise")
    add("--quick", action="store_true", help="the same as --size quick: about a minute")
    add("--cases", type=int, help="cases in the register")
    add("--base", type=int, help="how many of them are told by commands, the others being copies")
    add("--grown", type=int, help="cases of a larger register to see what growth costs; 0 for none")
    add("--seconds", type=float, help="length of each measurement")
    add("--rounds", type=int, help="how often each contestant has its turn")
    add("--connections", type=int, help="HTTP connections at the same time")
    add("--home", type=Path, help="a directory of the database that stays, and is used again by the next run")
    add("--directory", type=Path, help="where a database lies that is gone afterwards")
    add("--profile", type=Path, metavar="FILE", help="profile the register's process into this file")
    add("--json", action="store_true", help="print the figures as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
