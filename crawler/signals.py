"""Signals of our own, sent through Scrapy's dispatcher."""

# The archive or the state cannot be written; carries `reason`.
broken = object()
