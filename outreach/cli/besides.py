"""A command that has further commands beside itself: ``consent KEY …`` and ``consent show KEY``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from outreach.cli.commands import Command, write_help
from outreach.cli.language import translate


class WithCommands(Command):
    """A command with some of its own, each loaded when it is called; ``table``: name, help line.

    Where the first word is one of theirs it is never taken for an argument.
    """

    def __init__(self, *args: Any, package: str, table: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.package = package
        self.table = table

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:  # fmt: skip
        """Return the context of the command that the first word names, or of this one."""
        if not args or args[0] not in self.table:
            return super().make_context(info_name, args, parent, **extra)
        name = args.pop(0)
        command: click.Command = import_module(f"{self.package}{name}").command
        command.short_help = self.table[name]
        return command.make_context(f"{info_name} {name}", args, parent, **extra)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, then the commands beside it."""
        write_help(self, formatter)
        with formatter.section(translate("Commands")):
            formatter.write_dl([(name, translate(line)) for name, line in self.table.items()])
