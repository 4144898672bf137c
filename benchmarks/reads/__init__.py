"""Questions over HTTP, the register beside PostGraphile, hand-written SQL and Strawberry with dataloaders.

`python -m benchmarks.reads` measures them in one run, on one database, with the same answers; see its `--help`.
"""
