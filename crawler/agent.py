"""How the crawler introduces itself."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from crawler.profile import Profile

# The name that robots.txt files address.
PRODUCT = "jiaokan"


@cache
def software_version() -> str:
    """The version of the installed distribution, "0" when run from a tree that is not installed."""
    try:
        return version(PRODUCT)
    except PackageNotFoundError:
        return "0"


def user_agent(profile: Profile) -> str:
    """The User-Agent line: product, version, and where to complain.

    >>> user_agent(Profile(name="a", start=(), contact="ops@example.com")).split(" ", 1)[1]
    '(+ops@example.com)'
    """
    contact = f" (+{profile.contact})" if profile.contact else ""
    suffix = f" {profile.user_agent}" if profile.user_agent else ""
    return f"{PRODUCT}/{software_version()}{contact}{suffix}".replace("\r", " ").replace("\n", " ")
