"""Owns the words of the command line: the table of commands and options, and what is said about a wrong word."""

import argparse
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kgen import __version__
from kgen.diagnostics import KgenError, escape, nearest

FORMATS = ("text", "json", "github", "sarif")
SHELLS = ("bash", "zsh", "fish")
SCHEMAS = ("project", "environment", "org")
STAGES = ("dev", "canary", "production")


class Option(NamedTuple):
    """One argument of a command: its names, and what argparse is told about it."""

    names: tuple[str, ...]
    settings: Mapping[str, Any]


class Command(NamedTuple):
    """A command as `kgen --help` lists it, its own help text, and its arguments."""

    summary: str
    description: str
    options: tuple[Option, ...]


def _count(word: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,3}", word):
        raise argparse.ArgumentTypeError("expected a number from 1 to 9999")
    return int(word)


def _shard(word: str) -> tuple[int, int]:
    """`I/N` as the number of the part, from 1, and the number of parts."""
    found = re.fullmatch("([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", word)
    if found is None or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError("expected I/N, as 1/4 for the first of four parts")
    return int(found[1]), int(found[2])


PROJECTS = Option(
    ("projects",),
    {
        "nargs": "*",
        "metavar": "PROJECT",
        "help": "a project.yml, a folder that holds one, or a folder tree that holds many; default: the current folder",
    },
)
RUN = (
    PROJECTS,
    Option(
        ("-o", "--output"),
        {
            "metavar": "DIR",
            "help": "write to DIR/<environment>/, several projects to DIR/<project>/<environment>/; default: the "
            "folder `out` beside each project.yml, or what the org file names as `output`",
        },
    ),
    Option(
        ("-e", "--environment"),
        {
            "action": "append",
            "dest": "environments",
            "metavar": "NAME",
            "help": "only this environment, the others stay as they are; may be repeated",
        },
    ),
    Option(("--image-tag",), {"metavar": "TAG", "help": "the tag of the main image, in place of the written one"}),
    Option(
        ("--format",),
        {
            "choices": FORMATS,
            "default": "text",
            "help": "text for people, or a report on stdout: JSON, annotations of GitHub Actions, SARIF",
        },
    ),
)
SPEED = (
    Option(
        ("-j", "--jobs"),
        {"type": _count, "metavar": "N", "help": "processes that share the work; default: one for each processor"},
    ),
    Option(("--no-cache",), {"action": "store_true", "help": "compile all, whatever earlier runs have left"}),
    Option(("--no-progress",), {"action": "store_true", "help": "show no progress on a terminal"}),
)
CHOICE = (
    Option(
        ("--changed-since",),
        {
            "metavar": "REV",
            "help": "only projects of which an input differs from a revision of git: their own files, the org file, "
            "the files it names, the projects they name",
        },
    ),
    Option(
        ("--shard",),
        {"type": _shard, "metavar": "I/N", "help": "only the I-th of N parts; a new project moves no other one"},
    ),
)
LOUDNESS = (
    Option(("-q", "--quiet"), {"action": "store_true", "help": "say nothing but errors"}),
    Option(("-v", "--verbose"), {"action": "store_true", "help": "name each file, and how whole the change was"}),
)
CHECK = Option(("--check",), {"action": "store_true", "help": "write nothing: the same as `kgen check`"})

