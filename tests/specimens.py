"""Specimens: small PDFs that a test sets for itself, in the fonts of the locked package alone.

A machine's own fonts never count: a bare machine has none, and every machine sets the same page.
"""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

#: What the package holds; a specimen names one of the two.
SANS, SERIF = "Noto Sans SC", "Noto Serif SC"
_FONTS = [str(Path(pylopdf_fonts_zh_cn.__file__).parent)]


def typeset(source: str | Path) -> bytes:
    """The PDF of a Typst source: its text or, where it shows pictures, the file it stands in."""
    given = source.encode() if isinstance(source, str) else source
    return typst.compile(given, font_paths=_FONTS, ignore_system_fonts=True)
