"""Files become the model: outreach.toml, rounds, designs, and the address book as Excel left it."""
