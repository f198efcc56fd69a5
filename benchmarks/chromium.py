"""Chromium, headless, printing a web page with ``writing-mode: vertical-rl`` to PDF."""

from __future__ import annotations

import os
import shutil

from benchmarks.peer import Peer, Task
from benchmarks.webpage import Ways, write_pages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WAYS = Ways(
    # Without containment Chromium lays every box out against every page: half as fast.
    face="contain: strict",
    column="writing-mode: vertical-rl; white-space: nowrap; line-height: 1",
    spaced="letter-spacing: 0.22em",
)


def _find() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _prepare(program: str, task: Task) -> list[str]:
    page = write_pages(task, WAYS)
    out = task.folder / "made" / "cards.pdf"
    out.parent.mkdir()
    command = [
        program, "--headless", "--disable-gpu", "--disable-pdf-tagging",
        f"--user-data-dir={task.folder / 'profile'}", "--no-first-run",
        "--allow-file-access-from-files", "--no-pdf-header-footer", f"--print-to-pdf={out}",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")  # root in a container cannot have one
    return [*command, page.as_uri()]


PEER = Peer("Chromium", "apt-get install chromium", _find, _prepare)
