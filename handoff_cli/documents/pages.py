"""The rules the reader itself holds documents to, and their pages for `handoff explain`."""

from __future__ import annotations

from typing import Final

from handoff_cli.core.finding import Actor, Parameter, Severity
from handoff_cli.core.rule import Rule


def _rule(
    name: str,
    page: str,
    *,
    source: str = "handoff",
    severity: Severity = "reject",
    parameter: Parameter = "scope",
    acts: Actor = "sales",
) -> Rule:
    return Rule(
        name=name,
        parameter=parameter,
        severity=severity,
        handbook=severity,
        acts=acts,
        source=source,
        page=page.strip(),
    )


TEXT_READABLE: Final = _rule(
    "text-readable",
    """
A document is UTF-8 text, and everything in it can be seen.

Why
    Two programs that guess an encoding differently read two different deals. Characters nobody can see, such as zero-width
    spaces or marks that turn the direction of the text, let a line look like one thing and be another.

Bad
    A file saved by Notepad as "ANSI" or "Unicode"; a part number copied from a chat with a zero-width space inside.

Good
    A file saved as UTF-8, with or without a byte order mark at its start, with line ends LF or CRLF, below 1 MiB.

Fix
    Save the file as UTF-8. Delete an invisible character with Backspace behind it, or type the line again.
""",
)

YAML_READABLE: Final = _rule(
    "yaml-readable",
    """
The file can be read: keys with a colon and a blank, lists with a dash and a blank, blanks for indentation.

Why
    What cannot be read cannot be checked, and a line that is read differently from what its writer meant is worse.

Bad
    note: Price: 12            a second colon starts a new key
    name:Alice                 no blank after the colon
      -first entry             no blank after the dash

Good
    note: "Price: 12"
    name: Alice
      - first entry

Fix
    Take the corrected line from the finding. When in doubt, put a text in straight quotes.
""",
)

NO_DUPLICATE_KEYS: Final = _rule(
    "no-duplicate-keys",
    """
A key stands once in its group.

Why
    Most programs keep the last of two equal keys and say nothing, so that a reader of the first line is misled.

Bad
    quantity: 1000
    revision: C
    quantity: 1500

Good
    quantity: 1500
    revision: C

Fix
    Delete the line that is wrong.
""",
)

NO_YAML_TRICKS: Final = _rule(
    "no-yaml-tricks",
    """
A document uses plain YAML only: keys that are words, texts, numbers, lists and groups.

Why
    Anchors, aliases, merge keys, tags and second documents make a file say something other than what its lines show, and some
    make a small file grow to gigabytes.

Bad
    base: &base {payment_terms: net 30}
    terms: *base

Good
    base: {payment_terms: net 30}
    terms: {payment_terms: net 30}

Fix
    Write the values out. A text that begins with `&`, `*` or `!` needs quotes.
""",
)

NO_TEXT_LOST: Final = _rule(
    "no-text-lost",
    """
No part of a text is lost behind a `#`.

Why
    A blank and a `#` start a comment. What follows is for people who open the file; no report and no check ever sees it.

Bad
    note: see ticket #4711

Good
    note: "see ticket #4711"

Fix
    Put the text in quotes, or a blank after the `#` where a comment is meant.
""",
    severity="warn",
)

STRAIGHT_QUOTES: Final = _rule(
    "straight-quotes",
    """
Quotes around a value are straight ones.

Why
    Word and Outlook turn "C" into “C”. Typographic quotes are part of the text, so that revision “C” is not revision C.

Bad
    revision: “C”

Good
    revision: C

Fix
    Delete the typographic quotes or type straight ones.
""",
    severity="warn",
)

MODELINE_PRESENT: Final = _rule(
    "modeline-present",
    """
A YAML document begins with the line that tells an editor which fields it has.

Why
    With it, an editor offers the fields, explains them and marks mistakes while they are made.

Bad
    quote: Q-2026-0311

Good
    # yaml-language-server: $schema=../../schemas/quote.schema.json
    quote: Q-2026-0311

Fix
    Copy the line from the finding to the top of the file.
""",
    severity="warn",
)

FIELD_KNOWN: Final = _rule(
    "field-known",
    """
Every key is one the document has.

Why
    A misspelt key is a fact nobody reads: with `valid_untill` the quote has no last day at all.

Bad
    valid_untill: 2026-02-28

Good
    valid_until: 2026-02-28

Fix
    Correct the key as the finding proposes, or move the fact to a field that exists.
""",
)

FIELD_PRESENT: Final = _rule(
    "field-present",
    """
Every field the handoff needs is there.

Why
    The Project Manager cannot be held to a schedule without fully defined inputs; an incomplete package is returned to Sales.

Bad
    quote: Q-2026-0311
    issued: 2026-01-12

Good
    quote: Q-2026-0311
    issued: 2026-01-12
    valid_until: 2026-02-28

Fix
    Add the line the finding shows, with the value of this deal.
""",
    source="chapter",
)

FIELD_FILLED: Final = _rule(
    "field-filled",
    """
A field that is there says something.

Why
    An empty value, `TBD` or a `[Date]` left over from a template is a missing fact that looks like a present one.

Bad
    requested: TBD
    owner:
    deviations: []

Good
    requested: 2026-04-20
    owner: dana
    deviations: {none_confirmed_by: mira, on: 2026-01-22}

Fix
    Fill it in. Where there is nothing to list, let a named person say so; where a field is optional, delete its line.
""",
    source="chapter",
)

FIELD_WELL_FORMED: Final = _rule(
    "field-well-formed",
    """
A value is written in the form its field has: whole numbers in digits, amounts with a point, dates as 2026-03-31.

Why
    `1.000` is a thousand in one country and one in another; `03/04/2026` is two different days; `Q3` is none.

Bad
    quantity: 1.000
    requested: 03/04/2026

Good
    quantity: 1000
    requested: 2026-04-03

Fix
    Write the value as the finding shows.
""",
)

MARKDOWN_HEADINGS: Final = _rule(
    "markdown-headings",
    """
A text document has its sections, and something is written in each.

Why
    Why the customer bought, and by what we will be judged, is what the Project Manager steers by. A heading over an empty
    section is an unanswered question.

Bad
    ## Why the customer bought

    <!-- the customer's words -->

Good
    ## Why the customer bought

    Their former supplier delivered late three times in a row; the field trial starts in May.

Fix
    Add the heading the finding names, with `##` before it, and write below it.
""",
    source="chapter",
    parameter="context",
)

RULES: Final[tuple[Rule, ...]] = (
    TEXT_READABLE,
    YAML_READABLE,
    NO_DUPLICATE_KEYS,
    NO_YAML_TRICKS,
    NO_TEXT_LOST,
    STRAIGHT_QUOTES,
    MODELINE_PRESENT,
    FIELD_KNOWN,
    FIELD_PRESENT,
    FIELD_FILLED,
    FIELD_WELL_FORMED,
    MARKDOWN_HEADINGS,
)
