"""The transparency log: the register as a Merkle tree whose signed checkpoints show later that nothing was rewritten.

`verify` is the one truth about encodings and proofs and stands alone; `tiles` and `tree` keep the tree, `follower` lets
it grow behind the register.
"""
