"""The event store: one append-only table, one function that writes it, states as JSON under stable names."""
