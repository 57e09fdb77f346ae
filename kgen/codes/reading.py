"""Owns the codes of reading: what is wrong with a file before anybody asks what it means (KG1xx)."""

from kgen.codes.code import Code, project

READING: dict[str, Code] = {
    "KG101": Code(
        "empty-file",
        "The file is empty, or holds only comments.",
        "A file without any `key: value` is most often one that was not saved, or was emptied by mistake. Write its "
        "content, or remove the file.",
        project("# nothing but a comment\n"),
    ),
    "KG102": Code(
        "file-too-large",
        "The file is larger than 1 MiB.",
        "A file of that size is data, not configuration, and reading it would be slow. Move large content to files of "
        "its own and name them with `source`.",
        arises="An input file of more than 1 MiB yields it.",
    ),
    "KG103": Code(
        "not-utf-8",
        "The file is not UTF-8.",
        "Every tool that reads the output expects UTF-8. Save the file as UTF-8, with or without a byte order mark.",
        arises="A file that was saved as Latin-1 or UTF-16 yields it.",
    ),
    "KG104": Code(
        "forbidden-character",
        "The file holds a control character, or an invisible one that misleads.",
        "Control characters, line breaks that only some readers know, byte order marks inside a file, zero width "
        "spaces and characters that reorder text cannot be seen and change what is read. Remove the character, or "
        "write it as an escape in double quotes.",
        project("description: one\u2028two\n"),
    ),
    "KG105": Code(
        "lone-carriage-return",
        "A carriage return stands without a line feed.",
        "Readers do not agree whether a lone carriage return ends a line. Save the file with LF or CRLF line ends.",
        project("name: checkout\rowner: payments\n"),
    ),
    "KG106": Code(
        "merge-conflict",
        "The file holds the markers of an unresolved merge conflict.",
        "Git left both sides of a conflict in the file. Keep one of them and remove the marker lines.",
        project("<<<<<<< HEAD\nport: 8080\n=======\nport: 9090\n>>>>>>> feature\n"),
    ),
    "KG107": Code(
        "tab-indentation",
        "A tab stands in the indentation.",
        "YAML counts columns, and a tab has no fixed width, so YAML forbids it there. Indent with spaces.",
        project("resources:\n\tcpu: 250m\n"),
    ),
    "KG108": Code(
        "directive",
        "The file holds a `%` directive.",
        "`%YAML` would choose another version of YAML and `%TAG` declares tags; kgen reads one version and no tags. "
        "Remove the line.",
        project("%YAML 1.1\n---\nname: checkout\n"),
    ),
    "KG109": Code(
        "several-documents",
        "The file holds more than one document.",
        "One file describes one thing; what stands in a second document would be lost. Remove the `---` between them, "
        "or write a file for each.",
        project("name: checkout\n---\nname: ledger\n"),
    ),
    "KG110": Code(
        "not-a-mapping",
        "The document is a list, text or null instead of a mapping.",
        "A file consists of `key: value` lines at its top level.",
        project("- name: checkout\n"),
    ),
    "KG111": Code(
        "tag",
        "A value carries a YAML tag.",
        "Tags such as `!!str` or `!secret` give values another type, or make readers run code. Remove the tag; text "
        "that starts with `!` needs quotes.",
        project("name: !!str checkout\n"),
    ),
    "KG112": Code(
        "duplicate-key",
        "A mapping holds the same key twice.",
        'Most readers keep the last one and say nothing. Keep one of them. Quotes make no difference: `a` and `"a"` '
        "are one key.",
        project("env:\n  LOG_LEVEL: info\n  LOG_LEVEL: debug\n"),
    ),
    "KG113": Code(
        "key-not-text",
        "A key is a list, a mapping or an alias.",
        "Keys are text. A template such as `{{ name }}` also reads as a mapping used as a key; there are no templates "
        "here, so write the value in its place.",
        project("? [a, b]\n: 1\n"),
    ),
    "KG114": Code(
        "empty-key",
        "There is no key before the colon.",
        "A value without a name can mean nothing. Write the key.",
        project(": checkout\n"),
    ),
    "KG115": Code(
        "empty-value",
        "There is nothing after a key, or in an item of a list.",
        "YAML reads nothing as null, which here switches a thing off, and nobody can see whether that was meant. Write "
        '`null` to switch it off, or `""` for empty text.',
        project("name: checkout\nservice:\n"),
    ),
    "KG116": Code(
        "other-null",
        "Null is written `~`, `Null` or `NULL`.",
        "Only the word `null` means off; the other spellings read like text, and some readers take them for text. "
        "Write `null`, or quote the text.",
        project("name: checkout\nservice: ~\n"),
    ),
    "KG117": Code(
        "bad-escape",
        "An escape in double quotes stands for no character.",
        "Half of a surrogate pair, such as `\\ud83d`, and numbers above 10FFFF are no characters. Write the character "
        "itself, or its single escape with eight digits.",
        project('description: "\\ud83d"\n'),
    ),
    "KG118": Code(
        "undefined-anchor",
        "An alias has no anchor above it.",
        "`*name` repeats the value that `&name` marks earlier in the same file. Define the anchor above, correct its "
        "name, or quote text that starts with `*`.",
        project("env: *common\n"),
    ),
    "KG119": Code(
        "recursive-alias",
        "An anchor's value holds an alias of itself.",
        "A value that contains itself never ends. Use the alias outside the value it stands for.",
        project("env: &env {A: *env}\n"),
    ),
    "KG120": Code(
        "too-many-nodes",
        "The file holds more than 100,000 keys and values, aliases followed.",
        "Aliases of aliases grow without bound: a few lines can fill all memory. Write the values out, or split the "
        "file.",
        project(
            "a: &a [x, x, x, x, x, x, x, x, x]\n"
            "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
            "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
            "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
            "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
            "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
        ),
    ),
    "KG121": Code(
        "too-deep",
        "Mappings and lists nest deeper than 64, aliases followed.",
        "No real configuration is that deep, and programs that read it may fail. Write it flatter.",
        project("command: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x\n"),
    ),
    "KG122": Code(
        "missing-space",
        "The space after a colon or a dash is missing.",
        "YAML reads `key:value` as one text, and `-item` too. Put a space after the colon or the dash; quote the text "
        "if it is meant as it stands.",
        project("name: checkout\nport:8080\n"),
    ),
    "KG123": Code(
        "bad-merge",
        "`<<` is given something else than aliases of mappings.",
        "`<<: *name` takes over the keys of the mapping that `&name` marks, `<<: [*one, *other]` those of several. "
        "Other keys are written into the mapping itself.",
        project("env:\n  <<: {LOG_LEVEL: info}\n"),
    ),
    "KG124": Code(
        "syntax-error",
        "The file is not valid YAML.",
        "The structure breaks at the place shown; often an indentation, a quote or a bracket before it is wrong.",
        project("command: [checkout, migrate\n"),
    ),
    "KG125": Code(
        "duplicate-anchor",
        "Two anchors have the same name.",
        "Aliases would mean one value above the second anchor and another below it. Choose another name.",
        project("a: &x 1\nb: &x 2\n"),
    ),
    "KG126": Code(
        "swallowed-item",
        "An item of a list is indented into the text before it.",
        "YAML reads the lines as one text: `serve - --fast` instead of two items. Indent all items of a list alike; a "
        "text that really holds ` - ` on a line of its own needs quotes.",
        project("command:\n  - serve\n    - --fast\n"),
    ),
}
