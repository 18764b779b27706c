"""The command line. What takes long to import is imported by the command that needs it."""

from __future__ import annotations

import gc
import os
import re
import sys
import warnings
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TextIO, cast

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

import warlosses as wl
from warlosses.cli import charts, cite, contribute, figures, lists, maintain, read, releases, texts
from warlosses.cli.examples import epilog
from warlosses.cli.keys import keys
from warlosses.cli.output.say import say

if TYPE_CHECKING:
    from collections.abc import Callable

_INTERRUPTED = 128 + 2  # as a shell reports SIGINT
_CUT_OFF = 128 + 13  # as a shell reports SIGPIPE
_NOT_TRIED = 2
# What was typed is no command as it stands; typer has no name of its own for it.
_UsageError = cast("type[Exception]", typer.BadParameter.__base__)
_ISSUES = "https://github.com/warlosses/warlosses/issues"


_PANELS: dict[str, tuple[Callable[..., Any] | typer.Typer, ...]] = {
    "Read": (
        *(read.show, figures.daily, figures.compare, figures.history),
        *(lists.info, lists.coverage, lists.search, lists.sources, read.export, cite.cite),
        *(charts.explore, charts.plot),
    ),
    "Contribute": (
        *(contribute.template, texts.parse, texts.check),
        *(contribute.validate, contribute.explain),
    ),
    "Releases": (
        *(releases.releases, releases.download, releases.verify, releases.diff),
        releases.cache,
    ),
    "Maintain": (
        *(maintain.update, maintain.build, maintain.metadata, maintain.publish),
        *(maintain.release_daily, keys),
    ),
}


class _Named(NamedTuple):
    """A command before anybody asked for it."""

    panel: str
    what: Callable[..., Any] | typer.Typer

    @property
    def name(self) -> str:
        if isinstance(self.what, typer.Typer):
            return str(self.what.info.name)
        return self.what.__name__.replace("_", "-")

    def outline(self) -> TyperCommand:
        """Return what the list of commands shows of it: its options are not looked at."""
        told = self.what.info.help if isinstance(self.what, typer.Typer) else self.what.__doc__
        return TyperCommand(self.name, help=told, rich_help_panel=self.panel)

    def build(self) -> Any:
        """Return the command itself, its examples below its help."""
        if isinstance(self.what, typer.Typer):
            group: Any = typer.main.get_command(self.what)
            for below, command in group.commands.items():
                command.epilog = epilog(f"{self.name} {below}")
            group.epilog = epilog(self.name)
            return group
        alone = typer.Typer(add_completion=False)
        alone.command(self.name, epilog=epilog(self.name))(self.what)
        return typer.main.get_command(alone)


COMMANDS = {
    one.name: one for one in (_Named(panel, what) for panel, of in _PANELS.items() for what in of)
}


class _Commands(TyperGroup):
    """The commands, with one place that turns errors into an exit status.

    A command is built when it is called: to build them all takes longer than to list them.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands.update({name: one.outline() for name, one in COMMANDS.items()})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, COMMANDS[name].build() if name in COMMANDS else command, rest

    def main(self, *args: Any, **settings: Any) -> Any:
        try:
            return super().main(*args, **settings)
        except Exception as error:
            if not settings.get("standalone_mode", True):
                raise
            _report_bug(error)
            sys.exit(_NOT_TRIED)

    def make_context(self, *args: Any, **settings: Any) -> Any:
        try:
            return super().make_context(*args, **settings)
        except _UsageError as error:
            raise _told_of(error) from None

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader has enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(_CUT_OFF) from None
        except KeyboardInterrupt:
            raise typer.Exit(_INTERRUPTED) from None
        except _UsageError as error:
            raise _told_of(error) from None
        except (wl.WarlossesError, OSError) as error:
            say(f"error: {self._with_options(ctx, str(error))}", err=True)
            raise typer.Exit(1 if isinstance(error, wl.TrustError) else _NOT_TRIED) from None
        return result

    def _with_options(self, ctx: Any, message: str) -> str:
        """Return an error of a call with its arguments named as the command's options are."""
        name = ctx.invoked_subcommand
        command = COMMANDS[name].build() if name in COMMANDS else None
        for param in getattr(command, "params", ()):
            if param.opts and param.opts[0].startswith("--"):
                message = re.sub(rf"^{param.name}: ", f"{param.opts[0]}: ", message)
                singular = param.opts[0].removeprefix("--").replace("-", "_")
                message = re.sub(rf"\b{singular}='([^']+)'", rf"{param.opts[0]} \1", message)
        return message


