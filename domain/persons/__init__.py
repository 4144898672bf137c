"""Persons: those who complain, are represented, are named. Their personal data stands in their own streams."""
