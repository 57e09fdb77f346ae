"""Owns the project.yml to begin with: from options and, on a terminal, a few questions; never over an existing file."""

import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgen import excerpt, terminal
from kgen.compiler import compile_project
from kgen.diagnostics import KgenError, escape
from kgen.scalar import quote, write_inline
from kgen.source import Content, Source, SourceError
from kgen.workspace import PROJECT, DiskWorkspace

if TYPE_CHECKING:
    from argparse import Namespace


class Question(NamedTuple):
    """What is asked for one option. Without a default and not `optional` there must be an answer."""

    option: str
    text: str
    optional: bool = False


QUESTIONS = (
    Question("name", "Name of the service"),
    Question("owner", "Team that owns it"),
    Question("image", "Container image with its tag"),
    Question("port", "Port that serves HTTP (empty for none)", optional=True),
    Question("health", "Path that answers 200 when it works (empty for none)", optional=True),
    Question("host", "Host of the production route (empty for none)", optional=True),
)
NEEDS_PORT = frozenset({"health", "host"})


class _Unsaved(NamedTuple):
    """A workspace in which one file is not yet on disk."""

    disk: DiskWorkspace
    source: Source

    def read(self, path: str) -> Source | None:
        return self.source if path == self.source.path else self.disk.read(path)

    def overlays(self, folder: str) -> Sequence[str]:
        return self.disk.overlays(folder)

    def organization(self, folder: str) -> str | None:
        return self.disk.organization(folder)

    def projects(self, organization: str | None) -> Mapping[str, str]:
        return self.disk.projects(organization)

    def content(self, base: str, path: str) -> Content:
        return self.disk.content(base, path)


def init(options: "Namespace") -> bool:
    """Write project.yml into the folder that the options name; whether the answers make a project.

    Raises KgenError where there is a project.yml already, or an answer is missing and nobody can be asked.
    """
    target = Path(options.folder) / PROJECT
    if target.exists() or target.is_symlink():
        raise KgenError(
            f"`{escape(str(target))}` exists", "kgen init never overwrites; edit it, or name another folder"
        )
    answers = _answers(options)
    source = Source(target.as_posix(), write_project(answers).encode())
    if not _compiles(source):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        file.write(source.data)
    terminal.say(f"wrote {escape(str(target), 1000)}\nnext: {shlex.join(_next(options.folder))}")
    return True


def write_project(answers: Mapping[str, str]) -> str:
    """The text of a project.yml, commented; `answers` has `name`, `owner`, `image`, and what else there is to say.

    Answers are written as YAML text, so that none can say more than its field; the compiler judges what they say.
    """
    name, owner, image = (_text(answers[field]) for field in ("name", "owner", "image"))
    served = "port" in answers
    port = f"port: {_number(answers['port'])}" if served else "# port: 8080"
    health = f"health: {_text(answers['health'])}" if "health" in answers else "# health: /healthz"
    routed = "host" in answers
    route = f"routes:\n  web: {_text(answers['host'])}\n" if routed else _ROUTE_HINT
    return _TEMPLATE.format(
        name=name,
        owner=owner,
        image=image,
        port=port,
        health=health,
        route=route,
        dev=_DEV_ROUTES if routed else "",
        canary=_CANARY_TRAFFIC if routed else "",
    )


def _text(answer: str) -> str:
    try:
        return write_inline(answer) or quote(answer)
    except ValueError as error:
        raise KgenError(f"`{escape(answer)}` is not UTF-8") from error


def _number(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise KgenError(f"the port must be a number, not `{escape(text)}`", "write as `--port 8080`")
    return text


def _answers(options: "Namespace") -> dict[str, str]:
    """The answers by option, from the command line and, on a terminal, from the user."""
    given = {question.option: getattr(options, question.option) for question in QUESTIONS}
    asked = sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        default = _folder_name(options.folder) if question.option == "name" else ""
        answer = given[question.option]
        if answer is None and asked and not (question.option in NEEDS_PORT and "port" not in answers):
            answer = _ask(question.text, default)
        if answer or default:
            answers[question.option] = answer or default
    missing = [
        f"`--{question.option}`" for question in QUESTIONS if not question.optional and question.option not in answers
    ]
    if missing:
        example = "kgen init --owner payments --image registry.example.com/checkout:1.4.2"
        raise KgenError(f"kgen init needs {' and '.join(missing)}", f"as in `{example}`")
    return answers


def _folder_name(folder: str) -> str:
    """The name of a folder as far as it can be the name of a project."""
    return re.sub(r"[^a-z0-9]+", "-", Path(folder).resolve().name.lower()).strip("-")


def _ask(text: str, default: str) -> str:
    shown = f" [{default}]" if default else ""
    sys.stderr.write(f"{text}{shown}: ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise KgenError("no answer")
    return answer.strip()


def _compiles(source: Source) -> bool:
    """Whether the project has no error; what is found is told."""
    workspace = _Unsaved(DiskWorkspace(Path(), (source.path,)), source)
    try:
        compilation = compile_project(workspace, source.path)
    except SourceError as error:
        raise KgenError(str(error)) from error
    for text in excerpt.render(compilation.diagnostics, compilation.sources, terminal.is_coloured_message()):
        terminal.say(text)
    if compilation.failed:
        terminal.say("nothing was written: this would not compile")
    return not compilation.failed


def _next(folder: str) -> Sequence[str]:
    guard = ("--",) if folder.startswith("-") else ()
    return ("kgen", "build", *(() if folder == "." else (*guard, folder)))


_ROUTE_HINT = """\
# routes:
#   web: shop.example.com
"""
_DEV_ROUTES = """\
    routes: null  # or a host of its own: {web: shop.dev.example.com}
"""
_CANARY_TRAFFIC = """\
    traffic: 5  # of 100 requests that production gets
"""
_TEMPLATE = """\
# What is particular about this service. kgen derives the rest, and refuses what it does not know.
# `kgen schema` prints every field; `kgen explain CODE` says what a diagnostic means.
apiVersion: kgen.dev/v1
name: {name}
owner: {owner}  # the team that alerts name
image: {image}

# Where the container listens, and the path by which probes ask whether it works.
{port}
{health}

# What one pod asks for. Measure it under load, then correct it.
resources:
  cpu: 100m
  memory: 128Mi

# Values are text. Secrets are named, never written.
# env:
#   LOG_LEVEL: info
#   DB_PASSWORD: {{secret: shop-db, key: password}}

# Where requests from outside come in: a host, or a host with a path.
{route}
# What differs in each environment, and nothing else.
environments:
  dev:
    replicas: 1
{dev}  canary:
    extends: production
    replicas: 1
{canary}  production:
    replicas: 2
"""
