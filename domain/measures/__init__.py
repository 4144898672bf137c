"""Disciplinary penalties, incentives and awards of those who serve in the Centre and its offices (¶19(5)–(7)).

Who decides follows from who appoints: the Head on employees (¶19(5)), the Ombudsman on Representatives after the
Head's proposal (¶19(6)) and on the Head and deputy heads, whom the Regulation does not name, as on all whom the
Ombudsman appoints (¶17). Awards are proposed by the Head and decided or forwarded by the Ombudsman (¶19(7)).
"""
