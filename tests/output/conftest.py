"""Laws are tried on the same examples in every run, however slow the machine."""

from hypothesis import settings

settings.register_profile("output", max_examples=60, deadline=None, derandomize=True, database=None)
settings.load_profile("output")
