"""The bundled example site: an invented regional portal with two days of life, made to be crawled and cleaned.

`build_site(day)` gives its pages as bytes, `jiaokan.example.server.serve(day)` serves them on loopback and
`profile_text(port)` is the site profile for that port.
"""

from jiaokan.example.site import Response, build_site, profile_text

__all__ = ["Response", "build_site", "profile_text"]
