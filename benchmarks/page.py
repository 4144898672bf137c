"""The page docs/benchmarks.md, written from one run so that one command renews it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.audit.bounds import verdicts as of_the_trail
from benchmarks.figures import Figure, markdown
from benchmarks.machine import Machine, facts
from benchmarks.reads.bounds import verdicts as of_reads

_HEAD = """# Benchmarks

What the register costs, beside what it is compared with, all measured in one run. Written by the command below; do not
edit. Only figures of one run can be compared: another machine, or another hour of the same one, gives others.

    {command}

| | |
| --- | --- |
{facts}
| Measured on | {day} |
"""
_TAIL = """## How to read them

* Everything shares one machine: clients, servers and PostgreSQL take each other's cores. With fewer than four cores
  the figures for 16 clients or connections say how the register behaves when it is crowded, not how far it can go.
* **Appends.** Clients are processes with one connection each; an append is a transaction with its own commit, nothing
  is batched. The register appends one after another under a lock, which gives it an order without holes and readers
  who miss nothing; the price is that its commits cannot share a write to the disk, as those of `pgbench` do with many
  clients. The stock library locks its table for the same reason. `Register.execute` does what the others do not: it
  checks authority, decides under the rules, guards all that it read and remembers the command. All write a state of
  the same size, only `RegisterComplaint` makes several events.
* **Import and rebuild.** The file is {file}. The peers write or show the same events without deciding anything; the
  stock runner fills one small table, the register's rebuild all of its tables.
* **Mutations** are one request that is answered when the read model shows the change; each answer is checked for it.
  The peer changes one row and keeps one event in one transaction, so it has nothing to wait for.
* **Questions** go to the server as everybody starts it, with token, row-level security and log. The peer reads the
  same tables as the same role under the same policies by one statement written by hand for each question, of which
  PostgreSQL builds the JSON. Both sides' answers are compared before they are measured, and must be equal.
* **Questions in one run with the peers.** All servers run side by side on one database, one process each, and are asked
  turn by turn; before each turn their answers are compared and must be the same data. The figures are the middle of the
  rounds. The register answers as `ombudsman serve` runs it: token, visibility, limits, cost, the record of what was
  read, telemetry. PostGraphile, the hand-written SQL and the Strawberry schema read the same tables in the role of the
  reader under the same row-level security, each request entering for its official in the transaction in which it
  reads; they check no token and count nothing. PostGraphile runs on Node's own HTTP server with prepared statements,
  without GraphiQL, and is told by smart tags of the relations that the read tables do not declare. The hand-written
  statement goes over the wire together with the entering, as one implicit transaction: of the ways that were tried the
  fastest by a third. "MB" is the memory of the server's process after the load (resident set).
* Their data are some thousand cases told by commands, copied in the read tables with new ids, numbers and positions:
  eight events a case on average, every twelfth one with more than twenty. **The same questions to a larger register**
  are put to two processes of the register in turn.
* They are asked by `wrk` if it is installed, otherwise by the client described below, which costs more of a core.
* **The log.** Its leaves are hashed and its tiles stored from rows of some 600 bytes; the peer hashes the same rows in
  one statement and stores nothing. Proofs are taken from generated trees, tiles being read anew for each.
* **Appends with everything on** are those of the same clients in the same rounds: with values sealed while another
  process lets the tree grow and signs it, and with values in plain words while nobody follows. Clients, database and
  log share the processors of the machine.
* **The past.** A record and boards are asked of moments chosen by chance, among copies of cases told by commands; "now"
  are the same questions about the present. The trail as a file is that register's, read as the Ombudsman.
* Connections stay open and carry one question at a time; p50 and p99 are those of the client, a plain socket, because
  a comfortable client library would take a large part of a shared core.
"""


def page(machine: Machine, figures: Sequence[Figure], *, command: str, file: str) -> str:
    """The page's text."""
    lines = "\n".join(f"| {name} | {value} |" for name, value in facts(machine))
    head = _HEAD.format(command=command, facts=lines, day=f"{datetime.now(UTC):%-d %B %Y}")
    return f"{head}\n{markdown(figures)}\n{_reached(figures)}{_TAIL.format(file=file)}"


def _reached(figures: Sequence[Figure]) -> str:
    """The bounds of reads and trail, each with what this run found; nothing when it did not measure them."""
    found = (*of_reads(figures), *of_the_trail(figures))
    lines = [f"| {v.bound} | {v.what} | {v.found} | {'yes' if v.kept else '**no**'} |" for v in found]
    if not lines:
        return ""
    head = ["## What is to be reached", "", "| bound | of what | found | kept |", "| --- | --- | ---: | --- |"]
    return "\n".join([*head, *lines, "", ""])
