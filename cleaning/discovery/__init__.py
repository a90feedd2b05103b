"""Discovery: what an unknown spinner left in the articles of a site, found by counting alone.

Pure, like all of `cleaning`: texts in, candidates out, measured against small counts of ordinary Chinese that come with
the package (`reference/`). Nothing here changes a text; a person reads the candidates and writes rules.
"""

from cleaning.discovery.candidates import Candidate
from cleaning.discovery.reference import Reference, shipped_reference
from cleaning.discovery.suggesting import suggest

__all__ = ["Candidate", "Reference", "shipped_reference", "suggest"]