COMMANDS: Mapping[str, Command] = {
    "build": Command(
        "compile projects and write their manifests",
        "Compiles all environments of each PROJECT, writes the files that changed and removes those that are stale. A "
        "project with an error is not written. Exit status: 0, 1 for errors in the files, 2 when it could not run.",
        (*RUN, CHECK, *CHOICE, *SPEED, *LOUDNESS),
    ),
    "check": Command(
        "compare the manifests on disk with what a build would write",
        "Writes nothing. Prints a unified diff for each file that is stale, missing or orphaned. Exit status: 0 when "
        "all is current, 1 when it is not or for errors in the files, 2 when it could not run.",
        (*RUN, *CHOICE, *SPEED, *LOUDNESS),
    ),
    "init": Command(
        "write a project.yml to begin with",
        "Writes a commented project.yml into DIR. On a terminal it asks for what no option says. It never overwrites.",
        (
            Option(
                ("folder",), {"nargs": "?", "default": ".", "metavar": "DIR", "help": "default: the current folder"}
            ),
            Option(("--name",), {"metavar": "NAME", "help": "name of the service; default: the name of DIR"}),
            Option(("--owner",), {"metavar": "TEAM", "help": "the team that owns it"}),
            Option(("--image",), {"metavar": "IMAGE", "help": "container image with its tag"}),
            Option(("--port",), {"metavar": "PORT", "help": "port that serves HTTP; without it there is no Service"}),
            Option(("--health",), {"metavar": "PATH", "help": "path that answers 200 when the service works"}),
            Option(("--host",), {"metavar": "HOST", "help": "host of the production route, as shop.example.com"}),
        ),
    ),
    "schema": Command(
        "print the JSON Schema of the language",
        "For editors and the yaml-language-server: with descriptions and short forms.",
        (
            Option(
                ("part",),
                {
                    "nargs": "?",
                    "choices": SCHEMAS,
                    "default": "project",
                    "metavar": "PART",
                    "help": "project (a project.yml, the default), environment (environments/*.yml) or org (kgen.yml)",
                },
            ),
        ),
    ),
    "explain": Command(
        "say where a value comes from, what a line decides, what a diagnostic means",
        "PROJECT Kind/name field.path: the value of a field, and every layer that wrote it. PROJECT FILE:LINE: the "
        "fields that a line decides, and what they would be without it. PROJECT --html FILE: a page that shows files "
        "and manifests side by side. CODE: what a diagnostic means, as KG204.",
        (
            Option(("words",), {"nargs": "*", "metavar": "WORD", "help": "a question in one of the forms above"}),
            Option(
                ("-e", "--environment"),
                {
                    "action": "append",
                    "dest": "environments",
                    "metavar": "NAME",
                    "help": "the environment that is asked about; default: production",
                },
            ),
            Option(("--format",), {"choices": ("text", "json"), "default": "text", "help": "text for people, or JSON"}),
            Option(("--html",), {"metavar": "FILE", "help": "write a page for a browser instead of answering"}),
        ),
    ),
    "diff": Command(
        "say what a change does to what is running",
        "Compares objects, not text: with the manifests on disk, with a git revision, or environments with each other "
        "(two and more `-e`). Says of each difference what it does to running pods, and sums what they request. Exit "
        "status: 0 when nothing differs, 1 when something does, 2 when it could not be compared.",
        (
            PROJECTS,
            Option(
                ("-o", "--output"),
                {"metavar": "DIR", "help": "the folder that a build writes to, as `kgen build` has it"},
            ),
            Option(
                ("-e", "--environment"),
                {
                    "action": "append",
                    "dest": "environments",
                    "metavar": "NAME",
                    "help": "only this environment; two and more are compared with each other, unless with `--against`",
                },
            ),
            Option(("--against",), {"metavar": "REV", "help": "compare with the project at a git revision, as `main`"}),
            Option(
                ("--image-tag",), {"metavar": "TAG", "help": "the tag of the main image on every side that compiles"}
            ),
            Option(
                ("--format",),
                {
                    "choices": ("text", "json", "markdown"),
                    "default": "text",
                    "help": "text for people, JSON, or Markdown for the comment on a pull request",
                },
            ),
        ),
    ),
    "validate": Command(
        "tell all that can be known of projects without a cluster",
        "Compiles each PROJECT and judges its objects: by the schemas of the environment's Kubernetes, by rules that "
        "the org file makes errors, warnings or nothing, and against the other projects of the workspace. Exit status: "
        "0, 1 for errors, 2 when it could not run.",
        (
            PROJECTS,
            Option(
                ("-e", "--environment"),
                {
                    "action": "append",
                    "dest": "environments",
                    "metavar": "NAME",
                    "help": "only this environment; may be repeated",
                },
            ),
            Option(
                ("--image-tag",), {"metavar": "TAG", "help": "the tag of the main image, in place of the written one"}
            ),
            Option(
                ("--manifests",),
                {
                    "action": "append",
                    "metavar": "DIR",
                    "help": "judge the manifests in this folder or file instead of projects; may be repeated",
                },
            ),
            Option(
                ("--kubernetes",),
                {"metavar": "VERSION", "help": "with --manifests: the version they are for; default: the newest"},
            ),
            Option(
                ("--stage",),
                {"choices": STAGES, "help": "with --manifests: the stage they are for; default: production"},
            ),
            Option(
                ("--format",),
                {
                    "choices": FORMATS,
                    "default": "text",
                    "help": "text for people, or a report on stdout: JSON, annotations of GitHub Actions, SARIF",
                },
            ),
            Option(("-q", "--quiet"), {"action": "store_true", "help": "say nothing but errors"}),
        ),
    ),
    "completion": Command(
        "print a completion script for a shell",
        'For bash: eval "$(kgen completion bash)". For zsh: kgen completion zsh > "${fpath[1]}/_kgen". For fish: '
        "kgen completion fish > ~/.config/fish/completions/kgen.fish.",
        (Option(("shell",), {"choices": SHELLS, "metavar": "SHELL", "help": "bash, zsh or fish"}),),
    ),
}


