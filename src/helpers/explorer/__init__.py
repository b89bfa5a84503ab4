"""One page over all documents there are: change, compare, filter and share without a program.

make explore            reports/explore.html
"""

from helpers.explorer.content import Documents, gather
from helpers.explorer.page import write_explorer

__all__ = ["Documents", "gather", "write_explorer"]
