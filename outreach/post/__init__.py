"""Japanese postal knowledge: pure data and functions."""
