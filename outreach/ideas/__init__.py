"""Help for an empty page: what the season is, and words to begin with, never a finished message."""
