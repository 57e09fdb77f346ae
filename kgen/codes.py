"""Owns the table of diagnostic codes."""

from typing import NamedTuple


class Code(NamedTuple):
    """What a code of a diagnostic means.

    `name` names the bad thing in kebab-case, `summary` says it in one line, `explanation` why it is refused and what to
    do. `example` is the text of a file that yields the code, empty where no short text can.
    """

    name: str
    summary: str
    explanation: str
    example: str


CODES: dict[str, Code] = {
    "KG101": Code(
        "empty-file",
        "The file is empty, or holds only comments.",
        "A file without any `key: value` is most often one that was not saved, or was emptied by mistake. Write its "
        "content, or remove the file.",
        "# nothing but a comment\n",
    ),
    "KG102": Code(
        "file-too-large",
        "The file is larger than 1 MiB.",
        "A file of that size is data, not configuration, and reading it would be slow. Move large content to files of "
        "its own and name them with `source`.",
        "",
    ),
    "KG103": Code(
        "not-utf-8",
        "The file is not UTF-8.",
        "Every tool that reads the output expects UTF-8. Save the file as UTF-8, with or without a byte order mark.",
        "",
    ),
    "KG104": Code(
        "forbidden-character",
        "The file holds a control character, or an invisible one that misleads.",
        "Control characters, line breaks that only some readers know, byte order marks inside a file, zero width "
        "spaces and characters that reorder text cannot be seen and change what is read. Remove the character, or "
        "write it as an escape in double quotes.",
        "description: one\u2028two\n",
    ),
    "KG105": Code(
        "lone-carriage-return",
        "A carriage return stands without a line feed.",
        "Readers do not agree whether a lone carriage return ends a line. Save the file with LF or CRLF line ends.",
        "name: checkout\rowner: payments\n",
    ),
    "KG106": Code(
        "merge-conflict",
        "The file holds the markers of an unresolved merge conflict.",
        "Git left both sides of a conflict in the file. Keep one of them and remove the marker lines.",
        "<<<<<<< HEAD\nport: 8080\n=======\nport: 9090\n>>>>>>> feature\n",
    ),
    "KG107": Code(
        "tab-indentation",
        "A tab stands in the indentation.",
        "YAML counts columns, and a tab has no fixed width, so YAML forbids it there. Indent with spaces.",
        "resources:\n\tcpu: 250m\n",
    ),
    "KG108": Code(
        "directive",
        "The file holds a `%` directive.",
        "`%YAML` would choose another version of YAML and `%TAG` declares tags; kgen reads one version and no tags. "
        "Remove the line.",
        "%YAML 1.1\n---\nname: checkout\n",
    ),
    "KG109": Code(
        "several-documents",
        "The file holds more than one document.",
        "One file describes one thing; what stands in a second document would be lost. Remove the `---` between them, "
        "or write a file for each.",
        "name: checkout\n---\nname: ledger\n",
    ),
    "KG110": Code(
        "not-a-mapping",
        "The document is a list, text or null instead of a mapping.",
        "A file consists of `key: value` lines at its top level.",
        "- name: checkout\n",
    ),
    "KG111": Code(
        "tag",
        "A value carries a YAML tag.",
        "Tags such as `!!str` or `!secret` give values another type, or make readers run code. Remove the tag; text "
        "that starts with `!` needs quotes.",
        "name: !!str checkout\n",
    ),
    "KG112": Code(
        "duplicate-key",
        "A mapping holds the same key twice.",
        'Most readers keep the last one and say nothing. Keep one of them. Quotes make no difference: `a` and `"a"` '
        "are one key.",
        "env:\n  LOG_LEVEL: info\n  LOG_LEVEL: debug\n",
    ),
    "KG113": Code(
        "key-not-text",
        "A key is a list, a mapping or an alias.",
        "Keys are text. A template such as `{{ name }}` also reads as a mapping used as a key; there are no templates "
        "here, so write the value in its place.",
        "? [a, b]\n: 1\n",
    ),
    "KG114": Code(
        "empty-key",
        "There is no key before the colon.",
        "A value without a name can mean nothing. Write the key.",
        ": checkout\n",
    ),
    "KG115": Code(
        "empty-value",
        "There is nothing after a key, or in an item of a list.",
        "YAML reads nothing as null, which here switches a thing off, and nobody can see whether that was meant. Write "
        '`null` to switch it off, or `""` for empty text.',
        "name: checkout\nservice:\n",
    ),
    "KG116": Code(
        "other-null",
        "Null is written `~`, `Null` or `NULL`.",
        "Only the word `null` means off; the other spellings read like text, and some readers take them for text. "
        "Write `null`, or quote the text.",
        "name: checkout\nservice: ~\n",
    ),
    "KG117": Code(
        "bad-escape",
        "An escape in double quotes stands for no character.",
        "Half of a surrogate pair, such as `\\ud83d`, and numbers above 10FFFF are no characters. Write the character "
        "itself, or its single escape with eight digits.",
        'description: "\\ud83d"\n',
    ),
    "KG118": Code(
        "undefined-anchor",
        "An alias has no anchor above it.",
        "`*name` repeats the value that `&name` marks earlier in the same file. Define the anchor above, correct its "
        "name, or quote text that starts with `*`.",
        "env: *common\n",
    ),
    "KG119": Code(
        "recursive-alias",
        "An anchor's value holds an alias of itself.",
        "A value that contains itself never ends. Use the alias outside the value it stands for.",
        "env: &env {A: *env}\n",
    ),
    "KG120": Code(
        "too-many-nodes",
        "The file holds more than 100,000 keys and values, aliases followed.",
        "Aliases of aliases grow without bound: a few lines can fill all memory. Write the values out, or split the "
        "file.",
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
        "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
        "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
        "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n",
    ),
    "KG121": Code(
        "too-deep",
        "Mappings and lists nest deeper than 64, aliases followed.",
        "No real configuration is that deep, and programs that read it may fail. Write it flatter.",
        "command: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x\n",
    ),
    "KG122": Code(
        "missing-space",
        "The space after a colon or a dash is missing.",
        "YAML reads `key:value` as one text, and `-item` too. Put a space after the colon or the dash; quote the text "
        "if it is meant as it stands.",
        "name: checkout\nport:8080\n",
    ),
    "KG123": Code(
        "bad-merge",
        "`<<` is given something else than aliases of mappings.",
        "`<<: *name` takes over the keys of the mapping that `&name` marks, `<<: [*one, *other]` those of several. "
        "Other keys are written into the mapping itself.",
        "env:\n  <<: {LOG_LEVEL: info}\n",
    ),
    "KG124": Code(
        "syntax-error",
        "The file is not valid YAML.",
        "The structure breaks at the place shown; often an indentation, a quote or a bracket before it is wrong.",
        "command: [checkout, migrate\n",
    ),
    "KG125": Code(
        "duplicate-anchor",
        "Two anchors have the same name.",
        "Aliases would mean one value above the second anchor and another below it. Choose another name.",
        "a: &x 1\nb: &x 2\n",
    ),
    "KG601": Code(
        "unreadable-source",
        "A file or folder that a `source` names cannot be read.",
        "`source` names a file below the folder of the file that it is written in; links are followed, but not out of "
        "that folder. Correct the path, or copy the file there.",
        "",
    ),
    "KG602": Code(
        "sources-too-large",
        "The files of one project are larger than 10 MiB together.",
        "A ConfigMap holds 1 MiB at most, and the API server keeps every object in memory. Put large files into the "
        "image or a volume.",
        "",
    ),
    "KG603": Code(
        "same-project-name",
        "Two projects of one run have the same name.",
        "A project's name decides its namespaces, its labels and its output folder, so two projects would overwrite "
        "each other, on disk and in the cluster. Rename one of them.",
        "",
    ),
    "KG611": Code(
        "foreign-file",
        "The output folder holds a file that kgen did not write.",
        "kgen replaces its output folder as a whole, and knows its own files by their first line. Move the file "
        "elsewhere, restore the first line if it was edited, or name another folder with `-o`.",
        "",
    ),
    "KG612": Code(
        "output-not-accessible",
        "The output folder cannot be read or written.",
        "The system refused: a full disk, a missing permission, a read-only file system. What is on disk is as it was "
        "before. Remove the cause and run the command again.",
        "",
    ),
    "KG613": Code(
        "output-locked",
        "Another build holds the output folder.",
        "Two builds of one folder run one after the other, and this one has waited for a minute. Wait until the other "
        "build has ended, or end it.",
        "",
    ),
    "KG614": Code(
        "output-not-a-folder",
        "The path of the output folder leads to something that is no folder.",
        "kgen writes a folder for each environment. Name a folder with `-o`; it need not exist yet.",
        "",
    ),
    "KG615": Code(
        "refused-output-folder",
        "The output folder is `/`, the home folder, the current folder or one that holds inputs.",
        "kgen removes what is stale in its output folder, so it takes only folders that hold nothing else. Name one "
        "that only kgen writes, as `-o out`.",
        "",
    ),
    "KG616": Code(
        "symbolic-link",
        "The output folder is reached through, or holds, a symbolic link that kgen does not follow.",
        "A link can lead a write to any place. Name the folder itself with `-o`, or remove the link.",
        "",
    ),
    "KG621": Code(
        "stale-file",
        "A generated file is not what kgen builds from the project now.",
        "The project was changed and not built, the file was edited by hand, or another version of kgen wrote it. Run "
        "`kgen build` and commit what it writes.",
        "",
    ),
    "KG622": Code(
        "missing-file",
        "A file that kgen builds from the project is not in the output folder.",
        "The project was changed and not built, or the file was removed. Run `kgen build` and commit what it writes.",
        "",
    ),
    "KG623": Code(
        "orphaned-file",
        "The output folder holds a generated file that the project no longer gives.",
        "What is left there would still be applied. Run `kgen build` and commit that the file is gone.",
        "",
    ),
}
