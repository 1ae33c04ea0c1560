"""File names as the tools write them, with the role each has. G: Gerber, E: drill programme, T: text with a comment or header."""

GERBER = "%FSLAX24Y24*%\n%MOIN*%\n%ADD10C,0.0100*%\nD10*\nX0Y0D02*\nX100Y0D01*\nM02*\n"
DRILLED = "M48\nINCH\nT1C0.0200\n%\nT1\nX0100Y0100\nX0200Y0100\nM30\n"


def comment(*lines: str) -> str:
    return "".join(f"G04 {line}*\n" for line in lines) + GERBER


def x2(function: str) -> str:
    return f"%TF.FileFunction,{function}*%\n" + GERBER


def allegro(*layers: str) -> str:
    return comment("File Origin:  Cadence Allegro 17.2-S049", *(f"Layer:  {layer}" for layer in layers))


SIDES = {"top": "T", "bottom": "B"}
_FOUR = ("copper", "mask", "silk", "paste")


def sided(pattern: str, top: str, bottom: str, *kinds: str) -> dict[str, str]:
    """`pattern` holds {side} and {kind}; kinds in the order copper, mask, silk, paste."""
    return {
        pattern.format(side=word, kind=kind): f"{side}-{role}"
        for side, word in (("top", top), ("bottom", bottom))
        for role, kind in zip(_FOUR, kinds, strict=False)
    }


def endings(stem: str, ends: str) -> dict[str, str]:
    roles = [f"{side}-{kind}" for side in ("top", "bottom") for kind in _FOUR]
    return {f"{stem}.{end}": role for end, role in zip(ends.split(), roles, strict=True)}


