"""The pinned Chinese fonts: which characters they have, and the few a page needs of them."""

from __future__ import annotations

import base64
from collections.abc import Iterable
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


def css_face(family: str, file: Path, characters: str, features: Iterable[str] = ()) -> str:
    """A CSS rule that embeds the glyphs of `characters` from the font `file` as `family`.

    `features` of the font are kept, as ``palt``, with which quotes and dashes of English text
    are not as wide as Chinese characters (`font-feature-settings` asks for it).
    """
    return (
        f'@font-face {{ font-family: "{family}"; font-display: block; '
        f"src: url(data:font/otf;base64,{_in_base64(file, characters, features)}) "
        "format('opentype'); }"
    )


def _in_base64(file: Path, characters: str, features: Iterable[str]) -> str:
    return base64.b64encode(subset(file, characters, features)).decode()


def subset(file: Path, characters: str, features: Iterable[str] = ()) -> bytes:
    """The font with these characters alone, and these of its features."""
    import uharfbuzz  # here: the figures do without it

    chosen = uharfbuzz.SubsetInput()
    chosen.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    kept = chosen.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG)
    kept.clear()
    kept.update(int.from_bytes(one.encode(), "big") for one in features)
    chosen.flags = uharfbuzz.SubsetFlags.NO_HINTING
    font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    return uharfbuzz.subset(font, chosen).blob.data
