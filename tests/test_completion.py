"""Owns the tests of shell completion: real shells complete what the arguments say."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kgen.arguments import COMMANDS, FORMATS
from kgen.cli import main


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_names_every_command_and_is_valid(
    shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = script(shell, capsys)
    assert [name for name in COMMANDS if name not in text] == []
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(text)
    done = subprocess.run([shell, "-n", tmp_path / "script"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# Each is what a person has typed when pressing the tabulator.
TYPED = {
    "": sorted(COMMANDS),
    "bu": ["build"],
    "build --form": ["--format"],
    "build --format ": sorted(FORMATS),
    "completion ": ["bash", "fish", "zsh"],
    "build sh": ["shop"],
    "build -o sh": ["shop"],
    "init --ow": ["--owner"],
}


def complete_in_bash(text: str, line: str, folder: Path) -> list[str]:
    words = ["kgen", *line.split(" ")]
    array = " ".join(f"'{word}'" for word in words)
    program = (
        f"{text}\nCOMP_WORDS=({array})\nCOMP_CWORD={len(words) - 1}\n_shtab_kgen\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "--norc"], input=program, capture_output=True, text=True, check=False, cwd=folder)
    assert done.stderr == ""
    return done.stdout.split()


def complete_in_fish(text: str, line: str, folder: Path) -> list[str]:
    program = f"{text}\ncomplete --do-complete 'kgen {line}'\n"
    home = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    done = subprocess.run(
        ["fish", "--no-config"], input=program, capture_output=True, text=True, check=False, cwd=folder, env=home
    )
    return [found.partition("\t")[0] for found in done.stdout.splitlines()]


COMPLETERS = {"bash": complete_in_bash, "fish": complete_in_fish}


@pytest.mark.parametrize("line", TYPED)
@pytest.mark.parametrize("shell", COMPLETERS)
def test_a_shell_completes(shell: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "shop").mkdir()
    found = COMPLETERS[shell](script(shell, capsys), line, tmp_path)
    assert sorted(word.rstrip("/") for word in found) == TYPED[line]
