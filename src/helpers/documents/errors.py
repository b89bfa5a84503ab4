"""What can be wrong with what the user gave: small errors with one base, exit status 2.

Every message names the thing, what was found, what was expected, and what the user can do.
"""

from __future__ import annotations


class InputError(Exception):
    """The user's input is wrong, and the message says how to mend it."""

    exit_status = 2


class BadParameter(InputError):
    """A parameter's name or value is not one that the run knows."""


class NoSuchDocument(InputError):
    """There is no document for this unit and year."""


class UnreadablePdf(InputError):
    """The file is missing, empty, locked, cut off, or not a PDF at all."""


class WrongDocument(InputError):
    """The PDF is sound but plainly another document than the one asked for."""


class NothingRead(InputError):
    """The PDF is sound, and nothing that final accounts hold was found in it."""


class BadSource(InputError):
    """`source.yml` cannot be read."""


class BadCorrection(InputError):
    """`corrections.yml` cannot be read, is of another PDF, or a correction in it fits nothing."""
