"""The role of every file: the habit of each tool, the order of the evidence, and no guess where the set leaves two readings."""

import json
import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_cli.datapack.intake import intake
from handoff_cli.datapack.layers import against_jobs, copper_count, gaps, incomplete
from handoff_cli.datapack.reader import inspect
from handoff_cli.datapack.roles.doubts import agrees, doubts
from handoff_cli.datapack.roles.identify import Identified, identify
from tests.datapack.habits import DRILLED, GERBER, HABITS, allegro, comment, x2
from tests.datapack.samples import BOM, CENTROID, FILES, pack_zip, read_pack, zip_of

_DRILLS = (".drl", ".xln", ".cnc", ".tap", ".ncd", ".fdr")


def found(files: Mapping[str, str | bytes]) -> dict[str, Identified]:
    return {one.path: one for one in identify(intake(zip_of(dict(files)), golden=False).files)}


def roles(files: Mapping[str, str | bytes]) -> dict[str, str]:
    return {path: one.role for path, one in found(files).items()}


def content(name: str, role: str) -> str:
    return (
        DRILLED if (role.startswith("drill-") and role != "drill-map") or name.casefold().endswith(_DRILLS) else GERBER
    )


@pytest.mark.parametrize("tool", HABITS)
@pytest.mark.parametrize("folder", ["", "Fab Top/Bottom Mask v2/"])
def test_the_habit_of_the_tool(tool: str, folder: str) -> None:
    expected = {folder + name: role for name, role in HABITS[tool].items()}
    assert roles({path: content(path, role) for path, role in expected.items()}) == expected


@pytest.mark.parametrize("tool", HABITS)
def test_the_order_of_the_files_makes_no_difference(tool: str) -> None:
    names = list(HABITS[tool].items())
    random.Random(tool).shuffle(names)
    assert roles({name: content(name, role) for name, role in names}) == HABITS[tool]


@pytest.mark.parametrize(
    ("function", "role"),
    [
        ("Copper,L1,Top", "top-copper"), ("Copper,L2,Inr,Signal", "inner-copper-2"), ("Copper,L4,Bot,Signal", "bottom-copper"),
        ("Soldermask,Bot", "bottom-mask"), ("Soldermask,Top,1", "top-mask"), ("Legend,Top", "top-silk"), ("Paste,Bot", "bottom-paste"),
        ("Profile,NP", "outline"), ("Plated,1,4,PTH,Drill", "drill-plated"), ("NonPlated,1,4,NPTH", "drill-nonplated"),
        ("MixedPlating,1,4", "drill-mixed"), ("Drillmap", "drill-map"), ("AssemblyDrawing,Top", "assembly-drawing"),
        ("OtherDrawing,Comment", "document"), ("Glue,Top", "document"), ("Copper,L3", "unidentified"),
    ],
)  # fmt: skip
def test_x2_counts_before_the_name_in_all_three_spellings(function: str, role: str) -> None:
    texts = {
        "board.gbl": x2(function),
        "board.gts": f"G04 #@! TF.FileFunction,{function}*\n" + GERBER,
        "board.gko": DRILLED.replace("M48\n", f"M48\n; #@! TF.FileFunction,{function}\n"),
    }
    for name, text in texts.items():
        one = found({name: text})[name]
        assert (one.role, one.evidence.startswith("X2 TF.FileFunction")) == (role, True)


