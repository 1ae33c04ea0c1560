"""Small fabrication files, written here line by line."""

HEAD = "%FSLAX46Y46*%\n%MOMM*%\n%LPD*%\nG01*\n%ADD10C,0.100000*%\n%ADD11R,1.000000X0.500000*%\n"
COPPER = (
    HEAD
    + "D11*\nX5000000Y5000000D03*\nX10000000Y5000000D03*\nD10*\nX5000000Y5000000D02*\nX10000000Y5000000D01*\nM02*\n"
)
EMPTY = HEAD + "M02*\n"
OUTLINE = (
    HEAD
    + "D10*\nX0Y-10000000D02*\nX20000000Y-10000000D01*\nX20000000Y10000000D01*\nX0Y10000000D01*\nX0Y-10000000D01*\nM02*\n"
)
OPEN_OUTLINE = OUTLINE.replace("X0Y-10000000D01*\nM02", "X0Y-9900000D01*\nM02")
DRILL = "M48\nFMAT,2\nMETRIC\nT1C0.300\nT2C1.000\n%\nG90\nG05\nT1\nX5.0Y5.0\nX10.0Y5.0\nT2\nX15.0Y-2.5\nM30\n"
BOM = 'Designator,Quantity,MPN,Manufacturer\n"R1,R2",2,RC0603FR-0710KL,Yageo\n'


def gerber(body: str, head: str = HEAD, end: str = "M02*\n") -> bytes:
    return (head + body + end).encode("latin-1")


def excellon(body: str, head: str = "M48\nMETRIC\nT1C0.300\nT2C1.000\n%\n", end: str = "M30\n") -> bytes:
    return (head + body + end).encode("latin-1")
