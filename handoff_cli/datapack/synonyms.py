"""The column names of bills of materials, in their normalised form: English, German, and what design tools call them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handoff_cli.datapack.columns import Field, Layout, any_of
from handoff_cli.datapack.fitted import OPTION_COLUMNS

_MAKER: Final = (
    "manufacturer", "manufacturers", "manufacturer's", "manufacture", "manufacter", "manufactuer", "mfr", "mfrs", "mfg", "mfgr",
    "manf", "man", "manuf", "mf", "maker", "maker's", "hersteller",
)  # fmt: skip
_NUMBER: Final = (
    "part", "parts", "part number", "part #", "part no", "part num", "partnumber", "partno", "part nr", "pn", "p/n", "number", "no", "nr", "#",
    "product number", "item number", "ref", "reference",
)  # fmt: skip
_MAKERS_NUMBER: Final = frozenset(f"{maker} {number}" for maker in _MAKER for number in _NUMBER) | any_of(
    "mpn|mpns|mfrpn|mfgpn|mfpn|manfpn|manufacturer mpn|manufacturerpartnumber|manufacturerpn|manf#|partnumber mfr|"
    "part number (manufacturer)|part number (mfr)|herstellernummer|hersteller artikelnummer|hersteller artikelnr|"
    "hersteller teilenummer|hersteller bestellnummer|herstellerteilenummer|herstellerbezeichnung|herstellertyp"
)
_FIRST_NUMBER: Final = any_of("mpn 1|mpn1") | frozenset(f"{maker} {number} 1" for maker in _MAKER for number in _NUMBER)
_MAKERS_NAME: Final = (
    frozenset(_MAKER)
    | frozenset(f"{maker} name" for maker in _MAKER)
    | any_of("manu|firma|fabrikat|fabricant|mfg company|mfr company")
)
_FIRST_MAKER: Final = frozenset(f"{maker}{gap}1" for maker in (*_MAKER, "manufacturer name") for gap in (" ", ""))
_BOTH: Final = any_of(
    "manufacturer/mpn|manufacturer / mpn|mfr/mpn|mfg/mpn|manufacturer & mpn|manufacturer and mpn|manufacturer+mpn|"
    "manufacturer/part number|manufacturer / part number|manufacturer/pn|manufacturer mpn combined"
)
_ORDINALS: Final = r"[2-9]|1|second|2nd|third|3rd"
_ALTERNATE: Final = re.compile(
    rf"(?:alt|alternate|alternative|alternativer?|2nd source|second source|substitute|replacement|ersatz|zweit)\b.*|"
    rf"avl|a(?:pn|mpn)|(?:mpn|pn|p/n|manufacturer|mfr|mfg|manf|part number|.* part number|.* part|.* pn|mfr name|mfg name) ?(?:{_ORDINALS})"
)
_SHOP: Final = re.compile(
    r"(?:.*\b|^)(?:lcsc|jlc|jlcpcb|szlcsc|digi ?key|mouser|farnell|newark|element ?14|tme|reichelt|conrad|rs components|arrow|avnet|rutronik|"
    r"sku|seeed|supplier|suppliers|distributor|vendor|lieferant|dist|distri|allied|verical|future electronics|octopart|bestellnummer|order number|"
    r"order code|ordering code)\b.*|sn dk|rs part number|rs|dpn|spn|allied number|distributorpn"
)
_SHOP_NO_NUMBER: Final = re.compile(
    r".*\b(?:assembly|url|link|price|stock|qty|quantity|moq|name|description|category|type|library|preis|cost|lead time|status|rohs|"
    r"availability|datasheet|manufacturer|rotation|offset)\b.*|supplier|suppliers|vendor|distributor|lieferant|supplier 1|distributor 1|"
    r"vendor 1|supplier 2|distributor 2|vendor 2|dist|distri"
)

LAYOUT: Final = Layout(
    what="bill of materials",
    setting="bom_columns",
    fields=(
        Field(
            key="refdes",
            words="RefDes",
            names=(
                any_of(
                    "designator|designators|designator(s)|reference|references|reference(s)|ref des|refdes|ref|refs|ref(s)|parts|"
                    "part reference|part references|reference designator|reference designators|reference designator(s)|board ref|"
                    "board reference|circuit ref numbers|circuit ref|circuit reference|my reference|refdes(s)|ref designator|"
                    "ref designators|schematic reference|component reference|referenz|referenzen|referenzbezeichner|bezeichner|"
                    "bauteilbezeichner|bauteilreferenz|stückliste pos|bestückungsposition|bestückungspositionen|einbauplatz|einbauplätze|"
                    "einbauort|reference des|refdesignator|referencedesignator|location(s)|position(s)"
                ),
                any_of("component|components|location|locations|position|positions|item ref|bauteile"),
                any_of("part|bauteil|part id|component name|name"),
            ),
        ),
        Field(
            key="quantity",
            words="quantity",
            names=(
                any_of(
                    "quantity|qty|count|qnty|quant|per board|qty per board|quantity per board|qty/board|qty per|qty (per board)|qty per pcb|"
                    "pcs|menge|anzahl|stückzahl|stk|quantity per pcb|qty/pcb|quantity (per board)|quantity/board|qtd|qte"
                ),
                any_of("amount|number|pieces|stück|total|total qty|num"),
            ),
            needed=False,
        ),
        Field(
            key="mpn",
            words="MPN (manufacturer part number)",
            names=(
                _MAKERS_NUMBER,
                _FIRST_NUMBER,
                _BOTH,
                any_of(
                    "pn|part number|part #|part no|part num|part nr|p/n|mp|model #|model|model number|partnumber|partno|teilenummer|"
                    "artikelnummer|artikel nr|artikelnr|typ|typenbezeichnung|bestellbezeichnung|product code"
                ),
                any_of("pn 1|part number 1|p/n 1|part 1"),
            ),
        ),
        Field(
            key="manufacturer",
            words="manufacturer",
            names=(_MAKERS_NAME, _FIRST_MAKER, _BOTH, any_of("brand|vendor|company|marke")),
        ),
        Field(
            key="value",
            words="value",
            names=(
                any_of("value|val|wert|values|component value|comp value"),
                any_of("comment|designation|description/value|value part|bezeichnung|comp val"),
                any_of("name"),
            ),
            needed=False,
        ),
        Field(
            key="package",
            words="package",
            names=(
                any_of(
                    "package|footprint|pcb footprint|package/footprint|footprint/package|comp package|pattern|case|case/package|"
                    "package/case|package / case|gehäuse|bauform|pcb decal|decal|partdecal|land pattern|package type|case size|size"
                ),
                any_of("symbol name|geometry|device"),
            ),
            needed=False,
            several=True,
        ),
        Field(
            key="description",
            words="description",
            names=(
                any_of("description|part description|component description|desc|beschreibung|descriptions|item description"),
                any_of("description/value|information|info|details|bezeichnung|type|part type"),
            ),
            needed=False,
            several=True,
        ),
        Field(
            key="dnp",
            words="mark for parts that are not fitted (DNP)",
            names=(OPTION_COLUMNS,),
            needed=False,
            several=True,
        ),
    ),
)  # fmt: skip


def suppliers(header: Sequence[str], normal_names: Sequence[str]) -> tuple[int, ...]:
    """The columns of distributors' numbers."""
    return tuple(
        at
        for at, name in enumerate(normal_names)
        if header[at] and _SHOP.fullmatch(name) and not _SHOP_NO_NUMBER.fullmatch(name)
    )


def alternates(normal_names: Sequence[str], primary: int | None) -> tuple[int, ...]:
    """The columns of part numbers beside the MPN: second sources, alternates, variants."""
    return tuple(
        at
        for at, name in enumerate(normal_names)
        if at != primary and _ALTERNATE.fullmatch(name) and not _is_makers_name(name)
    )


def variants(normal_names: Sequence[str]) -> tuple[int, ...]:
    """Columns that hold for one variant of the product only."""
    return tuple(at for at, name in enumerate(normal_names) if re.search(r"\bvariante?", name))


def _is_makers_name(name: str) -> bool:
    words = re.sub(rf"\b(?:{_ORDINALS})\b|\b(?:alt|alternate|alternative|name)\b", "", name).split()
    return bool(words) and set(words) <= {*_MAKER, "vendor", "supplier", "amanufacturer"}
