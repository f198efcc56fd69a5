"""The battery's own: a line at the end that says what was really run."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.battery.settings import DONE

_KEY = "battery"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker ran to the process that tells it."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_KEY] = dict(DONE)


class Teller:
    """Gathers what each worker ran."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object, error: object) -> None:
        DONE.update(Counter(getattr(node, "workeroutput", {}).get(_KEY, {})))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "battery: nothing is lost, and nothing is sent twice")
    config.pluginmanager.register(Teller())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if DONE and "PYTEST_XDIST_WORKER" not in os.environ:
        ran = ", ".join(f"{count:,} {what}" for what, count in sorted(DONE.items()))
        terminalreporter.write_line(f"battery: {ran}")
