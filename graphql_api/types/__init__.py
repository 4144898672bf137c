"""Object types of the schema, one module per kind of record."""
