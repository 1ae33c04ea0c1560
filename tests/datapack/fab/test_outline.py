"""The board's edge: what closes, what does not, and what else people put on that layer."""

import pytest

from handoff_cli.datapack.fab.gerber import read_gerber
from handoff_cli.datapack.fab.outline import Outline, board_of, outline_of
from tests.datapack.fab.drawings import gerber

HEAD = "%FSLAX23Y23*%\n%MOMM*%\n%ADD10C,0.1*%\nD10*\n"


def path(*points: tuple[float, float]) -> str:
    return "".join(f"X{round(x * 1000)}Y{round(y * 1000)}D0{1 if n else 2}*\n" for n, (x, y) in enumerate(points))


def box(left: float, bottom: float, right: float, top: float) -> str:
    return path((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))


def outline(body: str) -> Outline:
    drawing = read_gerber(gerber(body, HEAD))
    assert drawing.problems == ()
    return outline_of(drawing)


def test_a_rectangle_of_separate_lines() -> None:
    found = outline(path((0, 0), (4, 0)) + path((4, 4), (4, 0)) + path((4, 4), (0, 4)) + path((0, 4), (0, 0)))
    assert [(c.extent, c.closed, c.edges) for c in found.contours] == [((0.0, 0.0, 4.0, 4.0), True, 4)]
    assert (found.drawn, found.loose, found.duplicates) == ("lines", (), 0)


def test_an_open_line() -> None:
    found = outline(path((0, 0), (40, 0), (40, 40), (0, 40), (0, 0.2)))
    assert found.closed == ()
    assert found.loose == ((0.0, 0.0), (0.0, 0.2))


@pytest.mark.parametrize(("gap", "closed"), [(0.0, True), (0.005, True), (0.04, True), (0.06, False)])
def test_joints(gap: float, closed: bool) -> None:
    contour = outline(path((0, 0), (40, 0), (40, 40), (0, 40), (0, gap))).contours[0]
    assert contour.closed is closed
    assert contour.gap == (pytest.approx(gap) if 0.01 < gap < 0.05 else 0.0)


def test_a_circle_and_rounded_corners() -> None:
    circle = outline("X1000Y0D02*\nG75*\nG03X1000Y0I-1000J0D01*\n")
    assert (circle.drawn, circle.contours[0].closed) == ("arcs", True)
    assert circle.contours[0].extent == pytest.approx((-1, -1, 1, 1))
    rounded = outline("G75*\nX0Y1000D02*\nG03X1000Y0I1000J0D01*\nG01X5000D01*\nY5000D01*\nX0D01*\nY1000D01*\n")
    assert [(c.closed, c.extent) for c in rounded.contours] == [(True, (0.0, 0.0, 5.0, 5.0))]


def test_half_circles_that_meet_are_two_edges() -> None:
    found = outline("G75*\nX1000Y0D02*\nG03X-1000Y0I-1000J0D01*\nG03X1000Y0I1000J0D01*\n")
    assert (found.duplicates, found.contours[0].closed) == (0, True)


def test_a_region_is_closed() -> None:
    found = outline("G36*\n" + box(0, 0, 9, 9) + "G37*\n")
    assert (found.drawn, len(found.closed)) == ("regions", 1)


def test_what_is_drawn_twice() -> None:
    found = outline(box(0, 0, 9, 9) + path((9, 0), (0, 0)) + box(0, 0, 9, 9))
    assert found.duplicates == 5
    assert len(found.closed) == 1


def test_cutouts_are_contours_of_their_own() -> None:
    found = outline(box(0, 0, 40, 40) + box(10, 10, 20, 20) + box(25, 25, 30, 30))
    assert [c.width for c in found.contours] == [40.0, 10.0, 5.0]
    assert found.loose == ()


def test_a_cutout_with_a_gap_is_open() -> None:
    assert outline(box(0, 0, 40, 40) + path((10, 10), (20, 10), (20, 20), (10, 20), (10, 11))).loose == (
        (10, 10),
        (10, 11),
    )


def test_lettering_score_lines_and_dimensions_leave_no_board_open() -> None:
    letter = path((5, 5), (5, 7), (6, 7)) + path((5, 6), (6, 6))
    score = path((-2, 20), (42, 20))
    assert outline(box(0, 0, 40, 40) + letter + score).loose == ()


def test_an_end_on_a_line_leaves_no_gap() -> None:
    assert outline(box(0, 0, 4, 4) + path((2, 0), (2, 4))).contours[0].closed
    assert outline(box(0, 0, 4, 4) + path((2, 0), (2, 3))).contours[1].loose == ((2.0, 3.0),)


def test_the_board_within_a_drawing_sheet() -> None:
    """A frame and a title block on every layer, as one design tool plots them when asked to."""
    found = outline(box(0, 0, 277, 190) + box(2, 2, 275, 188) + box(137, 60, 160, 120))
    parts = [(140.0, 70.0), (155.0, 110.0), (150.0, 80.0)]
    board = board_of(found, parts)
    assert board is not None
    assert (board.width, board.height) == (23.0, 60.0)
    assert board_of(found, []) is None
    assert board_of(outline(path((0, 0), (9, 9))), parts) is None


def test_nothing_drawn() -> None:
    assert outline("") == Outline(contours=(), extent=None, drawn="nothing")
    assert outline("%LPC*%" + box(0, 0, 9, 9)).contours == ()


def test_more_lines_than_any_board_has() -> None:
    found = outline("%SRX200Y200I1J1*%" + path((0, 0), (0.5, 0), (0.5, 0.5)) + "%SR*%")
    assert (found.drawn, found.contours) == ("too much", ())
