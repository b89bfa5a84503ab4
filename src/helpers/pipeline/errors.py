"""What can go wrong in a run through no fault of the user."""

from __future__ import annotations


class StageFailed(Exception):
    """A notebook of ours did not finish; the message says which cell, why, and where to look."""

    exit_status = 1
