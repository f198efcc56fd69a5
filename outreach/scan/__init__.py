"""Handwriting from paper: sheets with numbered cells, found again in photos and scans of them.

``sheet`` and ``marks`` say what a sheet looks like, and know no library; ``faces`` prints it by
them. ``pages`` opens the files that come back, ``finding`` finds the sheets in a picture,
``cutting`` and ``inking`` take the ink off the paper. OpenCV and zxing-cpp are an extra.
"""
