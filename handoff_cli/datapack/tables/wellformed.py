"""Whether XML is whole, asked before a parser sees it that takes an open end for more to come and never returns."""

from __future__ import annotations

from xml.parsers import expat


def is_well_formed(text: bytes) -> bool:
    """Without a document type: that is where entities would be declared, and no workbook has one."""
    parser = expat.ParserCreate()
    refused = False

    def refuse(*_: object) -> None:
        nonlocal refused
        refused = True

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        return False
    return not refused
