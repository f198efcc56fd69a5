"""Foreign address books: each format becomes contacts, and every contact an entry of ours."""
