"""Near-duplicates: all that were planted are found, and nothing else."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from output_samples import paragraph, plain

from cleaning.article import Article
from output.duplicates import SHORT, find_duplicates, grams, jaccard, letters
from output.identity import article_id


def ident(article: Article) -> str:
    return article_id(article.url or "")


def rewritten(text: str, share: float, choice: random.Random) -> str:
    """The text with a stretch of that share replaced, as a spinner that rewrites one paragraph does."""
    width = int(len(text) * share)
    start = choice.randrange(len(text) - width)
    return text[:start] + paragraph(choice.randrange(10**9), 20)[:width] + text[start + width :]


def test_planted_duplicates_are_found_and_unlike_texts_are_not() -> None:
    choice = random.Random(7)
    originals = [plain(n, text=paragraph(n, 10)) for n in range(300)]
    copies = [
        plain(n + 1000, text=rewritten(original.blocks[1].text, choice.uniform(0.0, 0.12), choice))
        for n, original in enumerate(originals[:150])
    ]
    everyone = originals + copies
    sets = {ident(article): grams(article.text) for article in everyone}
    truth = {
        ident(copy): ident(original)
        for copy, original in zip(copies, originals, strict=False)
        if jaccard(sets[ident(copy)], sets[ident(original)]) >= 0.7
    }
    found = find_duplicates(everyone)
    assert len(truth) > 140
    right = [key for key, value in found.items() if truth.get(key) == value.duplicate_of]
    assert len(right) / len(truth) >= 0.99
    assert len(right) == len(found)


def test_the_order_of_the_input_changes_nothing() -> None:
    base = paragraph(1, 10)
    everyone = [plain(n, text=base[: len(base) - n]) for n in range(8)]
    shuffled = random.Random(3).sample(everyone, len(everyone))
    assert find_duplicates(everyone) == find_duplicates(shuffled) != {}


def test_the_earliest_publication_is_the_representative_whatever_its_zone() -> None:
    text = paragraph(2, 10)
    late = plain(1, text=text, published_at="2026-01-02T00:30:00+09:00")
    early = plain(2, text=text, published_at="2026-01-01T12:00:00+00:00")
    undated = plain(0, text=text)
    found = find_duplicates([undated, late, early])
    assert {key: value.duplicate_of for key, value in found.items()} == {
        ident(late): ident(early),
        ident(undated): ident(early),
    }


def test_no_chain_joins_articles_that_are_not_alike_themselves() -> None:
    text = paragraph(5, 40)
    steps = [
        plain(n, text=text[n * 60 : n * 60 + 500], published_at=f"2026-01-{n + 1:02}") for n in range(12)
    ]
    found = find_duplicates(steps)
    sets = {ident(article): grams(article.text) for article in steps}
    assert found
    for key, value in found.items():
        assert value.duplicate_of not in found
        assert jaccard(sets[key], sets[value.duplicate_of]) == value.similarity >= 0.7


def test_short_articles_are_duplicates_only_when_they_are_equal() -> None:
    notice = "本馆因设备检修于周三闭馆一天，请各位读者互相转告，谢谢。"
    everyone = [plain(1, text=notice), plain(2, text=notice), plain(3, text=notice.replace("周三", "周四"))]
    found = find_duplicates(everyone)
    assert {key: (value.duplicate_of, value.similarity) for key, value in found.items()} == {
        ident(everyone[1]): (ident(everyone[0]), 1.0)
    }


def test_articles_without_letters_are_never_duplicates() -> None:
    empty = [Article(url=f"https://shequ.example/{n}") for n in range(3)]
    assert find_duplicates(empty) == {}


@given(st.text(max_size=200), st.text(max_size=200))
def test_similarity_is_that_of_the_sets_of_5_grams(left: str, right: str) -> None:
    left, right = (text.encode("utf-8", "ignore").decode() for text in (left, right))

    def plainly(text: str) -> set[str]:
        content = letters(text)
        return {content[place : place + 5] for place in range(len(content) - 4)}

    one, two = plainly(left), plainly(right)
    expected = len(one & two) / len(one | two) if one and two else 0.0
    assert jaccard(grams(left), grams(right)) == expected


@given(
    st.lists(st.text("甲乙丙丁戊", min_size=SHORT, max_size=SHORT + 40), min_size=2, max_size=6), st.randoms()
)
def test_equal_long_texts_are_always_found(texts: list[str], choice: random.Random) -> None:
    doubled = [*texts, *texts]
    choice.shuffle(doubled)
    everyone = [plain(n, text=text) for n, text in enumerate(doubled)]
    found = find_duplicates(everyone)
    assert len(found) >= len(doubled) - len(set(texts))
    assert all(value.duplicate_of not in found for value in found.values())