def test_two_functions_in_one_file_are_none() -> None:
    assert roles({"top.gtl": x2("Copper,L1,Top") + x2("Copper,L2,Bot")}) == {"top.gtl": "unidentified"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (allegro("VIA CLASS/TOP", "PIN/TOP", "ETCH/TOP", "BOARD GEOMETRY/OUTLINE"), "top-copper"),
        (allegro("VIA CLASS/SOLDERMASK_BOTTOM", "PIN/SOLDERMASK_BOTTOM", "BOARD GEOMETRY/OUTLINE"), "bottom-mask"),
        (allegro("PIN/PASTEMASK_TOP", "BOARD GEOMETRY/OUTLINE"), "top-paste"),
        (allegro("REF DES/SILKSCREEN_BOTTOM", "MANUFACTURING/AUTOSILK_BOTTOM"), "bottom-silk"),
        (allegro("REF DES/ASSEMBLY_TOP", "PACKAGE GEOMETRY/ASSEMBLY_TOP"), "assembly-drawing"),
        (allegro("MANUFACTURING/NCLEGEND-1-4", "DRAWING FORMAT/OUTLINE"), "drill-map"),
        (allegro("BOARD GEOMETRY/OUTLINE"), "outline"),
        (allegro("ETCH/TOP", "ETCH/BOTTOM"), "unidentified"),
        (allegro("PIN/SOLDERMASK_TOP", "PIN/SOLDERMASK_BOTTOM"), "unidentified"),
        (comment("Layer: TopSolderMaskLayer", "EasyEDA v6.5.42"), "top-mask"),
        (comment("Layer: BoardOutline", "EasyEDA v6.4"), "outline"),
        (comment("Title: controller, componentmask ", "Creator: pcb 20140316 "), "top-mask"),
        (comment("Title: (unknown), bottom_paste ", "Creator: pcb-rnd 2.3.2 "), "bottom-paste"),
        (GERBER.replace("%MOIN", "%IN18=Solderstopmasktop(X.StopTop)*%\n%MOIN"), "top-mask"),
        (
            "G04 EAGLE Gerber RS-274X export*\n" + GERBER.replace("%MOIN", "%INSilkscreen Bottom*%\n%MOIN"),
            "bottom-silk",
        ),
        ("G04 DipTrace 2.4.0.2*\n" + GERBER.replace("%MOIN", "%LNBotMask*%\n%MOIN"), "bottom-mask"),
    ],
)
def test_the_tool_says_it_in_a_comment(text: str, role: str) -> None:
    assert roles({"film7.xyz": text}) == {"film7.xyz": role}


def test_allegro_numbers_hold_only_as_a_whole_set() -> None:
    outer = {"t.art": allegro("ETCH/TOP"), "b.art": allegro("ETCH/BOTTOM")}
    whole = roles(
        outer | {f"x{n}.art": allegro(f"ETCH/{name}") for n, name in enumerate(("GND_L2", "INT3(V)", "PWR4", "L5"))}
    )
    assert [whole[f"x{n}.art"] for n in range(4)] == [f"inner-copper-{n}" for n in (2, 3, 4, 5)]
    mixed = roles(
        outer | {f"x{n}.art": allegro(f"ETCH/{name}") for n, name in enumerate(("GND2", "LAYER 1", "LAYER 2", "PWR"))}
    )
    assert {mixed[f"x{n}.art"] for n in range(4)} == {"unidentified"}


def test_altium_writes_the_place_in_the_stack() -> None:
    order = {"P.GTL": 1, "P.G1": 2, "P.GP1": 3, "P.GBL": 4}
    got = found({name: comment(f"Layer_Physical_Order={place}", "Layer_Color=255") for name, place in order.items()})
    assert [got[name].role for name in order] == ["top-copper", "inner-copper-2", "inner-copper-3", "bottom-copper"]
    assert copper_count(list(got.values())) == 4


def test_a_readme_names_what_nothing_else_names() -> None:
    files = {"a7.pho": GERBER, "a8.pho": GERBER, "readme.txt": "a7.pho   Top solder mask\nA8.PHO - bottom copper\n"}
    got = found(files)
    assert (got["a7.pho"].role, got["a8.pho"].role) == ("top-mask", "bottom-copper")
    assert "readme.txt says" in got["a7.pho"].evidence


def test_names_that_contradict_themselves_or_the_file() -> None:
    files = {"wx-F_Cu.gbl": GERBER, "wx-B_Mask.gbs": x2("Soldermask,Top")}
    got = found(files)
    assert (got["wx-F_Cu.gbl"].role, got["wx-B_Mask.gbs"].role) == ("unidentified", "top-mask")
    flaws = list(doubts(intake(zip_of(files), golden=False).files, list(got.values())))
    assert [(flaw.kind, flaw.member) for flaw in flaws] == [("ambiguous", "wx-F_Cu.gbl"), ("conflict", "wx-B_Mask.gbs")]


