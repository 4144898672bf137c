"""Bringing in the casework of earlier systems: files read row by row, told to the register in its own commands."""
