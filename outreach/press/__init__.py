"""Frames to files: geometry, content streams, fonts, PDF volumes and what checks them."""
