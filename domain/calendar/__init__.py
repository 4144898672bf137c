"""The working calendar: days declared off and working by legal acts, and the deadlines that run on them."""
