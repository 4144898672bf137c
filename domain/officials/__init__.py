"""Officials: who serves, in which posts, acting for whom. The place where authority begins."""
