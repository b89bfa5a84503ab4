"""Glyphs that stand in the wrong cell: amounts too wide for theirs, names too long for theirs."""

from helpers.extract.grids import place
from helpers.extract.pages import Glyph

XS, YS = [0.0, 40.0, 100.0, 160.0], [0.0, 20.0, 40.0, 60.0]
OWNER = {(r, c): 3 * r + c for r in range(3) for c in range(3)}


def drawn(*texts):
    """Glyphs of (text, left edge, baseline) in the order they are drawn; type of 10 points."""
    glyphs = []
    for text, x, baseline in texts:
        for character in text:
            width = 5 if character.isascii() else 10
            glyphs.append(Glyph(character, x, x + width, baseline, 10))
            x += width
    return glyphs


def texts(glyphs):
    held = place(glyphs, OWNER, XS, YS)
    return {number: "".join(g.text for g in own) for number, own in held.items()}


def test_an_amount_over_the_ruling_stays_whole():
    assert texts(drawn(("35,099,520.48", 32, 12))) == {1: "35,099,520.48"}


def test_two_amounts_that_meet_at_the_ruling_stay_two():
    assert texts(drawn(("1,234.50", 60, 12), ("678.90", 100, 12))) == {1: "1,234.50", 2: "678.90"}


def test_codes_in_narrow_cells_stay_apart():
    assert texts(drawn(("201", 25, 12), ("03", 40, 12))) == {0: "201", 1: "03"}


def row(code, lines, amount, middle):
    """A row whose lines of name stand one below the other, the first at `lines`' baseline."""
    return [(code, 5, middle), *lines, (amount, 110, middle)]


def test_a_name_that_runs_into_the_next_row_is_given_back():
    glyphs = drawn(
        *row("201", [("养老保险", 42, 12), ("缴费支出", 42, 24)], "1.00", 12),
        *row("202", [("职业年金", 42, 32)], "2.00", 32),
        *row("203", [("抚恤", 42, 52)], "3.00", 52),
    )
    read = texts(glyphs)
    assert (read[1], read[4], read[7]) == ("养老保险缴费支出", "职业年金", "抚恤")


def test_a_chain_of_such_names_is_untangled():
    glyphs = drawn(
        *row("201", [("养老保险", 42, 12), ("缴费支出", 42, 24)], "1.00", 12),
        *row("202", [("职业年金", 42, 32), ("缴费支出", 42, 44)], "2.00", 32),
        *row("203", [("抚恤", 42, 52)], "3.00", 52),
    )
    read = texts(glyphs)
    assert (read[1], read[4], read[7]) == ("养老保险缴费支出", "职业年金缴费支出", "抚恤")


def test_names_drawn_line_by_line_across_the_row_stay():
    glyphs = drawn(
        ("养老保险", 42, 7),
        ("1.00", 110, 12),
        ("缴费支出", 42, 18),
        ("职业年金", 42, 27),
        ("2.00", 110, 32),
        ("缴费支出", 42, 38),
    )
    read = texts(glyphs)
    assert (read[1], read[4]) == ("养老保险缴费支出", "职业年金缴费支出")
