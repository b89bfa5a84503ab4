"""The pinned Chinese fonts: which characters they have, and the few a page needs of them."""

from __future__ import annotations

import base64
from pathlib import Path

import pylopdf_fonts_zh_cn

# Printed in place of a character that the font lacks, as Chinese typesetters do.
GETA = "〓"


def sans() -> Path:
    """The font file of running text and figures."""
    return Path(pylopdf_fonts_zh_cn.sans_path())


def serif() -> Path:
    """The font file of headings."""
    return Path(pylopdf_fonts_zh_cn.serif_path())


def css_face(family: str, file: Path, characters: str) -> str:
    """A CSS rule that embeds the glyphs of `characters` from the font `file` as `family`."""
    return (
        f'@font-face {{ font-family: "{family}"; font-display: block; '
        f"src: url(data:font/otf;base64,{base64.b64encode(subset(file, characters)).decode()}) "
        "format('opentype'); }"
    )


def subset(file: Path, characters: str) -> bytes:
    """The font with these characters alone."""
    import uharfbuzz  # here: the figures do without it

    chosen = uharfbuzz.SubsetInput()
    chosen.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    chosen.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).clear()
    chosen.flags = uharfbuzz.SubsetFlags.NO_HINTING
    font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    return uharfbuzz.subset(font, chosen).blob.data
