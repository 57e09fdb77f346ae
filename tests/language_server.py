"""Owns the yaml-language-server of the tests: the real one from npm, spoken to as an editor does."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pytest

PACKAGE = "yaml-language-server@1.25.0"


def install() -> Path:
    """The program of the server, installed once into a folder of temporary files; skips where that cannot be done."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node or npm is missing")
    folder = Path(tempfile.gettempdir()) / f"kgen-tests-{os.getuid()}" / PACKAGE
    program = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if not program.exists():
        folder.parent.mkdir(exist_ok=True)
        stage = Path(tempfile.mkdtemp(dir=folder.parent))
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"]
        command = ["npm", "install", "--prefix", str(stage), *quiet, PACKAGE]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode != 0:
            pytest.skip(f"npm cannot install {PACKAGE}: {done.stderr.strip()[-200:]}")
        with suppress(OSError):  # another test process was faster
            stage.rename(folder)
    return program


class LanguageServer:
    """A running server. Each method speaks of one document, whose text it shows the server first."""

    def __init__(self, requests: IO[bytes], answers: IO[bytes], schemas: Mapping[str, str]) -> None:
        """`schemas` says by URI which schema belongs to which files (a glob)."""
        self._requests = requests
        self._answers = answers
        wanted = dict.fromkeys(("validate", "hover", "completion"), True)
        self._settings = {"yaml": {**wanted, "schemas": dict(schemas), "schemaStore": {"enable": False}}}
        self._count = 0
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}

    def greet(self) -> None:
        """Has to come first."""
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self._settings})

    def diagnose(self, name: str, text: str) -> list[tuple[int, str]]:
        """The findings in a document: line, from 1, and message."""
        uri = self._open(name, text)
        while uri not in self._diagnostics:
            self._receive()
        return sorted((found["range"]["start"]["line"] + 1, found["message"]) for found in self._diagnostics[uri])

    def complete(self, name: str, text: str) -> dict[str, str]:
        """What may be written at the end of a text, by label, with its documentation."""
        answer = self._ask("textDocument/completion", self._end(name, text))
        return {item["label"]: _plain(item.get("documentation", "")) for item in answer["items"]}

    def hover(self, name: str, text: str) -> str:
        """What is shown of the key in the last line of a text."""
        end = self._end(name, text)
        line = text.splitlines()[-1]
        place = {**end, "position": {"line": len(text.splitlines()) - 1, "character": line.index(line.strip()) + 1}}
        answer = self._ask("textDocument/hover", place)
        return _plain(answer["contents"]) if answer else ""

    def _end(self, name: str, text: str) -> dict[str, Any]:
        lines = text.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return {"textDocument": {"uri": self._open(name, text)}, "position": position}

    def _open(self, name: str, text: str) -> str:
        self._count += 1
        uri = f"file:///{self._count}/{name}"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def _ask(self, method: str, params: Any) -> Any:
        self._count += 1
        self._send({"id": self._count, "method": method, "params": params})
        return self._receive(self._count)

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._requests.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._requests.flush()

    def _receive(self, wanted: int | None = None) -> Any:
        """The answer to a question, or whatever comes next; diagnostics are kept, the server's questions answered."""
        while True:
            message = self._read()
            if message.get("method") == "textDocument/publishDiagnostics":
                self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            elif message.get("method") == "workspace/configuration":
                settings = [self._settings.get(item["section"]) for item in message["params"]["items"]]
                self._send({"id": message["id"], "result": settings})
            elif "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})
            elif message.get("id") == wanted:
                assert "error" not in message, message
                return message["result"]
            if wanted is None:
                return None

    def _read(self) -> dict[str, Any]:
        length = 0
        while line := self._answers.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server is gone"
        message: dict[str, Any] = json.loads(self._answers.read(length))
        return message


def _plain(text: Any) -> str:
    return str(text["value"] if isinstance(text, dict) else text)


@contextmanager
def run(schemas: Mapping[str, str]) -> Iterator[LanguageServer]:
    """A server for the time of the context."""
    command = ["node", str(install()), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            server = LanguageServer(process.stdin, process.stdout, schemas)
            server.greet()
            yield server
        finally:
            process.kill()
