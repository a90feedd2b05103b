"""Write: tables, datasets, versions, the report, and `load()`."""
