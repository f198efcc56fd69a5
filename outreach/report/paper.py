"""HTML to PDF with WeasyPrint, which sees nothing but the assets it is handed.

Only the drawing child imports this module.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import weasyprint
from weasyprint.urls import URLFetcherResponse

from outreach.artwork.render import AssetsOnly, Complaints, NotDrawnError

_FONT = "font"


class ReportAssets(AssetsOnly):
    """Gives out the font and the charts of this report and nothing else."""

    def fetch(self, url: str, headers: object = None) -> Any:
        """Return the asset with the type it has."""
        super().fetch(url, headers)  # refuses whatever is none of them
        name = url.partition(":")[2]
        kind = "font/sfnt" if name == _FONT else "image/svg+xml"
        return URLFetcherResponse(url, self.assets[name], {"Content-Type": kind})


def as_pdf(html: str, assets: Mapping[str, bytes]) -> bytes:
    """Return a page of HTML as a tagged PDF, which can be read aloud; its assets are by name.

    Raises:
        NotDrawnError: WeasyPrint complained: a mistake of the page's.
        FatalURLFetchingError: the page asks for something that is none of its assets.
    """
    complaints = Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    document = weasyprint.HTML(string=html, url_fetcher=ReportAssets(assets))
    pdf: bytes = document.write_pdf(pdf_tags=True)
    if complaints.heard:
        raise NotDrawnError("complaint", complaints.heard[0])
    return pdf
