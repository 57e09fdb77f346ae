"""Owns the scripts by which shells complete the command's words, made from its arguments."""

import shtab

from kgen.arguments import COMMANDS, build_parser

_PATHS = {"projects": shtab.FILE, "output": shtab.DIR, "folder": shtab.DIR}
"""Arguments that are paths, by the names that argparse stores them under."""


def completion_script(shell: str) -> str:
    """The script for `bash`, `zsh` or `fish`, ending in a line feed."""
    parser, parsers = build_parser()
    for name, command in parsers.items():
        # A shell shows one line for each command.
        command.description = COMMANDS[name].summary
        # argparse has no public list of what was added, and shtab wants to be told by an attribute.
        for action in command._actions:
            if action.dest in _PATHS:
                setattr(action, "complete", _PATHS[action.dest])  # noqa: B010 - no attribute that argparse declares
    return shtab.complete(parser, shell)