def test_content_counts_before_the_ending() -> None:
    got = roles({
        "b.drd": GERBER, "b2.drd": DRILLED, "x.txt": CENTROID, "y.txt": BOM, "z.txt": DRILLED, "fw.gbl": ":100100002146013601214701360" + "07EFE09D2190140\n",
        "d.gtl": "%PDF-1.4\n", "notes.txt": "Please build 10.\n", "a.d356": "P  CODE 00\nP  UNITS CUST 0\n", "wx-schematic.pdf": "%PDF-1.4\n",
    })  # fmt: skip
    assert got == {
        "b.drd": "drill-map", "b2.drd": "drill-mixed", "x.txt": "centroid", "y.txt": "bom", "z.txt": "drill-mixed", "fw.gbl": "firmware",
        "d.gtl": "document", "notes.txt": "document", "a.d356": "netlist", "wx-schematic.pdf": "schematic",
    }  # fmt: skip


def test_two_outlines_stay_two_and_the_line_that_settles_it_is_told() -> None:
    files = {"p.GTL": GERBER, "p.GM": GERBER, "p.GM1": GERBER + "\n"}
    assert roles(files)["p.GM"] == roles(files)["p.GM1"] == "outline"
    flaws = [flaw for flaw in inspect(zip_of(dict(files))).flaws if "only one can be" in flaw.message]
    assert [flaw.kind for flaw in flaws] == ["ambiguous"]
    assert "`- {path: p.GM, role: outline}`" in flaws[0].remedy


def test_the_same_file_sent_twice_is_no_doubt_and_two_sets_are_one() -> None:
    layers = {"p.GTL": GERBER, "p.GBL": GERBER + " ", "p.GTS": GERBER + "  ", "p.GBS": GERBER + "   "}
    twice = {**layers, **{f"old/{name}": text for name, text in layers.items()}}
    changed = {**layers, **{f"old/{name}": text + "\n" for name, text in layers.items()}}
    for files, expected in ((twice, 0), (changed, 1)):
        sent = intake(zip_of(dict(files)), golden=False).files
        assert len(list(doubts(sent, identify(sent)))) == expected


def test_placement_files_one_a_side_belong_together() -> None:
    half = CENTROID.splitlines(keepends=True)
    files: dict[str, str | bytes] = {"b-top-pos.csv": "".join(half[:3]), "b-bottom-pos.csv": half[0] + half[3]}
    pack = inspect(zip_of(files))
    assert not any("centroid" in flaw.message for flaw in pack.flaws)
    assert pack.centroid is not None
    assert sorted(placement.refdes for placement in pack.centroid.placements) == ["C1", "R1", "R2"]


def test_what_is_missing_for_the_copper_there_is() -> None:
    got = list(
        found(
            {"k-F_Cu.gbr": x2("Copper,L1,Top"), "k-B_Cu.gbr": x2("Copper,L6,Bot"), "k-In2.gbr": x2("Copper,L3,Inr")}
        ).values()
    )
    assert [flaw.message for flaw in gaps(got)] == [
        "Inner copper layer 2, 4, 5 is missing: the files speak of 6 copper layers."
    ]
    assert [flaw.message for flaw in incomplete(got)] == [
        "There is no file for top mask.", "There is no file for bottom mask.", "There is no file for the board outline.",
        "There is no drill file.",
    ]  # fmt: skip


def test_a_job_file_is_checked_and_never_believed() -> None:
    job = {"Header": {"GenerationSoftware": {}}, "GeneralSpecs": {"LayerNumber": 6},
           "FilesAttributes": [{"Path": "k-GND.gbr", "FileFunction": "Copper,L5,Inr"}]}  # fmt: skip
    files = {"k-F_Cu.gbr": x2("Copper,L1,Top"), "k-GND.gbr": x2("Copper,L2,Inr"), "k-PWR.gbr": x2("Copper,L3,Inr"),
             "k-B_Cu.gbr": x2("Copper,L4,Bot"), "k-job.gbrjob": json.dumps(job)}  # fmt: skip
    sent = intake(zip_of(dict(files)), golden=False).files
    got = identify(sent)
    assert next(one.role for one in got if one.path == "k-GND.gbr") == "inner-copper-2"
    assert [flaw.message.split("; the file is")[0] for flaw in against_jobs(sent, got)] == [
        "“k-job.gbrjob” calls “k-GND.gbr” inner copper layer 5",
        "“k-job.gbrjob” speaks of 6 copper layers, the files beside it of 4.",
    ]


