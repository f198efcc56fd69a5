"""The yearly report: from the ledger's entries to figures, tables, a page and files."""
