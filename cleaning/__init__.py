"""Bytes to Article and Edits: pure functions, no network, no files but the package's own rules."""
