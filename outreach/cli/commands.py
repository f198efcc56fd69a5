"""Commands and options that speak the reader's language, and groups that load a command late."""

from __future__ import annotations

import copy
import gettext
from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from outreach.cli.boundary import Wishes
from outreach.cli.language import LANGUAGES, _, translate
from outreach.cli.pages import Context

# Words of the line of usage.
_OPTIONS = _("[OPTIONS]")
_REST = _("COMMAND [ARGS]...")


class Folder(click.Path):
    """A folder that is there; what it is called is translated when it is missing, not before."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the folder."""
        self.name = gettext.gettext("directory")
        return super().convert(value, param, ctx)


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of the help page."""
        spoken = copy.copy(self)
        spoken.help = self.help and translate(self.help)
        return super(Option, spoken).get_help_record(ctx)


def _wish_project(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(Wishes).project = value


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


PROJECT = Option(
    ["--project"], type=Folder(), metavar="DIR",
    expose_value=False, callback=_wish_project,
    help=_("The project's folder, if it is not the one you are in."),
)  # fmt: skip
LANGUAGE = Option(
    ["--lang"], type=click.Choice(LANGUAGES), expose_value=False,
    help=_("The language of the messages, Japanese or English."),
)  # fmt: skip
HELP = Option(
    ["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=_show_help,
    help=_("Show this page."),
)  # fmt: skip


class Command(click.Command):
    """A command that also takes --project and --lang; its help is translated when it is shown."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", _OPTIONS)
        super().__init__(*args, **kwargs)
        self.params += [PROJECT, LANGUAGE]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the command's name, in the reader's language."""
        return [translate(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return our own help option."""
        return HELP

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does: the line of its group's list, then its own words."""
        write_help(self, formatter)


def module_name(command: str) -> str:
    """Return the module of a command: its name, but ``import_`` where that is Python's own word."""
    return f"{command}_" if iskeyword(command) else command


class Group(click.Group):
    """A group whose commands are imported when they are called; ``table``: name, help line."""

    context_class = Context

    def __init__(self, *args: Any, package: str, table: Mapping[str, str], **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", _OPTIONS)
        super().__init__(*args, **{"subcommand_metavar": _REST, **kwargs})
        self.package = package
        self.table = table
        self.params += [PROJECT, LANGUAGE]
        # Only the names are needed, for "did you mean".
        self.commands = dict.fromkeys(table, click.Command(None))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the group's name, in the reader's language."""
        return [translate(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return our own help option."""
        return HELP

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; its module is loaded now."""
        if cmd_name not in self.table:
            return None
        command: click.Command = import_module(f"{self.package}{module_name(cmd_name)}").command
        command.short_help = self.table[cmd_name]
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the group is for."""
        write_help(self, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without loading any."""
        with formatter.section(translate("Commands")):
            formatter.write_dl([(name, translate(line)) for name, line in self.table.items()])


def write_help(command: click.Command, formatter: click.HelpFormatter) -> None:
    """Write a command's help texts as paragraphs."""
    for text in (command.short_help, command.help):
        if text:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(translate(text))
