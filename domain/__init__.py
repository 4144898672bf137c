"""What the law allows and what happened: pure rules over immutable events.

Nothing in this room performs I/O, reads a clock or draws a random number.
It knows the standard library, msgspec and itself.
"""
