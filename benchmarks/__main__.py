"""`python -m benchmarks`: measures and prints. Progress goes to stderr, figures to stdout; Ctrl-C ends it cleanly."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import msgspec

from benchmarks.appending import appends
from benchmarks.arena import Arena, arena, kept_arena, say, show
from benchmarks.audit.measuring import audit
from benchmarks.audit.sizes import SIZES as AUDIT_SIZES
from benchmarks.bulk import imports, write_cases
from benchmarks.casework import carry_out, cases, found
from benchmarks.clients import Clients
from benchmarks.figures import Figure, ratios, table
from benchmarks.machine import Machine, facts, machine
from benchmarks.page import page
from benchmarks.reads.measuring import reads
from benchmarks.reads.sizes import SIZES as READ_SIZES
from benchmarks.serving import over_http
from benchmarks.sizes import SIZES, Size
from infra.cli.stopping import stop_cleanly
from infra.register import Register
from infra.store.recorder import Store

PARTS = ("appends", "bulk", "http", "reads", "audit")
PAGE = "docs/benchmarks.md"


def main() -> int:
    """Run what the arguments ask for; the exit code."""
    asked = _parser().parse_args()
    size = SIZES["quick" if asked.quick else asked.size]
    begin = time.monotonic()
    with stop_cleanly() as stops:
        try:
            with arena(asked.directory) as ground:
                found_machine = machine(ground.home, ground.dsn)
                figures = list(_figures(ground, asked, size))
        except BaseException:  # what a library makes of the signal is the signal still
            if not stops:
                raise
            say("stopped; nothing is left behind")
            return stops[0].exit_code
    say(f"measured in {time.monotonic() - begin:.0f} s")
    _tell(found_machine, figures, asked, size)
    return 0


def _figures(ground: Arena, asked: argparse.Namespace, size: Size) -> Iterator[Figure]:
    if "appends" in asked.only:
        with Clients(max(size.clients), "benchmarks.appending") as clients:
            yield from appends(ground, clients, size)
    if {"bulk", "http"} & set(asked.only):
        yield from _of_one_register(ground, asked, size)
    if "reads" in asked.only:
        with kept_arena(asked.home) if asked.home else nullcontext(ground) as where:
            yield from reads(where, READ_SIZES["quick" if asked.quick else asked.size])
    if "audit" in asked.only:
        yield from audit(ground, AUDIT_SIZES["quick" if asked.quick else asked.size])


def _of_one_register(ground: Arena, asked: argparse.Namespace, size: Size) -> Iterator[Figure]:
    with Store(ground.dsn) as store:
        institution = found(Register(store))
    if "bulk" in asked.only:
        file = asked.file or ground.home / "cases.csv"
        if not asked.file:
            write_cases(file, size.imported)
        yield from imports(ground, file, size)
    if "http" in asked.only:
        say(f"{size.cases} cases for the questions")
        with Store(ground.dsn) as store:
            carry_out(Register(store), cases(institution, size.cases))
        show(ground.dsn)
        yield from over_http(ground, institution, size)


def _tell(found_machine: Machine, figures: list[Figure], asked: argparse.Namespace, size: Size) -> None:
    command = _command(asked)
    if asked.json:
        told = {
            "command": command,
            "size": size,
            "machine": found_machine,
            "figures": figures,
            "ratios": ratios(figures),
        }
        print(msgspec.json.format(msgspec.json.encode(told)).decode())
    else:
        print("\n".join(f"{name}: {value}" for name, value in facts(found_machine)), end="\n\n")
        print(table(figures))
    if asked.write:
        file = "that of `--file`" if asked.file else f"generated: {size.imported:,} cases of two heads on average"
        asked.write.write_text(page(found_machine, figures, command=command, file=file), encoding="utf-8")
        say(f"written: {asked.write}")


def _command(asked: argparse.Namespace) -> str:
    """What repeats the run, without the places that only this machine has."""
    said = {
        "--size": "quick" if asked.quick else asked.size,
        "--only": " ".join(asked.only) if len(asked.only) < len(PARTS) else None,
        "--file": asked.file and asked.file.name,
        "--write": asked.write and PAGE,
    }
    arguments = " ".join(f"{option} {value}" for option, value in said.items() if value and value != "full")
    return f"make bench ARGS='{arguments}'" if arguments else "make bench"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--size", choices=SIZES, default="full", help="how much is measured: full (some minutes), quick, smallest")
    add("--quick", action="store_true", help="the same as --size quick: under a minute")
    add("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=f"which parts: {', '.join(PARTS)}")
    add("--file", type=Path, help="import this file of housing decisions instead of a generated one")
    add("--json", action="store_true", help="print the figures as JSON")
    add("--write", type=Path, metavar="PAGE", help=f"write the page of the figures, {PAGE}")
    add("--directory", type=Path, help="where the database lies while measuring; default: the place of temporary files")
    add("--home", type=Path, help="keep the large registers of the reads here, and use those that are there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