app = typer.Typer(
    cls=_Commands,
    help="Daily loss claims in the Russo-Ukrainian war: who said what, on which day, read where.",
    epilog="Exit status: 0 done; 1 the answer is no; 2 it could not be tried.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"warlosses {wl.__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            "-V",
            callback=_print_version,
            is_eager=True,
            help="Print the package's version (`info` prints the data's) and exit.",
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; what the terminal can't show is escaped rather than fatal."""
    _start_quickly()
    _mend_streams()
    app(prog_name="warlosses")


class _ClosedInput:
    """Standard input where there is none: whoever reads it is told."""

    def __init__(self, holder: TextIO) -> None:
        self._holder = holder  # it keeps the number 0, which else the next file would get

    @property
    def buffer(self) -> Any:
        raise OSError("standard input is closed: give a file, or pipe the data in")

    def read(self, _size: int = -1) -> str:
        return str(self.buffer)

    def isatty(self) -> bool:
        return False


def _mend_streams() -> None:
    """Make the streams fit: one may be closed (``>&-``), or be another program's own."""
    if sys.stdin is None:
        sys.stdin = _ClosedInput(_nothing("r"))
    if sys.stdout is None:
        sys.stdout = _nothing("w")
    if sys.stderr is None:
        sys.stderr = _nothing("w")
    # pandera tries to import pyspark wherever that is installed, and pyspark then talks of pandas.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _nothing(mode: str) -> TextIO:
    """Return the stream that is always empty, or that nobody reads."""
    return cast("TextIO", open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123  to the end


# What the library that reads arguments says of a wrong one, and what this one does.
_PLAIN = {
    "Value error, ": "",
    "Input should be greater than or equal to": "expected a number not below",
    "Input should be less than or equal to": "expected a number not above",
    "Input should be a valid integer, unable to parse string as an integer": (
        "expected a whole number"
    ),
    "Input should be": "expected",
}


def _told_of(error: Any) -> Exception:
    """Say what is wrong with the words of a command, as all else is said; return how to end."""
    if type(error).__name__ == "NoArgsIsHelpError" or not hasattr(error, "format_message"):
        return cast("Exception", error)  # it shows the help
    message = error.format_message()
    for theirs, ours in _PLAIN.items():
        message = message.replace(theirs, ours)
    message = re.sub(r"^Invalid value for ('?)(.+?)\1: ", r"\2: ", message)
    whose = error.ctx.command_path if getattr(error, "ctx", None) else "warlosses"
    say(f"error: {message[0].lower()}{message[1:]}", err=True)
    say(f"`{whose} --help` tells what there is", err=True)
    return typer.Exit(_NOT_TRIED)


def _report_bug(error: Exception) -> None:
    """Say that this should not have happened, and where to tell; all else has a message."""
    import traceback

    say("".join(traceback.format_exception(error)), err=True, end="")
    say(
        f"this is a bug in warlosses {wl.__version__}, not in what you typed: nothing was decided. "
        f"Please report the lines above and the command: {_ISSUES}",
        err=True,
    )


def _start_quickly() -> None:
    """Set up what only a short-lived process of our own may."""
    # Imports make many objects that stay: looking through them for garbage is a tenth of start-up.
    gc.set_threshold(100_000, 50, 50)
    # pandera loads it where it is installed, to make up data, which no command does: a fifth.
    sys.modules.setdefault("hypothesis", None)  # type: ignore[arg-type]
