"""What people ask, kept ready as tables: every read model is computed from events and may be dropped and rebuilt.

Nothing in this room performs I/O: handlers change rows in memory, SQL is text. It knows the domain and itself.
"""
