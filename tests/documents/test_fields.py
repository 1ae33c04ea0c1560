"""Fields against a schema: what is missing, unknown, empty or not written as it should be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.documents.reading import MONEY, both, findings, group, only, read, sentence, where

DATE = {
    "type": "string",
    "format": "date",
    "description": "The last day the quoted prices hold.",
    "examples": ["2026-02-28"],
}
PRICE = {"type": ["string", "number"], "pattern": MONEY, "description": "the price per piece", "examples": ["49.80"]}
COUNT = {"type": "integer", "minimum": 1, "description": "how many pieces", "examples": [1000]}
PERSON = {"type": "string", "minLength": 1, "examples": ["dana"]}
REGISTER = {
    "type": ["array", "object"],
    "minItems": 1,
    "description": "The deviations agreed before the sale.",
    "items": group(["id"], id={"type": "string", "pattern": "^DEV-[0-9]{2,}$", "examples": ["DEV-01"]}),
    "required": ["none_confirmed_by", "on"],
    "additionalProperties": False,
    "properties": {"none_confirmed_by": PERSON, "on": DATE},
}
QUOTE = group(
    ["quote", "valid_until"],
    quote={"type": ["string", "number"], "description": "the quote's number"},
    valid_until=DATE,
    currency={"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]},
    price=PRICE,
    quantity=COUNT,
    note={"type": "string", "minLength": 1},
    kind={"type": "string", "enum": ["pcba", "cable", "box-build"]},
    ipc_class={"type": "integer", "enum": [1, 2, 3]},
    included={"type": "boolean"},
    tags={"type": "array", "items": {"type": "string"}},
    cost=group(["material", "labour"], material=PRICE, labour=PRICE),
    deviations=REGISTER,
)
REQUIRED = "quote: Q-1\nvalid_until: 2026-02-28\n"


def field(line: str, loader: Any) -> Any:
    """The one finding about a line added to a document that is right."""
    key = line.partition(":")[0]
    kept = "".join(f"{other}\n" for other in REQUIRED.splitlines() if not other.startswith(f"{key}:"))
    return only(findings(f"{kept}{line}\n", QUOTE, loader=loader))


@both
def test_a_document_that_is_right_has_no_findings(loader: Any) -> None:
    text = REQUIRED + (
        "currency: EUR\nprice: 49.80\nquantity: 1000\nnote: x\nkind: cable\nipc_class: 2\nincluded: true\ntags: []\n"
        'cost: {material: "24.10", labour: 5}\ndeviations:\n  - id: DEV-01\n'
    )
    root, found = read(text, QUOTE, loader=loader)
    assert not found
    assert root.get("price").text == "49.80"


@both
def test_a_missing_field_is_asked_for_with_its_meaning_and_a_line_to_add(loader: Any) -> None:
    finding = only(findings("quote: Q-1\n", QUOTE, loader=loader))
    assert (finding.rule, finding.kind) == ("field-present", "missing")
    assert (
        sentence(finding)
        == "`valid_until` is missing: the last day the quoted prices hold. Add `valid_until: 2026-02-28`."
    )
    assert where(finding) == (1, 1, 1, 2)


@both
def test_what_is_missing_in_a_group_is_pointed_at_the_groups_key(loader: Any) -> None:
    finding = only(findings(f"{REQUIRED}cost:\n  material: 1\n", QUOTE, loader=loader))
    assert sentence(finding) == '`labour` is missing: the price per piece. Add `labour: "12.50"`.'
    assert where(finding) == (3, 1, 3, 5)


@both
@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "quote: Q-1\nvalid_untill: 2026-02-28\n",
            "`valid_untill` is not a field here: did you mean `valid_until`? Write `valid_until: 2026-02-28`.",
            id="a misspelt field that is required: one finding, not two",
        ),
        pytest.param(
            "quote: Q-1\nValid Until: 2026-02-28\n",
            "`Valid Until` is not a field here: did you mean `valid_until`? Write `valid_until: 2026-02-28`.",
            id="capitals and a blank",
        ),
        pytest.param(
            f"{REQUIRED}qty: 1000\n",
            "`qty` is not a field here: did you mean `quantity`? Write `quantity: 1000`.",
            id="an abbreviation",
        ),
        pytest.param(
            f"{REQUIRED}pirce: 49.80\n",
            "`pirce` is not a field here: did you mean `price`? Write `price: …`.",
            id="an amount stays out of the message",
        ),
        pytest.param(
            f"{REQUIRED}zzz: 1\n",
            "`zzz` is not a field here. Delete it, or use one of `currency`, `price`, `quantity`, `note`, `kind`, `ipc_class`, "
            "`included`, `tags`, ….",
            id="nothing like it",
        ),
        pytest.param(
            f"{REQUIRED}cost: {{material: 1, labour: 2, labor: 3}}\n",
            "`labor` is not a field of `cost`. Delete it.",
            id="what it could mean is there already",
        ),
    ],
)
def test_an_unknown_field(text: str, words: str, loader: Any) -> None:
    finding = only(findings(text, QUOTE, loader=loader))
    assert (finding.rule, finding.kind) == ("field-known", "malformed")
    assert sentence(finding) == words


@both
@pytest.mark.parametrize(
    "written",
    ["", "~", '""', "'  '", "TBD", "tbc", "T.B.A.", "TODO", "To be defined", "???", "XX", "xxx", "<name>", "[Date]", "n/a", '"-"',
     "…", "...", '"[Date]"', '"{{date}}"', "{Date}", "____", "[Ship Date]"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["valid_until", "note", "quantity", "price", "kind"])
def test_what_was_left_from_a_template_is_missing_never_malformed(key: str, written: str, loader: Any) -> None:
    finding = field(f"{key}: {written}", loader)
    assert (finding.rule, finding.kind) == ("field-filled", "missing")
    assert finding.message.startswith((f"`{key}` is empty", f"`{key}` still says `"))


@both
@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param(
            "valid_until: [Date]",
            "`valid_until` still says `[Date]`: the last day the quoted prices hold. Fill it in: `valid_until: 2026-02-28`.",
            id="a required field",
        ),
        pytest.param(
            "note:",
            "`note` is empty. Fill it in, or delete the line if it does not apply.",
            id="an optional field",
        ),
        pytest.param(
            "deviations: []",
            "`deviations` is empty: the deviations agreed before the sale. List the entries, or let a named person say there are "
            "none: `deviations: {none_confirmed_by: <id in handoff.yaml>, on: <date>}`.",
            id="an empty register",
        ),
        pytest.param(
            "deviations: none",
            "that there are no deviations must be said by a named person. Write `deviations: {none_confirmed_by: <id in handoff.yaml>, on: "
            "<date>}`.",
            id="none, said by nobody",
        ),
        pytest.param(
            "cost: {}",
            "`cost` is empty. Fill it in, or delete the line if it does not apply.",
            id="an empty group",
        ),
        pytest.param(
            "note: {{terms}}",
            "a placeholder of a template is left here: `{{terms}}`. Write the value of this deal in its place.",
            id="a placeholder in double braces",
        ),
    ],
)
def test_the_way_out_of_an_empty_field(line: str, words: str, loader: Any) -> None:
    finding = field(line, loader)
    assert (finding.rule, finding.kind) == ("field-filled", "missing")
    assert sentence(finding) == words


@both
@pytest.mark.parametrize(
    "text", ["note: the price is TBD by Friday\n", "note: x\n", "note: A-\n", "kind: cable\n", "tags: []\n"]
)
def test_a_placeholder_is_a_whole_value(text: str, loader: Any) -> None:
    assert not findings(REQUIRED + text, QUOTE, loader=loader)


WRONG = [
    pytest.param(
        "quantity: 1.000",
        "malformed",
        "`quantity` has a mark in its number, which some read as thousands and others as decimals. Write `quantity: 1000` if that is how many are meant.",
        id="thousands with a point",
    ),
    pytest.param(
        "quantity: 1,000",
        "malformed",
        "`quantity` has a mark in its number, which some read as thousands and others as decimals. Write `quantity: 1000` if that is how many are meant.",
        id="thousands with a comma",
    ),
    pytest.param(
        "quantity: 1e3", "malformed", "`1e3` is not a whole number. Write 1000 in plain digits.", id="exponent"
    ),
    pytest.param(
        "quantity: 012", "malformed", "`012` is not a whole number. Write 12 in plain digits.", id="leading zero"
    ),
    pytest.param(
        "quantity: 0x1F", "malformed", "`0x1F` is not a whole number. Write 31 in plain digits.", id="hexadecimal"
    ),
    pytest.param(
        'quantity: "1000"',
        "malformed",
        "`quantity` is a count and stands in quotes. Write `quantity: 1000`, without quotes.",
        id="quoted count",
    ),
    pytest.param(
        "quantity: 1000 pcs",
        "malformed",
        "`quantity` is a number only, without a unit. Write `quantity: 1000`.",
        id="count with unit",
    ),
    pytest.param(
        "quantity: 500-1000",
        "ambiguous",
        "`500-1000` is not one number. Write the one number that was agreed.",
        id="count as range",
    ),
    pytest.param(
        "quantity: ~1000",
        "ambiguous",
        "`~1000` is not one number. Write the one number that was agreed.",
        id="count about",
    ),
    pytest.param(
        "quantity: 0",
        "malformed",
        "`quantity` must be at least 1: how many pieces. Correct the number.",
        id="nothing ordered",
    ),
    pytest.param(
        "quantity: many",
        "malformed",
        "`many` is not a whole number: how many pieces. Write plain digits, such as 1000.",
        id="many",
    ),
    pytest.param(
        "price: 49,80",
        "malformed",
        '`price` is written with a comma or with separators. Write digits with a point, like `"12.50"`, with nothing between the thousands.',
        id="decimal comma",
    ),
    pytest.param(
        "price: 49.80 EUR",
        "malformed",
        '`price` carries a currency or a unit. Write the number alone, digits with a point, like `"12.50"`; the currency stands once, in '
        "`currency`.",
        id="price with currency",
    ),
    pytest.param(
        "price: 40-50",
        "ambiguous",
        "`price` is a range, not one number. Write the one number that was agreed.",
        id="price as range",
    ),
    pytest.param(
        "price: ca. 50", "ambiguous", "`price` is only approximate. Write the number that was agreed.", id="price about"
    ),
    pytest.param(
        "price: -1", "malformed", '`price` is negative. Write digits with a point, like `"12.50"`.', id="negative price"
    ),
    pytest.param(
        "price: 012.5",
        "malformed",
        '`price` is not a plain decimal number. Write digits with a point, like `"12.50"`: no leading zeros, at most six decimals.',
        id="price with leading zero",
    ),
    pytest.param(
        "valid_until: Q3",
        "ambiguous",
        "`valid_until` says `Q3`, which is no day: the last day the quoted prices hold. Write the day that was agreed, like 2026-03-31; where none was agreed, agree one first.",
        id="a quarter",
    ),
    pytest.param(
        "valid_until: 2026-03",
        "ambiguous",
        "`valid_until` says `2026-03`, which is no day: the last day the quoted prices hold. Write the day that was agreed, like 2026-03-31; where none was agreed, agree one first.",
        id="a month",
    ),
    pytest.param(
        "valid_until: 2026",
        "ambiguous",
        "`valid_until` says `2026`, which is no day: the last day the quoted prices hold. Write the day that was agreed, like 2026-03-31; where none was agreed, agree one first.",
        id="a year",
    ),
    pytest.param(
        "valid_until: 03/04/2026",
        "ambiguous",
        "`03/04/2026` may be two different days. Write 2026-04-03 or 2026-03-04, whichever was meant.",
        id="two readings of a date",
    ),
    pytest.param(
        "valid_until: 28.02.2026",
        "malformed",
        "`28.02.2026` is not how dates are written here. Write `valid_until: 2026-02-28`.",
        id="a German date",
    ),
    pytest.param(
        "valid_until: 28 February 2026",
        "malformed",
        "`28 February 2026` is not how dates are written here. Write `valid_until: 2026-02-28`.",
        id="a date in words",
    ),
    pytest.param(
        "valid_until: 2026-02-28T10:00:00Z",
        "malformed",
        "`2026-02-28T10:00:00Z` is not how dates are written here. Write `valid_until: 2026-02-28`.",
        id="a time of day",
    ),
    pytest.param(
        "valid_until: 2026-02-30",
        "malformed",
        "`2026-02-30` is no day of the calendar: the last day the quoted prices hold. Write a day that exists, like 2026-03-31.",
        id="a day that does not exist",
    ),
    pytest.param(
        "kind: PCBA",
        "malformed",
        "`PCBA` is not one of the words `kind` can have: did you mean `pcba`? Write `kind: pcba`, or one of `pcba`, `cable`, `box-build`.",
        id="capitals",
    ),
    pytest.param(
        "kind: box build",
        "malformed",
        "`box build` is not one of the words `kind` can have: did you mean `box-build`? Write `kind: box-build`, or one of `pcba`, "
        "`cable`, `box-build`.",
        id="a blank for a hyphen",
    ),
    pytest.param(
        "kind: harness",
        "malformed",
        "`harness` is not one of the words `kind` can have. Write one of `pcba`, `cable`, `box-build`.",
        id="no such word",
    ),
    pytest.param(
        "currency: €",
        "malformed",
        "`€` is not a currency code. Write three capitals: `currency: EUR`.",
        id="currency sign",
    ),
    pytest.param(
        "currency: usd",
        "malformed",
        "`usd` is not a currency code. Write three capitals: `currency: USD`.",
        id="small letters",
    ),
    pytest.param(
        "included: yes",
        "malformed",
        "`included` is `yes`, which is neither true nor false. Write `included: true`.",
        id="yes",
    ),
    pytest.param(
        "note: 30",
        "malformed",
        '`note` is a text, and this is read as a number. Put it in quotes: `note: "30"`.',
        id="a number",
    ),
    pytest.param(
        "note: [a, b]",
        "malformed",
        "`note` takes one value, not a list. Keep one entry, without dash and brackets.",
        id="a list for a text",
    ),
    pytest.param(
        "tags: a, b",
        "malformed",
        "`tags` must be a list: one entry a line, each starting with `- `. Write `tags: [a, b]`.",
        id="a text for a list",
    ),
    pytest.param(
        "cost: [1, 2]",
        "malformed",
        "`cost` is one group of fields, not a list. Write `{name: value, …}`: each field with its name.",
        id="brackets for a group",
    ),
    pytest.param(
        "deviations:\n  id: DEV-01",
        "malformed",
        "`deviations` must be a list: one entry a line, each starting with `- `. Put `- ` before the first field of the entry and indent "
        "its other fields to match.",
        id="one entry without its dash",
    ),
    pytest.param(
        "tags:\n  -a\n  -b",
        "malformed",
        "the dashes of `tags` need a blank after them. Write `- a`, and so on.",
        id="dashes without blanks",
    ),
    pytest.param(
        "cost:\n  material:1",
        "malformed",
        "`material` needs a blank after its colon. Write `material: …`.",
        id="a group that became a text",
    ),
    pytest.param(
        "cost: 30",
        "malformed",
        "`cost` is a group of fields: `material`, `labour`. Write each field on a line of its own below it, indented by two blanks: "
        "`name: value`.",
        id="a number for a group",
    ),
    pytest.param(
        "currency: “EUR”",
        "malformed",
        "`currency` stands in typographic quotes, which are part of the text. Delete them: `currency: EUR`.",
        id="typographic quotes where they break the form",
    ),
]


@both
@pytest.mark.parametrize(("line", "kind", "words"), WRONG)
def test_a_value_not_written_as_it_should_be(line: str, kind: str, words: str, loader: Any) -> None:
    finding = field(line, loader)
    assert sentence(finding) == words
    assert (finding.rule, finding.kind) == ("field-well-formed", kind)


@both
def test_a_comma_inside_braces(loader: Any) -> None:
    finding = only(findings(f'{REQUIRED}cost: {{material: 24,10, labour: "5"}}\n', QUOTE, loader=loader))
    assert (finding.rule, where(finding)) == ("field-well-formed", (3, 21, 3, 23))
    assert "24" not in sentence(finding)


@both
def test_typographic_quotes_alone_are_a_warning(loader: Any) -> None:
    finding = field("note: “Rev C”", loader)
    assert (finding.rule, finding.severity) == ("straight-quotes", "warn")
    words = "note: “We will need the boards by the end of May, and not a day later”\n"
    assert not findings(REQUIRED + words, QUOTE, loader=loader)


@both
@pytest.mark.parametrize("line", [case.values[0] for case in WRONG])
def test_no_jargon(line: str, loader: Any) -> None:
    words = sentence(field(line, loader)).lower()
    for jargon in (
        "schema",
        "pattern",
        "regex",
        "type",
        "invalid",
        "error",
        "!",
        "null",
        "none of",
        "boolean",
        "integer",
        "string",
    ):
        assert jargon not in words.replace("typographic", "")


@both
def test_each_wrong_field_is_one_finding_and_all_are_found(loader: Any) -> None:
    text = "quote: Q-1\nvalid_until: Q3\nquantity: 1.000\nprice: 1,5\nkind: x\nnote:\nincluded: no\nfoo: 1\ncost: {material: 1}\n"
    lines = sorted(where(finding)[0] for finding in findings(text, QUOTE, loader=loader))
    assert lines == [2, 3, 4, 5, 6, 7, 8, 9]


@both
def test_a_number_is_compared_as_it_is_written(loader: Any) -> None:
    schema = group(
        [],
        revision={"type": ["string", "number"], "enum": ["1.10", 3]},
        part={"type": ["string", "number"], "pattern": "^00"},
    )
    assert not findings("revision: 1.10\npart: 0045\n", schema, loader=loader)
    assert not findings("revision: 3\n", schema, loader=loader)
    assert len(findings("revision: 1.1\npart: 45\n", schema, loader=loader)) == 2


@both
@pytest.mark.parametrize("written", ['"12\\n"', "|\n  12", '"١٢"', '"12 "'])
def test_a_pattern_is_strict(written: str, loader: Any) -> None:
    schema = group([], price={"type": ["string", "number"], "pattern": MONEY.replace("[0-9]", r"\d")})
    assert only(findings(f"price: {written}\n", schema, loader=loader)).rule == "field-well-formed"


@both
def test_a_condition_asks_in_the_same_words(loader: Any) -> None:
    schema = group(
        ["kind"],
        kind={"type": "string"},
        pack={"type": "string", "description": "The folder of the pack.", "examples": ["fsg-100"]},
    )
    schema["if"] = {"properties": {"kind": {"const": "pcba"}}}
    schema["then"] = {"required": ["pack"]}
    assert not findings("kind: cable\n", schema, loader=loader)
    finding = only(findings("kind: pcba\n", schema, loader=loader))
    assert sentence(finding) == "`pack` is missing: the folder of the pack. Add `pack: fsg-100`."


@both
def test_names_given_by_people_are_checked_too(loader: Any) -> None:
    people = {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]+$", "examples": ["dana"]},
        "additionalProperties": group(["name"], name=PERSON),
    }
    schema = group(["people"], people=people)
    assert not findings("people:\n  dana: {name: Dana Reyes}\n", schema, loader=loader)
    found = findings("people:\n  Dana: {name: Dana Reyes}\n  tom: {nam: Tom Okafor}\n", schema, loader=loader)
    assert [(where(f), f.rule) for f in found] == [((2, 3, 2, 7), "field-well-formed"), ((3, 9, 3, 12), "field-known")]


@both
@pytest.mark.parametrize(
    ("document", "schema", "acts"),
    [
        pytest.param("quote", QUOTE, "sales", id="sales where nobody is named"),
        pytest.param("handoff", QUOTE, "admin", id="the admin for the policy"),
        pytest.param("deviations", {**QUOTE, "x-acts": "engineering"}, "engineering", id="whom the document names"),
        pytest.param(
            "deviations",
            {
                **QUOTE,
                "x-acts": "engineering",
                "properties": {**QUOTE["properties"], "valid_until": {**DATE, "x-acts": "customer"}},
            },
            "customer",
            id="whom the field names before all",
        ),
    ],
)
def test_who_acts(document: str, schema: dict[str, Any], acts: str, loader: Any) -> None:
    assert only(findings("quote: Q-1\nvalid_until: Q3\n", schema, kind=document, loader=loader)).acts == acts
    assert only(findings("quote: Q-1\n", schema, kind=document, loader=loader)).acts == acts


@both
@pytest.mark.parametrize(
    ("field", "schema", "written", "words"),
    [
        ("from", {"type": "string", "format": "date", "x-month": "first"}, "2026-08", "`2026-08` is a month, and `from` is a day. Write `from: 2026-08-01`."),
        ("until", {"type": "string", "format": "date", "x-month": "last"}, "February 2028", "`February 2028` is a month, and `until` is a day. Write `until: 2028-02-29`."),
        ("years", {"type": "integer", "examples": [3]}, "unlimited", "`unlimited` is not a whole number. Write plain digits, such as 3."),
        ("may", {"type": "array", "items": {"enum": ["a", "b"]}}, "everything", "`may` must be a list: one entry a line, each starting with `- `. Write `may: […]` with some of `a`, `b`."),
        ("links", {"type": "array", "items": {"pattern": "^[A-Z]+-[0-9]+$", "examples": ["AS-01"]}}, "U1", "`links` must be a list: one entry a line, each starting with `- `. Write it like `links: [AS-01]`."),
    ],
    ids=["the first day of a month", "the last day of a month", "its own example", "no word of the list", "no id"],
)  # fmt: skip
def test_what_is_proposed_is_no_finding_itself(field: str, schema: Any, written: str, words: str, loader: Any) -> None:
    finding = only(findings(f"{field}: {written}\n", {"type": "object", "properties": {field: schema}}, loader=loader))
    assert sentence(finding) == words


def test_nobody_is_told_to_paste_the_fingerprint_of_another_file() -> None:
    schema = {"type": "object", "required": ["sha256"], "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "examples": ["0" * 64]}}}  # fmt: skip
    assert "`sha256sum FILE`" in sentence(only(findings("a: 1\n", {**schema, "additionalProperties": True})))
