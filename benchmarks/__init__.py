"""What the register costs, measured beside its peers in the same run: appends, imports, mutations, reads.

`python -m benchmarks` prints the figures of docs/benchmarks.md; it works on a database of its own and on loopback.
"""
