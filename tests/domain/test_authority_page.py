"""The printed authority matrix says what the commands say."""

from pathlib import Path

from domain.matrix import page

PAGE = Path(__file__).parents[2] / "docs" / "authority.md"


def test_the_printed_matrix_is_the_one_that_the_commands_declare() -> None:
    printed = PAGE.read_text(encoding="utf-8").splitlines()
    assert printed == list(page()), "print it again: python -m domain.matrix > docs/authority.md"
