"""The declaration of the tables holds together and says what the design says."""

from __future__ import annotations

import pytest

from output.schema import TABLES, Table, table

DESIGN = {
    "articles": "article_id, url, canonical_url, site, title, text, author, source, editor, published_at, "
    "published_precision, modified_at, fetched_at, views, keywords, category, language, script, encoding, n_chars, "
    "n_blocks, n_edits, spin_score, confidence, duplicate_of, similarity, status, rights, archive_ref, "
    "extracted_sha256, text_sha256, flags",
    "blocks": "article_id, position, kind, level, text",
    "related": "article_id, position, title, url, published_at, views",
    "edits": "article_id, seq, step, rule, field, block, start, end, before, after, confidence",
    "removed": "article_id, seq, rule, reason, text",
    "dropped": "article_id, url, stage, reason, detail, archive_ref",
    "gone": "article_id, url, last_seen, evidence",
    "images": "article_id, position, block, url, alt",
    "suggestions": "article_id, position, step, rule, field, block, start, end, before, after, confidence",
}


def test_tables_and_columns_stand_in_the_order_of_the_design() -> None:
    assert {of.name: ", ".join(of.names) for of in TABLES} == DESIGN
    assert [of.name for of in TABLES] == list(DESIGN)


@pytest.mark.parametrize("of", TABLES, ids=lambda of: of.name)
def test_every_column_has_a_meaning_in_one_sentence(of: Table) -> None:
    for column in of.columns:
        assert column.meaning.endswith("."), column.name
        assert column.meaning[0].isupper() or column.meaning.startswith("article_id"), column.name


@pytest.mark.parametrize("of", TABLES, ids=lambda of: of.name)
def test_keys_and_references_name_columns_that_exist(of: Table) -> None:
    assert set(of.key) <= set(of.names)
    for reference in of.references:
        assert set(reference.columns) <= set(of.names)
        assert reference.to == table(reference.table).key
