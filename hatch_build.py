"""The message catalogues: compiled while the package is built, extracted by ``--extract``.

``python hatch_build.py`` compiles every .po to the .mo beside it; with ``--extract`` it first
brings the .po files up to the code: new texts come in, texts nobody says any more go.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # started by hand, where nothing is built
    BuildHookInterface = object

ROOT = Path(__file__).parent
LOCALE = Path("outreach", "locale")
KEYWORDS = {"phrase": None, "_": None, "translate": None, "ngettext": (1, 2)}
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # the same texts, the same file


def catalogue_files(root: Path) -> list[Path]:
    """Return every .po file."""
    return sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po"))


def compile_catalogues(root: Path) -> None:
    """Write the .mo beside every .po."""
    for path in catalogue_files(root):
        with path.open("rb") as source:
            catalogue = read_po(source)
        with path.with_suffix(".mo").open("wb") as sink:
            write_mo(sink, catalogue)


def texts_of(package: Path) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield file and text of everything a package says."""
    for file, _, text, *_ in extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS):
        yield file, text


def extract(root: Path) -> None:
    """Bring the catalogues up to what the code says; the English one is complete by itself."""
    click = find_spec("click")
    packages = {"outreach": root / "outreach", "click": Path(str(click and click.origin)).parent}
    for path in catalogue_files(root):
        with path.open("rb") as source:
            old = read_po(source)
        fresh = Catalog(
            locale=path.parent.parent.name, project=path.stem, version="1", charset="utf-8",
            creation_date=EPOCH, revision_date=EPOCH, last_translator="outreach",
            language_team="outreach", fuzzy=False, header_comment=f"# What {path.stem} says.",
        )  # fmt: skip
        for file, text in sorted(texts_of(packages[path.stem]), key=str):
            known = old.get(text if isinstance(text, str) else text[0])
            said = known.string if known else ""
            if path.parent.parent.name == "en":
                said = text
            fresh.add(text, said, locations=[(f"{path.stem}/{file}", 0)])
        with path.open("wb") as sink:
            write_po(sink, fresh, width=100, include_lineno=False)


class CatalogueHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """Compiles the catalogues before a wheel, also an editable one, or an sdist is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the .mo files, which git ignores, as part of the package."""
        compile_catalogues(Path(self.root))
        build_data["artifacts"].append(f"{LOCALE.as_posix()}/**/*.mo")


if __name__ == "__main__":
    if "--extract" in sys.argv[1:]:
        extract(ROOT)
    compile_catalogues(ROOT)
