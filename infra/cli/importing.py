"""`import`: bringing in the casework of earlier systems."""

import typer

app = typer.Typer(help="Bring in the casework of an earlier system, through the register's own commands.")
