"""What somebody may want done with an act of response, by the part of its life in which it is wanted."""
