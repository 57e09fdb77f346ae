"""Owns the wording of what a YAML file may not hold, one function for each kind; none repeats a value."""

from collections.abc import Collection

from kgen.diagnostics import Diagnostic, escape, nearest
from kgen.source import Span

# What keeps the search for the nearest name short.
_MAX_NAMES = 20
_MAX_NAME = 40


def empty_file(file: str) -> Diagnostic:
    return Diagnostic("KG101", f"`{escape(file)}` is empty", Span(file, 1, 1), help="write `key: value` lines")


def tab(span: Span, *, block: bool = False) -> Diagnostic:
    """`block` is for a tab that may belong to the text below `|` or `>`."""
    more = "; for text that starts with a tab write `|2`, 2 being the number of spaces before it" if block else ""
    return Diagnostic("KG107", "a tab in the indentation", span, help="indent with spaces" + more)


def directive(span: Span) -> Diagnostic:
    return Diagnostic("KG108", "directives are not used here", span, help="remove the line")


def second_document(span: Span) -> Diagnostic:
    help_text = "remove what separates them, or write a file for each"
    return Diagnostic("KG109", "more than one document in the file", span, help=help_text)


def not_a_mapping(kind: str, span: Span) -> Diagnostic:
    message = f"the document must be a mapping, not {kind}"
    return Diagnostic("KG110", message, span, help="write `key: value` lines")


def tag(span: Span) -> Diagnostic:
    help_text = "remove the tag, or quote text that starts with `!`"
    return Diagnostic("KG111", "tags are not allowed", span, help=help_text)


def duplicate_key(key: str, path: str, span: Span, first: Span) -> Diagnostic:
    """`path` leads to the mapping, "" for the root."""
    message = f"duplicate key `{escape(key)}`" + (f" in `{path}`" if path else "")
    notes = (f"it is first written on line {first.line}, at {first}",)
    return Diagnostic("KG112", message, span, help="keep one of them", notes=notes)


def key_not_text(kind: str, span: Span) -> Diagnostic:
    help_text = "write the key as text, in quotes if need be; a `{{ }}` template is not filled in here"
    return Diagnostic("KG113", f"{kind} as a key", span, help=help_text)


def empty_key(span: Span) -> Diagnostic:
    return Diagnostic("KG114", "an empty key", span, help="write a key before the `:`")


def empty_value(path: str, span: Span, *, item: bool) -> Diagnostic:
    help_text = (
        'write the item, or `""` for empty text' if item else 'write `null` to switch it off, `""` for empty text'
    )
    return Diagnostic("KG115", f"`{path}` is empty", span, help=help_text)


def other_null(path: str, written: str, span: Span) -> Diagnostic:
    """`written` is one of the spellings of null in YAML."""
    help_text = f"write `null` to switch it off, `'{written}'` for the text"
    return Diagnostic("KG116", f"`{path}` is `{written}`; only the word `null` means off", span, help=help_text)


def bad_escape(span: Span) -> Diagnostic:
    help_text = r"write the character itself, or its single escape, such as `\U0001F600`"
    return Diagnostic("KG117", "an escape that stands for no character", span, help=help_text)


def undefined_anchor(name: str, anchors: Collection[str], span: Span) -> Diagnostic:
    names = [anchor for anchor in anchors if len(anchor) <= _MAX_NAME]
    near = nearest(name, names) if len(names) <= _MAX_NAMES and len(name) <= _MAX_NAME else None
    meant = f"; did you mean `*{near}`?" if near else ", or quote text that starts with `*`"
    help_text = "put `&` and the name in front of the value, above this line" + meant
    return Diagnostic("KG118", "an alias of an anchor that is not defined above", span, help=help_text)


def recursive_alias(span: Span, anchor: Span) -> Diagnostic:
    help_text = "use the alias outside the value it stands for"
    return Diagnostic("KG119", "the anchor refers to itself", span, help_text, (f"the anchor is at {anchor}",))


def too_many_nodes(limit: int, span: Span) -> Diagnostic:
    message = f"more than {limit:,} keys and values, aliases followed: too much alias expansion or too large a file"
    return Diagnostic("KG120", message, span, help="use no aliases of aliases, and split the file")


def too_deep(limit: int, span: Span) -> Diagnostic:
    return Diagnostic("KG121", f"nested deeper than {limit}, aliases followed", span, help="write it flatter")


def missing_space(key: str, after: str, span: Span) -> Diagnostic:
    """`key` ends with its colon; `after` is the character that follows."""
    shown = escape(key, 60)
    help_text = f"U+{ord(after):04X} is no space here" if after.isspace() else f"write `{shown} ` and then the value"
    return Diagnostic("KG122", f"missing space after `{shown}`", span, help=help_text)


def bad_merge(span: Span) -> Diagnostic:
    message = "`<<` takes an alias of a mapping, or a list of such aliases"
    return Diagnostic("KG123", message, span, help="write `<<: *name` or `<<: [*one, *other]`")


def second_anchor(span: Span, first: Span) -> Diagnostic:
    notes = (f"it is first defined at {first}",)
    return Diagnostic("KG125", "an anchor that is already defined", span, help="choose another name", notes=notes)


def swallowed_item(text: Span, item: Span) -> Diagnostic:
    """The finding for an item of a list that YAML reads as more of the text before it."""
    return Diagnostic(
        "KG126",
        "this item is indented into the text before it, and becomes a part of it",
        item,
        "indent it like its neighbours, or put the text in quotes",
        (f"the text begins at {text}",),
    )
