"""Answers that stand before a page instead of it: challenges for robots, and walls that ask for consent.

They are recognised and reported, never got around: whoever runs the site has said who may read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Wall = Literal["challenge", "consent_wall"]

# A wall says little; an article that speaks of captchas, or a page with a banner, says more.
MAX_WALL_CHARACTERS = 600
# Words alone, without the scripts of a known service, say less: short news speak of them as well.
MAX_WORDY_CHARACTERS = 150

# Headers by which services say that an answer is a challenge: Cloudflare, AWS WAF, DataDome.
_HEADERS = (
    ("cf-mitigated", re.compile("challenge", re.IGNORECASE)),
    ("x-amzn-waf-action", re.compile("challenge|captcha", re.IGNORECASE)),
    ("x-datadome", re.compile("protected", re.IGNORECASE)),
)
# What only the pages of such services hold: scripts, cookies and forms of Cloudflare, DataDome, PerimeterX, Imperva,
# Akamai, AWS, Vercel, Anubis, Sucuri, of Alibaba Cloud, Knownsec, Yundun and Ruishu, of Geetest and Tencent.
_CHALLENGE_MARKUP = re.compile(
    r"/cdn-cgi/challenge-platform/|__cf_chl_|cf-browser-verification|challenges\.cloudflare\.com/turnstile|"
    r"captcha-delivery\.com|px-captcha|_Incapsula_Resource|/_sec/cp_challenge|awsWafCookieDomainList|"
    r"/\.well-known/vercel/security/|/\.within\.website/x/cmd/anubis|sucuri_cloudproxy_js|ddos-guard/js-challenge|"
    r"acw_sc__v[23]|aliyun_?waf|__jsl_clearance|yunsuo_session|\$_ts\s*=\s*window|"
    r"geetest\.com|turing\.captcha\.qcloud\.com|TCaptcha\.js|wappass\.baidu\.com|"
    r"www\.google\.com/recaptcha/|hcaptcha\.com/1/api\.js|_guard/(?:auto|slide|click)\.js"
)
_CHALLENGE_WORDS = re.compile(
    r"安全验证|人机验证|访问验证|滑动验证|请完成验证|请输入验证码|拖动滑块|环境异常|访问过于频繁|正在检查您的浏览器|浏览器安全检查|"
    r"安全驗證|請完成驗證|請輸入驗證碼|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"are you a (?:human|robot)|not a robot|just a moment|enable javascript and cookies to continue|"
    r"unusual traffic from your|ddos protection by|attention required!",
    re.IGNORECASE,
)
_CONSENT_WORDS = re.compile(
    r"before you continue|we (?:and our partners )?use cookies|cookie (?:consent|policy|settings)|your privacy choices|"
    r"datenschutz|cookies? (?:akzeptieren|zustimmen)|接受(?:所有|全部)?\s*cookies?|使用\s*cookies?|同意并继续|隐私(?:政策|设置)并",
    re.IGNORECASE,
)
_CONSENT_ACTS = re.compile(
    r"accept(?: all)?|agree|akzeptieren|zustimmen|accepter|同意|接受|consent", re.IGNORECASE
)
_ACTS = re.compile(r"<(?:button|form|input)[\s>]", re.IGNORECASE)
# Statuses with which walls come; a page of any length behind another one is no wall.
_WALL_STATUSES = frozenset({200, 202, 401, 403, 405, 412, 429, 468, 503, 521})
_TAGS = re.compile(
    r"<(script|style|template)[\s>].{0,200000}?</\1\s{0,9}>|<!--.{0,20000}?-->|<[^<>]{0,4000}>",
    re.IGNORECASE | re.DOTALL,
)
_LOOKED_AT = 60_000


def wall_of(status: int, headers: Mapping[str, str], text: str) -> Wall | None:
    """Which wall an answer is, None where it is none; `headers` have lower-case names, `text` is the markup.

    >>> wall_of(403, {"cf-mitigated": "challenge"}, "")
    'challenge'
    >>> wall_of(200, {}, "<title>安全验证</title><div id=captcha></div>")
    'challenge'
    >>> wall_of(200, {}, "<form>We use cookies <button>Accept all</button></form>")
    'consent_wall'
    >>> wall_of(200, {}, "<p>我们使用cookies。</p>") is None
    True
    """
    if status not in _WALL_STATUSES:
        return None
    if any(name in headers and pattern.search(headers[name]) for name, pattern in _HEADERS):
        return "challenge"
    if len(text) > _LOOKED_AT and status == 200:
        return None
    text = text[:_LOOKED_AT]
    marked = _CHALLENGE_MARKUP.search(text) is not None
    worded = marked or _CHALLENGE_WORDS.search(text) is not None
    asked = _CONSENT_WORDS.search(text) is not None and _ACTS.search(text) is not None
    if not (worded or asked):
        return None
    said = len(_visible(text))
    if said <= (MAX_WALL_CHARACTERS if marked else MAX_WORDY_CHARACTERS) and worded:
        return "challenge"
    if asked and said <= MAX_WALL_CHARACTERS and _CONSENT_ACTS.search(text):
        return "consent_wall"
    return None


def _visible(text: str) -> str:
    return "".join(_TAGS.sub(" ", text).split())
