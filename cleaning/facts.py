"""Facts: what only many pages of a site show, found by the gather stage and frozen for a run."""

from __future__ import annotations

import hashlib

import msgspec


class TemplateLine(msgspec.Struct, frozen=True, order=True):
    """A line that stands on many pages of a site: its text, on how many pages, out of how many."""

    text: str
    pages: int
    of: int


class SiteFacts(msgspec.Struct, frozen=True):
    """What was found out about one site. `engines` names the spinners at work, with their weight of evidence."""

    template_lines: tuple[TemplateLine, ...] = ()
    engines: dict[str, float] = {}


class Facts(msgspec.Struct, frozen=True):
    """Facts by site (the host without "www."). `Facts()` is the empty set that `jiaokan.clean` works with."""

    sites: dict[str, SiteFacts] = {}

    def of(self, site: str | None) -> SiteFacts:
        """The facts of one site; empty for a site nobody has gathered facts about."""
        return self.sites.get(site or "", SiteFacts())

    def digest(self) -> str:
        """SHA-256, in hex, of the canonical JSON; equal facts give equal digests whatever the order of sites."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
