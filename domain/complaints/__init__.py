"""Complaints to the Ombudsman and the Representatives (¶14(1)c) and communications to the Centre (¶14(1)d):
from registration over admissibility, explanation and decision to closing, with their side tracks."""
