"""Rule files: every example holds, and every fault of a broken file is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaning.choice import RuleChoice
from cleaning.errors import InputError, RuleError
from cleaning.facts import Facts, SiteFacts, TemplateLine
from cleaning.ledger import EMPTIED
from cleaning.repair import STEPS, repair_text
from cleaning.rulecheck import check_rule, check_rules
from cleaning.ruleset import STEP_NAMES, Rule, RuleSet, builtin_rules, load_rules

GOOD = """
family = "house"
[[rule]]
id = "house.greeting"
summary = "欢迎莅临 becomes 欢迎光临."
why = "House style."
match = ["欢迎莅临"]
replace = "欢迎光临"
examples = [["欢迎莅临本馆。", "欢迎光临本馆。"]]
keep = ["领导莅临指导。"]
"""


@pytest.mark.parametrize("rule", builtin_rules().rules, ids=lambda rule: rule.id)
def test_each_built_in_rule_does_what_its_examples_say(rule: Rule) -> None:
    assert [str(failure) for failure in check_rule(rule)] == []


def test_the_steps_run_in_the_order_that_is_declared() -> None:
    assert tuple(name for name, _ in STEPS) == STEP_NAMES


def test_an_example_that_fails_is_told_with_rule_text_and_both_results() -> None:
    rule = Rule(
        id="a.b",
        summary="",
        why="",
        family="x",
        step="wording",
        match=["甲"],
        replace="乙",
        examples=[("甲", "丙")],
        keep=["甲"],
    )
    told = [str(failure) for failure in check_rules(RuleSet([rule]))]
    assert told[0] == "built-in: rule \"a.b\": example 1 gives '乙', expected '丙'"
    assert "untouched text 1 gives '乙', expected '甲'" in told[-1]


def test_rules_of_the_user_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    file.write_text(GOOD, "utf-8")
    rules = load_rules([file])
    fixed = repair_text("欢迎莅临本馆。在在以后，馆藏会更多。", rules=rules)
    assert fixed.text == "欢迎光临本馆。在未来，馆藏会更多。"
    assert {edit.rule for edit in fixed.edits} == {"house.greeting", "future.doubled-zai"}
    assert rules.digest() != builtin_rules().digest()


BROKEN = """
famly = "house"
[[rule]]
id = "Bad Id"
summary = "s"
why = "w"
match = []
[[rule]]
id = "house.two"
summary = "s"
why = "w"
mach = ["甲"]
[[rule]]
id = "house.three"
summary = "s"
why = "w"
match = ["甲", ""]
replace = "甲"
where = { followd_by = "x" }
[[rule]]
id = "house.four"
summary = "s"
why = "w"
match = ["甲"]
replace = "a\\nb"
where = { followed_by = "(" }
[[rule]]
id = "house.five"
summary = 5
why = "w"
[[rule]]
id = "spin.besides"
summary = "s"
why = "w"
action = "remove-line"
match = ["甲"]
examples = [["甲", "乙"]]
keep = ["丁"]
"""


def test_every_fault_of_a_broken_rule_file_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(BROKEN, "utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules([file, tmp_path / "missing.toml"])
    told = "\n".join(caught.value.faults)
    for part in (
        "missing.toml: cannot be read",
        "unknown key 'famly'; did you mean 'family'?",
        '"Bad Id": id must be words',
        '"Bad Id": match is empty',
        "\"house.two\": unknown key 'mach'; did you mean 'match'?",
        "\"house.three\": unknown condition 'followd_by'; did you mean 'followed_by'?",
        '"house.four": replace holds a line break',
        '"house.four": where.followed_by is not a valid regular expression',
        '"house.four": examples is empty',
        '"house.four": keep is empty',
        '"house.five": summary: Expected `str`, got `int`',
        '"spin.besides": a remove-line rule needs where.line',
        "'spin.besides' is already defined in the built-in rules",
    ):
        assert part in told


def test_a_rule_file_that_is_not_toml_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("[[rule]\nid = 1", "utf-8")
    with pytest.raises(RuleError, match=r"broken\.toml: not valid TOML: .*line 1"):
        load_rules([file])


def test_a_family_can_be_asked_for_alone() -> None:
    text = "于此同时呢,在在以后,会更好。"
    assert repair_text(text, choice=RuleChoice.of(["connective"])).text == "与此同时,在在以后,会更好。"
    assert repair_text(text, choice=RuleChoice.of([])).text == text


def test_an_unknown_family_names_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"unknown families \['conective'\]; there are: .*connective"):
        repair_text("x", choice=RuleChoice.of(["conective"]))


def test_families_and_single_rules_can_be_left_out() -> None:
    text = "于此同时呢,在在以后,会更好。"
    assert repair_text(text, choice=RuleChoice.of(off=["punctuation", "future.doubled-zai"])).text == (
        "与此同时,在在以后,会更好。"
    )
    with pytest.raises(InputError, match=r"'punctation', did you mean 'punctuation'\?"):
        repair_text(text, choice=RuleChoice.of(off=["punctation"]))


def test_a_suggested_rule_is_applied_where_it_or_its_family_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    file.write_text(GOOD.replace("replace =", 'safety = "suggested"\nreplace ='), "utf-8")
    rules = load_rules([file])
    text = "欢迎莅临本馆。"
    assert repair_text(text, rules=rules).text == text
    for wish in (
        RuleChoice.of(on=["house.greeting"]),
        RuleChoice.of(on=["house"]),
        RuleChoice(suggested=True),
    ):
        assert repair_text(text, rules=rules, choice=wish).text == "欢迎光临本馆。"
    undecided = RuleChoice.of(on=["house"], off=["house.greeting"])
    assert repair_text(text, rules=rules, choice=undecided).text == text


def test_what_a_suggested_rule_would_change_is_told_in_the_repaired_text(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    line_rule = """
[[rule]]
id = "house.seal"
summary = "A line that is only the seal goes."
why = "House style."
safety = "suggested"
step = "boilerplate"
action = "remove-line"
match = ["此章"]
where = { line = "盖此章" }
examples = [["甲\\n盖此章", "甲"]]
keep = ["盖此章有效"]
"""
    file.write_text(GOOD.replace("replace =", 'safety = "suggested"\nreplace =') + line_rule, "utf-8")
    rules = load_rules([file])
    fixed = repair_text("于此同时呢，欢迎莅临。\n欢迎莅临本馆。\n盖此章", rules=rules)
    assert fixed.text == "与此同时，欢迎莅临。\n欢迎莅临本馆。\n盖此章"
    told = [(each.rule, each.block, fixed.text[each.start : each.end]) for each in fixed.suggestions]
    assert told == [
        ("house.greeting", 0, "欢迎莅临"),
        ("house.greeting", 1, "欢迎莅临"),
        ("house.seal", 2, "\n盖此章"),
    ]
    assert all(each.before == fixed.text[each.start : each.end] for each in fixed.suggestions)
    assert not repair_text(fixed.text, rules=rules, choice=RuleChoice.of(off=["house"])).suggestions
    kept = repair_text(fixed.text, rules=rules, choice=RuleChoice.of(on=["house.seal"]))
    assert {each.rule for each in kept.suggestions} == {"house.greeting"}


def test_an_unknown_rule_id_names_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"did you mean 'spin.besides'"):
        builtin_rules()["spin.beside"]


def test_facts_have_one_digest_whatever_the_order_of_sites() -> None:
    one = SiteFacts((TemplateLine("欢迎访问", 9, 10),))
    assert Facts({"a": one, "b": SiteFacts()}).digest() == Facts({"b": SiteFacts(), "a": one}).digest()
    assert Facts({"a": one}).digest() != Facts().digest()


SOUND_AND_BROKEN = """
[[rule]]
id = "my.sound"
summary = "s"
why = "w"
match = ["甲"]
replace = "乙"
examples = [["甲", "丙"]]
keep = ["丁"]
[[rule]]
id = "my.conditions"
summary = "s"
why = "w"
match = ["甲"]
replace = "乙"
examples = [["甲", "乙"]]
keep = ["丁"]
where = { line = "(", starts = "zz" }
[[rule]]
id = "my.empty"
"""


def test_one_fault_hides_no_other_and_examples_of_sound_rules_are_run_all_the_same(tmp_path: Path) -> None:
    from jiaokan.rulefiles import sound_rules

    file = tmp_path / "r.toml"
    file.write_text(SOUND_AND_BROKEN, "utf-8")
    with pytest.raises(RuleError) as caught:
        sound_rules([file])
    told = "\n".join(caught.value.faults)
    for part in (
        "\"my.conditions\": where.starts is 'zz'; expected one of sentence, clause, line",
        '"my.conditions": where.line is not a valid regular expression',
        '"my.empty": summary is missing',
        '"my.empty": match is empty',
        '"my.empty": examples is empty',
        '"my.empty": keep is empty',
        "\"my.sound\": example 1 gives '乙', expected '丙'",
    ):
        assert part in told
    assert len(caught.value.faults) == 8
    assert str(caught.value).startswith("8 faults")
    assert str(caught.value).endswith(f"jiaokan rules test {file}")


PATTERN = """
[[rule]]
id = "my.pattern"
summary = "s"
why = "w"
match = ["甲"]
replace = "乙"
examples = [["a甲x", "a乙x"]]
keep = ["甲"]
where = {{ {condition} = {pattern!r} }}
"""


@pytest.mark.parametrize(
    ("condition", "pattern", "told"),
    [
        ("followed_by", "(?:x", "missing )"),
        ("line", "(", "missing )"),
        ("preceded_by", "(?i)A", "write (?i:…) around what they are for"),
        ("not_preceded_by", "(?s)A", "write (?s:…) around what they are for"),
        ("followed_by", "x{99999999999}", "too large"),
        ("within_first", 0, "name 1 or more lines"),
        ("near", ["x", ""], "holds an empty word"),
        ("not_near", [""], "holds an empty word"),
    ],
)
def test_a_condition_that_is_the_only_fault_of_a_rule_is_told_before_any_example_is_run(
    tmp_path: Path, condition: str, pattern: object, told: str
) -> None:
    from jiaokan.rulefiles import sound_rules

    file = tmp_path / "r.toml"
    file.write_text(PATTERN.format(condition=condition, pattern=pattern), "utf-8")
    with pytest.raises(RuleError) as caught:
        sound_rules([file])
    (fault,) = caught.value.faults
    assert fault.startswith(f'{file}: rule "my.pattern": where.{condition} ')
    assert told in fault


def test_flags_at_the_head_of_a_pattern_are_used_where_the_pattern_stands_at_a_head(tmp_path: Path) -> None:
    file = tmp_path / "r.toml"
    file.write_text(PATTERN.format(condition="followed_by", pattern="(?i)X"), "utf-8")
    assert check_rule(load_rules([file])["my.pattern"]) == []


def test_each_rule_is_found_by_its_literals_or_carried_out_by_one_module_of_its_step() -> None:
    carried = {rule: name for name, carriers in STEPS for carrier in carriers for rule in carrier.RULES}
    assert sum(len(carrier.RULES) for _, carriers in STEPS for carrier in carriers) == len(carried)
    declared = {rule.id: rule for rule in builtin_rules().rules}
    assert {name: declared[name].step for name in carried} == carried
    without = {name for name, rule in declared.items() if not rule.match}
    assert without - set(carried) == {EMPTIED}
