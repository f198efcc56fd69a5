"""What the customer barcodes of a round say: read out of the addresses once, then frozen."""

from __future__ import annotations

from pathlib import Path

from outreach.model.recipient import Addressee
from outreach.post.address import Reader, address_of
from outreach.post.barcode import barcode_data
from outreach.post.gazetteer import open_gazetteer


class Barcodes:
    """Reads addresses with the postal data, which is opened once; ``cache`` is its folder."""

    def __init__(self, cache: Path) -> None:
        self._gazetteer = open_gazetteer(cache)
        self._reader = Reader(self._gazetteer)

    def data(self, addressee: Addressee) -> str | None:
        """Return what the barcode says after the code; None where there must be no barcode."""
        code = addressee.postal_code
        address, building = address_of(addressee)
        reading = self._reader.read(address, building, code)
        return barcode_data(code, reading, is_office=self._gazetteer.is_office(code))
