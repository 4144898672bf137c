"""The outermost ring: PostgreSQL, the event store, identity, HTTP and the command line.

The only room where things are wired together; nothing imports it but its own entry points.
"""