def test_the_manifest_settles_a_name_and_a_contradiction_is_told() -> None:
    assert [(m.role, m.found) for m in read_pack(pack_zip()).members if m.path == "02_FAB/outline.gko"] == [
        ("outline", "outline")
    ]
    flaws = read_pack(pack_zip(top_copper=x2("Soldermask,Bot"))).flaws
    conflicts = [flaw for flaw in flaws if flaw.kind == "conflict" and flaw.member == "02_FAB/top.gtl"]
    assert "is declared as top copper, but it is bottom mask" in conflicts[0].message


@pytest.mark.parametrize(
    ("declared", "said", "fits"),
    [("drill-plated", "drill-mixed", True), ("drill-plated", "drill-nonplated", False), ("document", "drill-map", True),
     ("document", "top-copper", False), ("outline", "unidentified", True), ("bom", "centroid", False)],
)  # fmt: skip
def test_what_counts_as_a_contradiction(declared: str, said: str, fits: bool) -> None:
    assert agrees(declared, said) is fits


def test_inspect_tells_every_member_with_its_evidence() -> None:
    pack = inspect(pack_zip())
    assert {member.path: member.role for member in pack.members} == {
        path: "drill-mixed" if role == "drill-plated" else role for path, (role, _) in FILES.items()
    }
    assert all(member.evidence for member in pack.members)
    assert (pack.bom is not None, pack.centroid is not None, pack.copper_layers) == (True, True, 2)


_WORDS = st.sampled_from(
    [
        "top",
        "bottom",
        "mask",
        "F_Cu",
        "In1_Cu",
        "L2",
        "inner",
        "drill",
        "-NPTH",
        "outline",
        "assy",
        "paste",
        "ä",
        "%",
        "9",
        "GND",
        " ",
        "_",
        ".",
    ]
)
_ENDS = st.sampled_from(
    ["gtl", "g1", "gp2", "gm7", "ly2", "art", "pho", "drl", "txt", "csv", "xlsx", "gbrjob", "pdf", ""]
)
_TEXTS = st.sampled_from(
    [GERBER, DRILLED, BOM, CENTROID, allegro("ETCH/L2"), x2("Copper,L2,Inr"), x2("Copper,"), x2(",,,"), comment("Layer_Physical_Order=999"),
     '{"Header": {"GenerationSoftware": 1}, "FilesAttributes": [1, {"Path": 2}], "GeneralSpecs": []}', "", "\x00\x01", "M48\n", "PK\x03\x04"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.builds(lambda words, end: "x" + "".join(words) + "." + end, st.lists(_WORDS, max_size=5), _ENDS),
        _TEXTS,
        max_size=8,
    )
)
def test_names_and_contents_shuffled_never_raise_and_never_number_twice(files: dict[str, str]) -> None:
    pack = inspect(zip_of(dict(files)))
    assert len(pack.members) >= len(files)
    assert all(member.role for member in pack.members)


def _roles(files: dict[str, str]) -> dict[str, str]:
    return {member.path: member.role for member in inspect(zip_of(dict(files))).members}


def test_initials_behind_an_allegro_name_leave_it_its_meaning() -> None:
    names = {"smc": "top-mask", "sms": "bottom-mask", "spc": "top-paste", "sps": "bottom-paste"}
    files = {f"Kestrel_{name}_QRZ.art": GERBER for name in names}
    assert _roles(files) == {f"Kestrel_{name}_QRZ.art": role for name, role in names.items()}


def test_a_project_called_like_an_allegro_layer_names_no_layer() -> None:
    roles = _roles({"SMS_qrz.gbr": GERBER, "SMS_keepout.art": GERBER})
    assert set(roles.values()) == {"unidentified"}


def test_a_job_file_written_as_gerber_is_a_job_file() -> None:
    assert _roles({"gerber_job.gbrjob": x2("JobInfo")}) == {"gerber_job.gbrjob": "job"}
