"""Laws are tried on the same examples in every run, however slow the machine; the profile `explore` looks for new ones."""

from hypothesis import HealthCheck, settings

settings.register_profile("suite", max_examples=60, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "explore", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
