"""Whether some words can be an office's name, and the name freed of what is said beside it."""

from __future__ import annotations

import re

#: What a name ends with, brackets left aside; a region alone (省, 市, 区) is none.
_OFFICE = re.compile(
    r"(?:[局委办厅部院校学园心站所处队府会馆社团场道镇乡村司库台宫室组科署行店厂段圃堂]|街道|人大|政协|党校"
    r"|妇联|文联|残联|科协|侨联|社科联|工商联|作协|记协|红十字|机关|本级|基地|园区|开发区|新区|景区|保护区"
    r"|管理区|林区|矿区|灌区|公园)$"
)
_NO_NAME = re.compile(
    r"决算|预算|收入|支出|收支|经费|情况|说明|年度|部分|概况|目录|公开|报告|报表|如下|万元|财政拨款|合计|金额"
    r"|附件|表$|编制(?!委|办)|^(?:我|本|该|各|全|其)|[我本该](?:部门|单位|局|院|校|园|委|中心|站|所|处)"
    r"|^(?:部门|单位|市级|区级|县级|省级|市直|县直)|[X×xＸ*○]{2}|、|^[(\d和与及的由从对在为是]|纳入|包括"
    r"|所属|下属|关于|增加|减少|主要|用于|按照|根据|以来|因此|负责|统一"
)
#: Offices whose work is called by such a word.
_MAY_SAY = re.compile(
    r"预算(?:编审|评审|编制|执行|绩效|审核)*(?=中心|局|处|办)|信息公开(?=办)"
    r"|(?:国库|财政|经费)?收支(?=中心)"
)
_BESIDE = re.compile(r"\((?:部门|单位|汇总|公章|盖章|全口径|含下属单位)\)$")
_PLACE = re.compile(r"中共|中国|全国|国家|(?!驻|第).{1,7}?[省市县区州盟旗镇乡]")
_MOST = 44


def is_name(text: str) -> bool:
    """Whether `text` may name an office, by the words in it and by its end."""
    bare = _MAY_SAY.sub("", text)
    ideographs = sum("\u4e00" <= character <= "\u9fff" for character in bare)
    return (
        ideographs >= 3
        and len(text) <= _MOST
        and not _NO_NAME.search(bare)
        and text.count("(") == text.count(")")
        and bool(_OFFICE.search(re.sub(r"\([^()]*\)$", "", text)))
    )


def name_in(text: str) -> str | None:
    """The name, freed of what is said of its kind (某某局部门); null where there is none."""
    text = _BESIDE.sub("", text)
    shorter = re.sub(r"(?:部门|单位)$", "", text)
    return next((one for one in (shorter, text) if is_name(one)), None)


def says_place(name: str) -> bool:
    """Whether the name begins with a place, as a full name does."""
    return bool(_PLACE.match(name))
