"""Compartments: sets of records behind a wall, crossed only by a recorded grant of the Ombudsman (¶15(10))."""
