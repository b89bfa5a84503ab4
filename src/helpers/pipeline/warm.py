"""Imported by the process that kernels are forked from: everything that takes time to import.

Nothing else happens here but reading the vocabulary. No document is opened and nothing is
written, so that a fork begins where a kernel of its own would. The helpers come first: what is
imported after ipykernel may think that it is in a notebook.
"""
# ruff: noqa: E402, F401, I001

import gc
import os

gc.disable()  # what is imported stays: looking for rubbish in it takes a sixth of the time

from helpers.pipeline.environment import for_libraries

os.environ.update(for_libraries())  # before matplotlib looks for its folder and for its backend

from helpers import analysis, audit, evidence, plots
from helpers.extract import as_printed
from helpers.interpret import as_tidy
from helpers import wording
from helpers.publish import report

import ipykernel.ipkernel
import ipykernel.kernelapp
import matplotlib_inline.backend_inline
import pyarrow.parquet


wording.load_all()

# What is here stays: a fork that looks for rubbish need not look here, and shares it unwritten.
gc.freeze()
gc.enable()
