"""What happens to acts of response, by the part of their life in which it happens."""