HABITS: dict[str, dict[str, str]] = {
    "KiCad 7": sided("wx-{side}_{kind}.gbr", "F", "B", "Cu", "Mask", "Silkscreen", "Paste")
    | {"wx-In1_Cu.gbr": "inner-copper-2", "wx-In2_Cu.gbr": "inner-copper-3", "wx-Edge_Cuts.gbr": "outline"}
    | {"wx-PTH.drl": "drill-plated", "wx-NPTH.drl": "drill-nonplated", "wx-PTH-drl_map.gbr": "drill-map"}
    | {"wx-F_Fab.gbr": "assembly-drawing", "wx-B_Courtyard.gbr": "document", "wx-User_1.gbr": "document"},
    "KiCad 4": sided("top board-{side}.{kind}.gbr", "F", "B", "Cu", "Mask", "SilkS", "Paste")
    | {"top board-Edge.Cuts.gbr": "outline", "top board.drl": "drill-plated", "top board-NPTH.drl": "drill-nonplated"},
    "KiCad Protel 8": endings("k", "gtl gts gto gtp gbl gbs gbo gbp")
    | {"k.g2": "inner-copper-2", "k.g3": "inner-copper-3", "k.gm1": "outline", "k.drl": "drill-mixed"},
    "KiCad Protel 9": endings("k", "gtl gts gto gtp gbl gbs gbo gbp")
    | {"k.g1": "inner-copper-2", "k.g2": "inner-copper-3", "k.gml": "outline"},
    "Altium": endings("P", "GTL GTS GTO GTP GBL GBS GBO GBP")
    | {"P.G1": "inner-copper-2", "P.G2": "inner-copper-3", "P.GM1": "outline", "P.GM13": "unidentified", "P.GPT": "document"}
    | {"P.GD1": "drill-map", "P.GG1": "drill-map", "P-Plated.TXT": "drill-plated", "P-NonPlated.TXT": "drill-nonplated"},
    "Altium planes": {"P.GTL": "top-copper", "P.GBL": "bottom-copper", "P.GP1": "inner-copper-2", "P.GP2": "inner-copper-3"},
    "Altium planes and signals": {"P.GTL": "top-copper", "P.GBL": "bottom-copper"}
    | {f"P.{end}": "unidentified" for end in ("GP1", "GP2", "G1", "G2")},
    "Altium holes": {"P.GTL": "top-copper", "P.GBL": "bottom-copper", "P-RoundHoles.TXT": "drill-mixed", "P-SlotHoles.TXT": "drill-mixed"},
    "Eagle old": endings("e", "cmp stc plc crc sol sts pls crs")
    | {"e.ly2": "inner-copper-2", "e.ly15": "inner-copper-3", "e.dim": "outline", "e.drd": "drill-mixed"},
    "Eagle with Protel endings": endings("e", "GTL GTS GTO GTP GBL GBS GBO GBP")
    | {"e.G2L": "inner-copper-2", "e.G3L": "inner-copper-3", "e.OLN": "outline", "e.TXT": "drill-mixed"},
    "Eagle 9": {
        **{f"{kind}_{side}.gbr": f"{side}-{role}" for side in SIDES for kind, role in
           zip(("copper", "soldermask", "silkscreen", "solderpaste"), _FOUR, strict=True) if kind != "copper"},
        "copper_top_l1.gbr": "top-copper", "copper_bottom_l4.gbr": "bottom-copper", "copper_inner_l2.gbr": "inner-copper-2",
        "copper_inner_l3.gbr": "inner-copper-3", "profile.gbr": "outline", "drill_1_16.xln": "drill-mixed",
    },
    "OSH Park": {
        "b.toplayer.ger": "top-copper", "b.bottomlayer.ger": "bottom-copper", "b.topsoldermask.ger": "top-mask",
        "b.bottomsilkscreen.ger": "bottom-silk", "b.tcream.ger": "top-paste", "b.internalplane1.ger": "inner-copper-2",
        "b.internalplane2.ger": "inner-copper-3", "b.boardoutline.ger": "outline", "b.drills.xln": "drill-mixed",
    },
    "EasyEDA": {
        "Gerber_TopLayer.GTL": "top-copper", "Gerber_BottomLayer.GBL": "bottom-copper", "Gerber_InnerLayer1.G1": "inner-copper-2",
        "Gerber_InnerLayer2.G2": "inner-copper-3", "Gerber_TopSolderMaskLayer.GTS": "top-mask",
        "Gerber_BottomSilkscreenLayer.GBO": "bottom-silk", "Gerber_TopSilkLayer.GTO": "top-silk",
        "Gerber_BottomPasteMaskLayer.GBP": "bottom-paste", "Gerber_BoardOutlineLayer.GKO": "outline",
        "Gerber_DocumentLayer.GDL": "document", "Drill_PTH_Through.DRL": "drill-plated",
        "Drill_PTH_Through_Via.DRL": "drill-plated", "Drill_NPTH_Through.DRL": "drill-nonplated",
    },
    "OrCAD Layout": endings("r", "TOP SMT SST SPT BOT SMB SSB SPB")
    | {"r.IN1": "inner-copper-2", "r.IN2": "inner-copper-3", "r.OTL": "outline", "r.AST": "assembly-drawing"}
    | {"r.FAB": "fab-drawing", "r.DRD": "drill-map", "THRUHOLE.TAP": "drill-mixed", "r.GND": "unidentified"},
    "DesignSpark": sided("O V3 - {side} {kind}.gbr", "Top", "Bottom", "Copper", "Solder Mask", "Silkscreen", "Paste Mask")
    | {"O V3 - Layer 2 Copper.gbr": "inner-copper-2", "O V3 - Layer 3 Copper.gbr": "inner-copper-3"}
    | {"O V3 - Board Outline.gbr": "outline", "O V3 - Drill Ident Drawing - Through Hole.gbr": "drill-map"}
    | {"O V3 - Drill Data - Through Hole.drl": "drill-plated", "O V3 - Drill Data - Through Hole (Unplated).drl": "drill-nonplated"},
    "DipTrace": {
        "Top.gbr": "top-copper", "Bottom.gbr": "bottom-copper", "TopMask.gbr": "top-mask", "BottomSilk.gbr": "bottom-silk",
        "TopPaste.gbr": "top-paste", "Inner1.gbr": "inner-copper-2", "Inner2.gbr": "inner-copper-3",
        "BoardOutline.gbr": "outline", "Through.drl": "drill-mixed",
    },
    "Fritzing": sided("f_{kind}{side}.x", "Top", "Bottom", "copper", "mask", "silk", "pasteMask")
    | {"f_contour.gm1": "outline", "f_drill.txt": "drill-mixed"},
    "PADS": {
        "art001.pho": "top-copper", "art002.pho": "inner-copper-2", "art003.pho": "inner-copper-3", "art004.pho": "bottom-copper",
        "sm001021.pho": "top-mask", "sm004028.pho": "bottom-mask", "sst001026.pho": "top-silk", "ssb004029.pho": "bottom-silk",
        "smd001023.pho": "top-paste", "dd001024.pho": "drill-map", "drl001.drl": "drill-mixed",
    },
    "gEDA": {
        "c.top.gbr": "top-copper", "c.bottom.gbr": "bottom-copper", "c.topmask.gbr": "top-mask", "c.bottomsilk.gbr": "bottom-silk",
        "c.toppaste.gbr": "top-paste", "c.group3.gbr": "unidentified", "c.outline.gbr": "outline", "c.fab.gbr": "fab-drawing",
        "c.plated-drill.cnc": "drill-plated", "c.unplated-drill.cnc": "drill-nonplated",
    },
    "pcb-rnd": endings("p", "gtl gts gto gtp gbl gbs gbo gbp") | {"p.gko": "outline", "p.xln": "drill-mixed", "p.ast": "assembly-drawing"},
    "Target 3001": {
        "t.Top": "top-copper", "t.Bot": "bottom-copper", "t.StopTop": "top-mask", "t.PosiBot": "bottom-silk",
        "t.PasteTop": "top-paste", "t.Outline": "outline", "t.Drill": "drill-mixed",
    },
    "Mentor": {
        "EtchLayerTop.gdo": "top-copper", "EtchLayerBottom.gdo": "bottom-copper", "SoldermaskTop.gdo": "top-mask",
        "SilkscreenBottom.gdo": "bottom-silk", "SolderPasteTop.gdo": "top-paste", "BoardOutlline.gdo": "outline",
        "DrillDrawingThrough.gdo": "drill-map", "ThruHolePlated.ncd": "drill-plated", "ThruHoleNonPlated.ncd": "drill-nonplated",
    },
    "Mentor numbered": {
        "8_L01_Top.gdo": "top-copper", "8_L02.gdo": "inner-copper-2", "8_L03.gdo": "inner-copper-3", "8_L04_Bottom.gdo": "bottom-copper",
    },
    "Xpedition": {
        "EtchLayer1Top.gdo": "top-copper", "EtchLayer2.gdo": "inner-copper-2", "EtchLayer3.gdo": "inner-copper-3",
        "EtchLayer4Bottom.gdo": "bottom-copper", "BoardOutline.gdo": "outline", "ThruHolePlated.ncd": "drill-plated",
    },
    "Allegro by name": {
        "L01_top.art": "top-copper", "L02_gnd.art": "inner-copper-2", "L03_pwr.art": "inner-copper-3", "L04_bot.art": "bottom-copper",
        "mask_prm.art": "top-mask", "sms.art": "bottom-mask", "spc.art": "top-paste", "bslk.art": "bottom-silk",
    },
    "Altium layer names": {
        "B - Top Layer.gbr": "top-copper", "B - Bottom Layer.gbr": "bottom-copper", "B - Mid-Layer 1.gbr": "inner-copper-2",
        "B - Mid-Layer 2.gbr": "inner-copper-3", "B - Top Overlay.gbr": "top-silk", "B - Bottom Paste.gbr": "bottom-paste",
        "B - Top Solder.gbr": "unidentified", "B - Keep-Out Layer.gbr": "unidentified", "B - Mechanical 1.gbr": "unidentified",
    },
    "Altium manufacturing package": {
        "Copper_Signal_Top.gbr": "top-copper", "Copper_Signal_Bot.gbr": "bottom-copper", "Copper_Signal_1.gbr": "unidentified",
        "Soldermask_Top.gbr": "top-mask", "Legend_Bot.gbr": "bottom-silk", "Profile.gbr": "outline", "Pads_Top.gbr": "unidentified",
    },
    "layers in words, as shops ask for them": {
        "top_layer.gbr": "top-copper", "inner_layer_1.gbr": "inner-copper-2", "inner_layer_2.gbr": "inner-copper-3",
        "bottom_layer.gbr": "bottom-copper", "top_overlay.gbr": "top-silk", "board_outline.gbr": "outline", "drill.xnc": "drill-mixed",
    },
    "in German": {"x_Oben.gbr": "top-copper", "x_Unten.gbr": "bottom-copper", "x_Loetstop_oben.gbr": "top-mask", "x_Umriss.gbr": "outline"},
    "a layer's name in the project's": {"mask_top-F_Cu.gbr": "top-copper", "mask_top-B_Cu.gbr": "bottom-copper", "mask_top-F_Mask.gbr": "top-mask"},
    "a layer missing at the end": {"art001.pho": "unidentified", "art002.pho": "unidentified", "art003.pho": "unidentified"},
    "Zuken": {
        "Conductive-1.fph": "top-copper", "Conductive-2.fph": "bottom-copper", "Resist-A.fph": "top-mask", "Symbol-B.fph": "bottom-silk",
        "MetalMask-A.fph": "top-paste", "d_thru_plt.fdr": "drill-plated", "d_thru_nplt.fdr": "drill-nonplated",
    },
    "Proteus": sided("d - CADCAM {side} {kind}.TXT", "Top", "Bottom", "Copper", "Solder Resist", "Silk Screen", "SMT Paste Mask")
    | {"d - CADCAM Mechanical 1.TXT": "unidentified", "d - CADCAM Drill.TXT": "drill-mixed"},
    "Sprint-Layout": sided("s_{kind}_{side}.gbr", "top", "bottom", "copper", "soldermask", "silkscreen", "smdmask")
    | {"s_copper_i1.gbr": "inner-copper-2", "s_copper_i2.gbr": "inner-copper-3", "s_outline.gbr": "outline", "s_drill.drl": "drill-mixed"},
    "LibrePCB": sided("l_{kind}-{side}.gbr", "TOP", "BOTTOM", "COPPER", "SOLDERMASK", "SILKSCREEN", "SOLDERPASTE")
    | {"l_COPPER-IN1.gbr": "inner-copper-2", "l_COPPER-IN2.gbr": "inner-copper-3", "l_OUTLINES.gbr": "outline"}
    | {"l_DRILLS-PTH.drl": "drill-plated", "l_DRILLS-NPTH.drl": "drill-nonplated"},
    "Ultiboard": sided("{kind} {side}.gbr", "Top", "Bottom", "Copper", "Solder Mask", "Silkscreen", "Paste Mask")
    | {"Copper Inner 1.gbr": "inner-copper-2", "Copper Inner 2.gbr": "inner-copper-3", "Board Outline.gbr": "outline"},
    "eagle-pcbng": sided("b.{side}_{kind}.gbr", "top", "bottom", "copper", "mask", "silk", "paste") | {"b.outline.gbr": "outline"},
    "no word about copper order": {"TOP.art": "top-copper", "BOTTOM.art": "bottom-copper", "GND.art": "unidentified", "PWR.art": "unidentified"},
    "two readings of a number": {"TOP.art": "top-copper", "BOTTOM.art": "bottom-copper", "LAYER_2.art": "unidentified"},
    "solder could be mask or paste": {"solder_top.art": "unidentified", "TOP.art": "top-copper"},
}  # fmt: skip
