"""The Centre and its offices in the regions, the cities of national importance and the capital (¶1, ¶2, ¶24)."""
