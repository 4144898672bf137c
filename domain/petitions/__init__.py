"""Acts of response: recommendations, petitions, proposals and applications for proceedings (¶14(2)a, ¶15).

Drafting, signing, transmitting, receiving and replying are five facts by five hands. What an act says is kept in
two parts: the operative part identifies nobody and may stand in any ledger; the reasoning may speak of one person
and is recorded apart, as an event that names whose it is, so that it can be sealed without touching the rest.
"""
