"""The library's door: the stages called in order; no formats, no SQL, no layout."""
