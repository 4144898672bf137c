"""What the audit trail costs: the log behind the register, its proofs, and what all of it takes from the appends.

`python -m benchmarks.audit` measures it alone; it is the part `audit` of `python -m benchmarks`, too.
"""
