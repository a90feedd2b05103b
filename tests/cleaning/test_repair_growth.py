"""Repair takes time by the length of a text, whatever is in it: each of these took minutes by the square of it."""

from __future__ import annotations

import pytest

from cleaning.article import Article, Block
from cleaning.edits import revert_edits
from cleaning.ledger import Proposal
from cleaning.repair import _without_overlaps, repair_article, repair_text

LONG = {
    "a spun future in one line": "在以后" * 40_000,
    "spun futures with their nouns": "渔业的在以后模样" * 10_000,
    "function words twice": "可以可以在馆" * 15_000,
    "one character": "的" * 120_000,
    "connectives with a particle": "因此呢，" * 30_000,
    "open quotation marks": "“" * 50_000 + "除了这些以外呢，" * 3_000,
    "spun words in one line": "办事器收到恳求后挪用接口，" * 10_000,
    "good words that spinners write": "她恳求将军号令三军，若是今朝无事。" * 10_000,
    "calques without an end of sentence": "熊猫饼干码头工人" * 20_000,
    "a word, and an address elsewhere": "a" * 150_000 + " 写信到a@example.cn，河水涨了。",
    "colons in one line": "水:" * 60_000,
    "labels in one line": "责任编辑：李然 " * 30_000,
    "labels, a line each": "责任编辑：李然\n" * 30_000,
    "half-width marks of all sorts in one line": "河水,涨.到!第三;级:石阶?" * 12_000,
    "readings in one line": "國(guó)河(hé)門(mén)" * 10_000,
    "doubled marks of all lengths": "".join(f"水，，{'　' * (n % 50)}\n" for n in range(20_000)),
    "an assistant in every line": "好的，以下是为您改写后的文章，希望以上内容对你\n" * 8_000,
    "an assistant in one line": "好的，以下是为您改写后的文章，" * 10_000,
    "hopes in one line": "希望以上内容对您有所帮助！" * 10_000,
    "stars in one line": "**水" * 50_000,
    "stars around words": "**水位**不变，" * 25_000,
    "underscores": "__水位__不变，" * 25_000,
    "number signs": "## 水\n" * 30_000,
    "rulers among headings": "## 水\n---\n" * 15_000,
    "pictographs": "🎯 水\n" * 30_000,
    "neighbours": "上一篇：水 下一篇：\n" * 15_000,
    "controls": "打印 | 关闭窗口 | 评论 | 水\n" * 10_000,
    "facts in one line": "点击：12 " * 25_000,
    "crumbs": "首页 > " * 30_000,
    "keywords": "标签：水 " * 30_000,
    "quotation marks": '"水' * 60_000,
    "runs of marks": "水,.;:" * 30_000,
    "stops that breathe": "水。。" * 60_000,
    "sentences twice": "古籍修复先要除尘，再补破洞和裂口。" * 10_000,
    "sentences in turn": "古籍修复先要除尘，再补破洞。之后压平，最后才谈得上装帧。" * 5_000,
    "sentences that come again in their order, but for the last": "".join(
        f"{chr(0x4E00 + n // 300)}{chr(0x5E00 + n % 300)}。" for n in [*range(80_000), *range(79_999), 0]
    ),
    "sentences that come again backwards": "".join(
        f"{chr(0x4E00 + n // 300)}{chr(0x5E00 + n % 300)}。" for n in [*range(80_000), *range(79_999, -1, -1)]
    ),
    "tags": "水。mysql,linux " * 15_000,
    "numerals": "UTF-八" + "八" * 100_000 + "SHA-二百五十六" * 10_000,
    "signs between characters": "微*信代#考" * 25_000,
    "first characters of damaged ones": "鐢ㄦ" * 20_000,
    "damaged and lost by turns": "鐢ㄦ\ufffd" * 20_000,
    "half-width katakana": "ｶﾀ漢" * 20_000,
    "lead bytes that lost theirs": "中Â " * 20_000,
    "quotes opened before damaged text": "“鐢ㄦ埛銆\ufffd\n" * 10_000,
    "escapes of escapes": "中" + "&amp;" * 20_000 + "lt;",
    "rare characters": "饕餮魑魅" * 20_000,
    "brackets that never close": "中(a" * 20_000,
    "labels in lines as long as a line may be": ("责任编辑" * 900 + "\n") * 20,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", LONG)
def test_a_long_text_is_repaired_in_time_and_can_be_taken_back(name: str) -> None:
    fixed = repair_text(LONG[name])
    assert fixed.revert() == LONG[name]


@pytest.mark.timeout(60)
def test_a_text_that_needs_too_many_edits_is_repaired_so_far_and_says_so() -> None:
    article = Article(blocks=(Block("paragraph", "水:" * 120_000),))
    fixed = repair_article(article)
    assert len(fixed.edits) == 100_000
    assert fixed.metadata.found["caps"] == "edits"
    assert revert_edits(fixed.fields, fixed.edits) == article.fields


def test_splices_are_chosen_as_if_one_by_one() -> None:
    def at(start: int, end: int) -> Proposal:
        return Proposal("rule", start, end, "")

    # The longest first; what touches it goes, and so does an insertion inside of it, but not one at its edge.
    chosen = _without_overlaps([at(10, 12)], [at(0, 2), at(1, 5), at(3, 3), at(5, 5), at(11, 15), at(12, 13)])
    assert [(p.start, p.end) for p in chosen] == [(1, 5), (5, 5), (10, 12), (12, 13)]