def build_parser() -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """The parser of the whole command, for its help and for completion, and those of its commands by name."""
    parser = argparse.ArgumentParser(
        prog="kgen",
        description="Compiles one concise project.yml per service into all of its Kubernetes manifests.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"kgen {__version__}", help="print the version and exit")
    added = parser.add_subparsers(metavar="COMMAND", title="commands")
    parsers: dict[str, argparse.ArgumentParser] = {}
    for name, command in COMMANDS.items():
        # argparse looks for `%` in help texts, and in `exit_on_error` mode it would end the process by itself.
        parsers[name] = added.add_parser(
            name, help=command.summary, description=command.description, allow_abbrev=False, exit_on_error=False
        )
        for option in command.options:
            parsers[name].add_argument(*option.names, **option.settings)
    return parser, parsers


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments of a command, its name as `command`. Raises KgenError for wrong words, SystemExit after help."""
    parser, parsers = build_parser()
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", ())
    if name in parsers:
        return _parse_command(name, parsers[name], rest)
    if not name:
        raise KgenError("no command", f"commands are {_listed(COMMANDS)}; `kgen --help` says more")
    if name in {"-h", "--help", "--version"}:
        parser.parse_args([name])
    if name.startswith("-"):
        raise _unknown_option(name, ("--help", "--version"), "kgen")
    raise KgenError(f"unknown command `{escape(name)}`", _suggest(name, COMMANDS, "commands are"))


def _parse_command(name: str, parser: argparse.ArgumentParser, rest: Sequence[str]) -> argparse.Namespace:
    try:
        # Intermixed, because `kgen build a -o out b` is as good as `kgen build a b -o out`.
        found, unknown = parser.parse_known_intermixed_args(_guard(rest), argparse.Namespace(command=name))
    except argparse.ArgumentError as error:
        raise KgenError(f"kgen {name}: {error}", f"`kgen {name} --help` says more") from error
    if unknown:
        names = [option for one in COMMANDS[name].options for option in one.names if option.startswith("-")]
        raise _unknown_option(unknown[0], [*names, "-h", "--help"], f"kgen {name}")
    return found


def _guard(words: Sequence[str]) -> list[str]:
    """The words with no `--` among them: a path behind it that would read as an option begins with `./` instead."""
    if "--" not in words:
        return list(words)
    end = list(words).index("--")
    return [*words[:end], *(f"./{word}" if word.startswith("-") else word for word in words[end + 1 :])]


def _unknown_option(word: str, known: Sequence[str], command: str) -> KgenError:
    option = word.partition("=")[0]
    if not option.startswith("-"):
        return KgenError(f"{command}: unexpected argument `{escape(word)}`", f"`{command} --help` says more")
    return KgenError(f"{command}: unknown option `{escape(option)}`", _suggest(option, known, "options are"))


def _suggest(word: str, known: Sequence[str] | Mapping[str, Any], words: str) -> str:
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else f"{words} {_listed(known)}"


def _listed(names: Sequence[str] | Mapping[str, Any]) -> str:
    return ", ".join(f"`{name}`" for name in names)
