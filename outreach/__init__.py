"""Picture postcards to people who cannot leave home: print-ready PDFs and a mailing log."""

__version__ = "0.1.0"
