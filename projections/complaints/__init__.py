"""Read models of complaints: rows, and the handlers by part of a complaint's life."""
