"""What happens to complaints, by the part of their life in which it happens: intake, course, outcome."""
