"""Imported by the process that readers are forked from: everything a document needs.

Nothing happens here but imports, reading the vocabulary and a rehearsal in memory, so that a fork
begins where a process of its own would, only warm.
"""
# ruff: noqa: F401, I001

from helpers.corpus import document, rehearsal
from helpers import wording

import gc

import pyarrow.parquet
import xlsxwriter

wording.load_all()
rehearsal.rehearse()

# What is here stays: a fork that looks for rubbish need not look here, and shares it unwritten.
gc.freeze()
