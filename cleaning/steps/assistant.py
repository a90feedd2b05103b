"""What a writing assistant says around a text it was asked for, and what it was asked: left standing when both were pasted.

A sentence counts only where it can be nobody else's: the speaker says what it is, hands something over that it wrote,
offers to write on, or cannot do what software cannot do. It goes from the ends of a line; a line of nothing else goes whole.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from ahocorasick_rs import AhoCorasick

from cleaning.ledger import Ledger, Proposal, Removal, line_removals
from cleaning.steps import Context

TABLE: Final = "assistant"
RULES: Final = frozenset(
    (
        "llm.self",
        "llm.refusal",
        "llm.hand-over",
        "llm.closing",
        "llm.prompt",
        "llm.mark",
        "llm.placeholder",
        "llm.chat-mark",
    )
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

# One pass over the text for these; only lines with a hit are looked at.
_CUES: Final = (
    "希望对",
    "您觉得这",
    "你觉得这",
    "如果",
    "如您",
    "如有需要",
    "需要的话",
    "这篇",
    "这段",
    "请看",
    "请查收",
    "用户希望",
    "解答",
    "原创",
    "以上",
    "如下",
    "实际情况",
    "实际需要",
    "具体情况",
    "无法直接",
    "要求",
    "希望能",
    "这是您",
    "这是你",
    "关键词密度",
    "示例",
    "范例",
    "AI",
    "ＡＩ",
    "人工智能",
    "语言模型",
    "大模型",
    "为您",
    "为你",
    "给您",
    "给你",
    "帮您",
    "帮你",
    "替您",
    "替你",
    "根据您",
    "根据你",
    "按照您",
    "按照你",
    "依据您",
    "基于您",
    "改写",
    "润色",
    "重写",
    "扩写",
    "优化后",
    "生成",
    "GPT",
    "抱歉",
    "对不起",
    "很遗憾",
    "希望以",
    "希望上",
    "希望这",
    "希望本",
    "希望该",
    "随时",
    "告诉我",
    "我的知识",
    "我的训练",
    "我的最后",
    "我的信息",
    "我的数据",
    "截至我",
    "无法访问",
    "不能访问",
    "联网",
    "字数",
    "全文",
    "本文约",
    "插入",
    "配图",
    "插图",
    "图片",
    "请将以",
    "请把以",
    "请对以",
    "正文",
    "输出",
    "†",
    "以下是",
    "下面是",
    "优化之",
    "缩写",
    "续写",
    "仿写",
    "As an ",
    "Sure",
    "sure",
    "Certainly",
    "Of course",
    "Absolutely",
    "Great",
    "Here",
    "Below is",
    "I'm sorry",
    "I’m sorry",
    "I am sorry",
    "能力范围",
    "让我来",
    "If you",
    "Let me know",
    "Would you like me",
    "Feel free",
    "下面给出",
    "以下给出",
    "下面提供",
    "下面列出",
    "很高兴能",
    "学会",
    "用户提供",
    "用户让",
    "请提供",
    "请发送",
    "请输入需",
    "请把需",
    "请将需",
    "要不要我",
    "直接使用",
    "直接复制",
    "I hope this",
    "<|",
    "think>",
    "[^",
    "[INST",
    "[/INST",
    "修改后",
    "调整后",
    "精简后",
    "精简过",
    "调整过",
    "修改过",
    "优化过",
    "这是为",
    "一版",
    "讲话稿",
    "演讲稿",
    "发言稿",
    "新闻稿",
    "散文",
    "范文",
    "短文",
    "作文",
    "大纲",
    "提纲",
    "脚本",
    "措辞",
    "篇幅",
    "语气",
    "案例",
    "例子",
    "标题",
    "文章",
    "文案",
    "段落",
    "原文",
    "需要我",
    "写作",
    "好的，这",
    "当然，这",
    "没有实时",
    "不具备",
    "我是文心",
    "我是通义",
    "我是豆包",
    "我是Kimi",
    "我是DeepSeek",
    "我是Claude",
    "需要吗",
    "助手",
    "这是一份",
    "这是一篇",
    "您提供",
    "您需要",
)
_QUOTES = re.compile('[“”「」『』"‘’]')
_SENTENCE = re.compile("[^。！？!?~～\n]+(?:[。！？!?~～]+[）)]?)?[ 　]*")
_LONGEST = 240  # characters of a sentence of this kind
_MOST_SENTENCES = 6

_NOUN = (
    "(?:[您你]的)?(?:一[个名款位种]|一)?(?:由[^，。]{1,12}(?:开发|训练|创建|研发|打造|驱动|支持)的)?(?:(?:大型|大|超大|先进的|专业的|智能|虚拟|聊天|对话|写作|文本|生成式|AI|ＡＩ|"
    "人工智能|自然语言(?:处理)?|语言|GPT|ChatGPT|大?模型|助手|助理|程序|系统|机器人|工具)[ ]?){1,6}"
)
_IS_SOFTWARE = re.compile("AI|ＡＩ|人工智能|语言模型|大模型|GPT|聊天机器人|智能助[手理]|写作助[手理]")
_CANNOT = "(?:没有|无法|不能|不会|不具备|并不|没办法|的(?:知识|训练|数据|信息|任务|主要)|只能|仅能|不是|无权|不应|可以|会|将|已(?:经)?|为[您你]|能够|能|致力|很乐意|尚不|暂不|目前)"
# What it writes, and what it does to write it. The weak verbs are those of every editor's desk.
_STRONG = "(?:改写|润色|重写|扩写|缩写|续写|仿写|伪原创|洗稿|重新(?:改写|撰写|组织|编写|表述|生成|创作|润色|整理|表达)|生成|降重|AI优化)"
_REWORKED = _STRONG.replace("|生成", "")  # files and pictures are generated as well
_WEAK = "(?:优化|修改|撰写|创作|编写|整理|总结|提炼|概括|调整|完善|补充|翻译|精简|校对|写|列出|准备|提供|设计|制定|介绍|解答|拟定|归纳|分析|描述|构思|编撰|改编|扩展)"
_WRITES = f"(?:{_STRONG}|{_WEAK})"
_PRODUCT = (
    "(?:文章|版本|内容|文本|文案|段落|文字|稿件|范文|结果|原创|译文|答案|回答|回复|正文|全文|示例|大纲|提纲|计划|方案|说明|介绍|建议|总结|标题|草稿|初稿|"
    "摘要|短文|作文|要点|清单|步骤|模板|信息|指南|概述|简介|脚本|列表|报告|论文|故事|新闻稿|软文|推文|演讲稿|表格)"
)
_TEXT = (
    "(?:文章|文本|文案|段落|文字|稿件|范文|原创|译文|全文|正文|原文|内容|版本|结果|标题|短文|软文|语句|句子)"
)
_ITS_TEXT = "(?:文章|版本|内容|文本|文案|稿件?|范文|大纲|提纲|计划|方案|短文|作文|草稿|摘要|标题|译文|答案|回答|软文|推文|脚本|故事|论文|报告|正文|诗)"
_ACK = "(?:好的?|好嘞|当然(?:可以)?|没问题|没有问题|可以的?|明白了?|了解了?|收到|我明白了|我理解了|非常乐意|很乐意|乐意效劳|遵命|OK|ok|我(?:已经?|完全)?(?:理解|明白|了解)了?[您你]的(?:需求|要求|意思|想法|意图))"
_YOU = "(?:您|你)"
_FOR_YOU = f"(?:[为给帮替](?:{_YOU}|{_YOU}们))"

_SELF = (
    f"(?:请注意|需要说明的是|不过|但是?|(?:很|非常)?抱歉|对不起)?[，,：:]?[ ]?(?:作为|身为)(?P<noun>{_NOUN})[，,][ ]?(?:我|本(?:人工智能|模型|助手|AI)){_CANNOT}.*"
    f"|我(?:只)?(?:是|仅是|不过是)(?P<am>{_NOUN})[，,](?:我)?(?:没有|无法|不能|不具备|不会|并不)[^。]{{0,20}}(?:预测|判断|代替|确定|知道|查询|情感|观点|意见|身体|经历|经验|意识|感受|偏好|能力|浏览|访问|提供|获取|实时|亲身|体验|联网).*"
    "|我是(?:ChatGPT|文心一言|通义千问|豆包|Kimi|DeepSeek[^，,]{0,6}|Claude|Gemini|讯飞星火|智谱清言|腾讯元宝)[，,](?:一[个款名种])?(?:由|是)[^。“”]{2,30}(?:模型|助手|开发|训练|研发|推出)[^“”]{0,60}"
    f"|(?:(?:您|你)好[，,！!。][ ]?)?我是(?:(?:您|你)的)?(?:专属的?|专业的?)?(?P<called>{_NOUN})[一-鿿A-Za-z]{{0,8}}[，,](?:我)?(?:很高兴|很荣幸|非常高兴|可以|能够?|会|专门|随时|致力|将)[^。“”]{{0,40}}(?:服务|帮助|帮您|帮你|解答|回答|协助|{_YOU})[^。“”]{{0,20}}[。！!~～]?"
)
_REFUSAL = (
    f"(?:(?:很|非常|十分|真的)?(?:抱歉|对不起|遗憾|不好意思)[，,！!][ ]?(?:但)?)(?:作为{_NOUN}[，,])?我(?:目前|暂时|现在|还)?(?:没有?(?=学会)|无法|不能|没办法|没有办法|不可以|不会|不支持)(?:直接|继续|够)?{_FOR_YOU}?(?:直接)?"
    f"(?:(?:满足|协助|完成|处理|执行|帮助|接受)(?:{_YOU}|{_YOU}的)?[^。，]{{0,8}}(?:要求|请求|需求|任务|指令|完成这|这方面)"
    "|(?:提供|给出|生成|撰写|编写|创作|写|改写|协助|查询)[^。，“”]{0,20}(?:最新|实时|内容|信息|答案|建议|文章|服务|帮助|数据|链接|文本|资料|图片|诊断)"
    "|(?:访问|浏览|打开|获取|查看|读取|识别|联网|连接|搜索)[^。，“”]{0,14}(?:互联网|网络|链接|网页|网址|外部|实时|文件|图片|附件|数据|信息|内容)"
    "|学会(?:如何|怎么|怎样)?(?:回答|处理|完成|解决)[^。，]{0,12}"
    f"|(?:回答|讨论|参与|协助)(?:{_YOU}的|这类|此类|这一类|涉及)[^。，]{{0,12}}(?:问题|话题|内容|请求)).*"
)
_BEYOND = f"(?:(?:很|非常|十分)?(?:抱歉|对不起|不好意思)[，,])?(?:但)?(?:这个?|{_YOU}的|该|此|这类)(?:问题|请求|要求|需求|话题|内容)(?:可能|已经?)?超出了?我的(?:能力|知识|服务|回答)?范围[^“”]{{0,40}}"
_HANDS_OVER = (
    f"(?:{_ACK}[，,！!。、 ~～]{{1,2}}){{1,2}}(?:以下|下面|接下来|这里?|现在|我|如下)(?:就|将|会|来|先){{0,2}}(?:是|为|{_FOR_YOU})(?!我(?:一|的|个人|自己|们|作为|这))[^。“”？]{{0,40}}{_PRODUCT}[^。“”？，]{{0,24}}(?:[，,][^。“”？]{{0,16}})?[：:。！!]?"
    f"|(?:{_ACK}[，,！!。、 ~～]{{1,2}}){{1,2}}(?:这里?|以下|下面)(?:就)?是{_YOU}(?:需要|要求|想要|要)的[^。“”？]{{0,20}}{_PRODUCT}[^。“”？，]{{0,12}}[：:。！!]?"
    f"|(?:{_ACK}[，,！!。、 ~～]{{1,2}}){{1,2}}(?:以下|下面|这)(?:就)?是(?:我)?{_FOR_YOU}(?:{_STRONG}|撰写|创作|编写|写|整理|总结|提炼|列出|拟定|准备)[^。“”？，]{{0,24}}[：:]"
    f"|(?:以下|下面|这|以上|上述)(?:内容|文章)?(?:就|便)?[是为](?:我)?(?:一[篇份个])?(?:根据|按照|依据|基于){_YOU}的?[^。“”？，]{{0,14}}(?:{_STRONG}|撰写|创作|编写|整理|修改|优化|写)(?:而成)?的?[^。“”？，]{{0,20}}(?:[：:。！!]|[，,][^。“”？]{{0,20}}[：:。！!]?|$)"
    f"|(?:总结|总之|综上)?[：:，,]?以上(?:就|便)?是(?:我)?{_FOR_YOU}(?:{_STRONG}|撰写|创作|编写|整理|总结|提供|列出|介绍)的[^。“”？]{{0,40}}[。！!]?"
    f"|(?:{_ACK}[，,！!。、 ~～]{{1,2}}){{1,2}}(?:我(?:将|会|来|就|可以|已经?)|{_FOR_YOU})(?:根据|按照)?[^。“”？]{{0,16}}{_STRONG}[^。“”？]{{0,40}}[：:。！!]"
    f"|(?:以下|下面|如下|接下来|这里|现在)(?:就|将|我|是|为|会){{0,3}}(?:根据|按照|依据|基于)?(?:{_YOU}的?[^。“”？，]{{1,8}})?{_FOR_YOU}(?:重新)?(?:{_STRONG}|撰写|创作|编写|写|优化|修改|整理|总结|提炼|翻译|列出|拟定|构思)[^。“”？]{{0,36}}{_ITS_TEXT}[^。“”？，]{{0,16}}[：:。！!，,]?[^。“”？]{{0,12}}"
    f"|(?:这|这里)(?:就)?是(?:我)?{_FOR_YOU}(?:重新)?{_WRITES}(?:后|好)?的?[^。“”？]{{0,24}}{_PRODUCT}[^。“”？，]{{0,8}}[：:。！!，,]?[^。“”？]{{0,12}}"
    f"|(?:以下|下面|这)(?:就)?[是为](?:对|将|我|经过?|一[篇个份])?[^。：:，“”？]{{0,20}}{_REWORKED}(?:之后|后|过|好)?的?[^。：:，“”？]{{0,12}}{_TEXT}[^。：:“”？，]{{0,12}}(?:[：:。！!]|[，,][^。“”？]{{0,20}}[：:。！!]?|$)"
    f"|(?:以下|下面|这)是(?:优化|精简|调整|修改|完善)(?:之后|后|过)的(?:文章|文案|版本|段落|内容|文本)[：:]"
    f"|{_STRONG}(?:之后|后|过|好)?的?(?:{_TEXT})?(?:如下|为)?[：:]|(?:修改|调整|优化|精简)(?:之后|后|过)的(?:文章|文案|段落)(?:如下|为)?[：:]?"
    f"|(?:{_ACK}[，,！!]{{1,2}})?(?:根据|按照|依据|基于){_YOU}(?:的)?(?:要求|需求|提供的[^，。]{{1,12}}|指示|请求|描述|问题|说明|给出的[^，。]{{1,8}}|指令|反馈)[^，。“”]{{0,10}}[，,](?:我(?!们)|以下|下面|现)(?:将|已|会|是|为)?[^。“”？]{{0,40}}(?:{_TEXT}|{_STRONG}|撰写|如下)[^。“”？，]{{0,16}}[：:。！!]?"
    f"|我(?:已经?|已)?(?:根据|按照){_YOU}的?(?:要求|需求|指示|反馈)[^。“”？]{{0,30}}(?:{_STRONG}|撰写|修改|调整|优化|整理)[^。“”？]{{0,30}}[：:。！!]"
    f"|(?:以下|下面|这)(?:就)?是(?:我)?对(?:原文|原句|原稿|上文|全文|{_YOU}[^，。：:]{{0,10}}|(?:这|该|上述)[篇段句则]?[^，。：:]{{0,6}})(?:的|进行的?|做的)(?:全面|深度|详细)?{_REWORKED}(?:后|版本|结果|稿|内容){{0,2}}[：:]"
    f"|(?:以下|下面|这)是(?:优化|精简|调整|修改|完善)(?:之后|后|过)的(?:文章|文案|版本|段落|内容|文本)[，,][^。“”？]{{0,20}}(?:流畅|自然|通顺|简洁|正式|口语|专业|生动|可读性?|逻辑|语气|原意|条理|严谨)[^。“”？，]{{0,8}}[：:。！]?"
    f"|(?:本文|文章|文案|稿件|内容|全文|文本|这篇文章)?(?:我)?(?:已经?|现已)(?:根据|按照?|依照|遵照){_YOU}的?(?:要求|需求|意见|建议|指示|反馈)[^。“”？，]{{0,8}}(?:{_STRONG}|撰写|修改|调整|优化|完善)[^。“”？]{{0,20}}[：:。！!]?"
    f"|(?:{_ACK}[，,！!。、 ~～]{{1,2}}){{1,2}}(?:以下|下面|接下来|现在)?(?:我)?(?:将|会|来|先|就|可以){{0,2}}{_FOR_YOU}?(?:把|将)(?:这|上面|{_YOU}的|原|全)[篇段句份个]?[^。“”？，]{{0,8}}(?:改得|改成|写成|写得|翻译|{_STRONG})[^。“”？]{{0,24}}[：:。！!]"
    f"|让我(?:来)?{_FOR_YOU}(?:重新)?(?:{_STRONG})[^。“”？]{{0,20}}(?:{_TEXT}|[篇段句]话?)[：:。！!]?"
    f"|(?:以下|下面|接下来)(?:我)?(?:将|会|就)?从[^，。“”]{{1,12}}(?:方面|角度|维度|层面|部分)(?:出发)?[，,]?{_FOR_YOU}(?:{_STRONG}|撰写|创作|编写|写)[^。“”？]{{0,30}}{_ITS_TEXT}[：:。！!]?"
    f"|请(?:{_YOU})?(?:先)?(?:提供|发送|给出|粘贴|输入|上传|贴出|把|将)[^。，“”]{{0,8}}(?:需要|想要?|要|希望|待)(?:我)?(?:进行)?{_REWORKED}的?(?:原文|{_TEXT})[^。“”]{{0,40}}[。！!]?"
    f"|以上(?:就|便)?是(?:我)?(?:根据{_YOU}[^，。]{{0,12}})?(?:{_FOR_YOU})?{_STRONG}(?:后|好)?的[^。“”？]{{0,24}}{_PRODUCT}[^。“”？]{{0,16}}[。！!]?"
)
_HOPES = (
    "(?:最后[，,])?(?:我)?希望(?:以上|上述|本文|本篇|本回答|这篇|这个|这些|这份|这次|我的|该)(?:的)?(?:文章|内容|信息|建议|回答|解答|讲解|答复|介绍|资料|方法|版本|改写|示例|说明|答案|指南|技巧|分析|总结|计划|步骤|要点|解释|例子|范文|文案|整理|修改|大纲|方案|分享|攻略|改写版|改写后的(?:文章|内容|版本)){0,2}"
    f"(?:能够?|可以|会|会?对|对|帮)?[^。！!？“”，,]{{0,10}}(?<!的){_YOU}(?:们)?[^。！!？“”，,]{{0,24}}(?:帮助|启发|有用|参考|帮到|要求|需求|期望|满意|{_YOU})[^。！!？“”，,]{{0,10}}(?:[，,](?:如果?|若|祝|也|同时|有)[^。！!“”]{{0,40}})?[。！!~～]{{0,3}}"
    f"|希望(?:这|以上|上述|这些|这篇|本文|我的)[^。！!？“”，,]{{0,16}}(?:能够?|可以|会)?(?:帮助?到?|满足|符合){_YOU}[^。！!？“”，,]{{0,16}}(?:[，,](?:如果?|若|祝|也|同时)[^。！!“”]{{0,40}})?[。！!~～]{{0,3}}"
)
_GLAD = f"(?:很高兴|非常高兴|乐意)(?:能)?(?:够)?(?:帮到|帮助|为){_YOU}[^。，！“”]{{0,8}}[，,！!](?:如果?|若)[^。，“”]{{0,16}}(?:需求|需要|问题|疑问)[，,][^。“”]{{0,10}}(?:提问|告诉我|找我|问我|联系我)[^。“”]{{0,4}}[。！!~～]{{0,3}}"
_THIS_HELPS = f"(?:以上|上述|这[份篇个些])[^，。！!？“”]{{0,8}}[，,]?希望(?:能够?|可以|会)?(?:对)?{_YOU}(?:能)?(?:有所|有)(?:一些|一定的?|所)?(?:帮助|启发|用处?)[。！!~～]{{0,3}}"
_HELPED = f"希望(?:能够?|可以|会)?对?(?:能对)?{_YOU}(?:们)?(?:的[^。，！!]{{1,8}})?(?:能)?(?:有所|有|带来)(?:一些|一定的?|所)?(?:帮助|启发|用处?|参考价值)[。！!~～]{{0,3}}"
_TELL_ME = "(?:请|欢迎|可以|都可以|尽管)?(?:随时)?(?:请)?(?:告诉我|告知我|向我提问|提问|问我|让我知道|跟我说|和我说|向我提出|提出来)"
_MORE = f"(?:修改|调整|补充|改写|润色|优化|扩展|扩写|精简|继续|进一步|更多|其他|其它|任何|帮助|协助|更具体|更详细|生成|撰写|{_STRONG}|格式|语气|风格|版本)"
# What it offers to make; 行李 and 晚饭 are carried and cooked by people.
_DRAFT = "(?:对比表|对照表|清单|大纲|提纲|表格|脚本|文案|模板|版本|思维导图|PPT|时间表|行程表?|攻略|框架|初稿|草稿|摘要|文章|标题|推文|软文|范文|示例|方案|计划书?|一版|改写|润色|扩写|排版|案例)"
_OFFER = (
    f"(?:当然[，,]|此外[，,]|另外[，,])?(?:如果|若|如|倘若|要是|假如)(?:{_YOU})?(?:还|仍|另|对|也|有|需|想|希望|觉得|要)[^。！!？“”]{{0,24}}{_MORE}[^。！!？“”]{{0,30}}[，,](?:都)?(?:请|欢迎|可以|都可以|尽管|也可以)?(?:随时|尽管)(?:请)?{_TELL_ME}[^。！!？“”，,]{{0,14}}[。！!~～]{{0,3}}"
    f"|(?:如果|若|如)(?:{_YOU})?(?:还)?(?:需|需要|想|想要|希望|觉得)[^。！!？“”]{{0,20}}(?:修改|调整|补充|改写|润色|优化|扩写|精简|重写|语气|字数|风格)[^。！!？“”]{{0,20}}[，,](?:请|可以)?(?:告诉我|告知我|让我知道)[^。！!？“”，,]{{0,10}}[。！!~～]{{0,3}}"
    f"|(?:如果|若)(?:{_YOU})?(?:还)?(?:需要|想要?|希望|愿意)[^。！!？“”]{{0,30}}[，,]我(?:可以|也可以|很乐意|非常乐意|愿意|会)(?:继续|进一步|再|随时)?(?:{_FOR_YOU})?(?:继续|进一步|再)?{_WRITES}[^。！!？“”]{{0,40}}[。！!~～]{{0,3}}"
    f"|(?:请问)?(?:是否)?需要我(?:再|继续|进一步|{_FOR_YOU}|把|将){{1,2}}[^。！!“”]{{0,24}}(?:改写|润色|改成|扩写|调整|优化|生成|补充|版本|整理|写成|列出)[^。！!“”]{{0,20}}[吗？?]{{1,2}}"
    f"|(?:请问)?(?:{_YOU})?(?:是否)?(?:还)?(?:需要|要不要|希望)我(?:再|继续|进一步|顺便|帮(?:{_YOU})?|{_FOR_YOU}|把|将){{0,3}}[^。！!“”]{{0,24}}{_DRAFT}[^。！!“”，,]{{0,12}}[吗？?]{{1,2}}"
    f"|我(?:还|也)?(?:可以|能)(?:再|继续|进一步){{0,2}}(?:帮{_YOU}|{_FOR_YOU})[^。！!“”]{{0,24}}(?:{_DRAFT}|演讲稿|[一-鿿]{{1,4}}稿|短版本?|版本)[^。！!“”，,]{{0,8}}[，,](?:{_YOU})?(?:是否)?需要(?:吗|我[^。，]{{1,8}}吗)?[？?]"
    f"|(?:如果|若|如|只要)(?:{_YOU})?(?:愿意|能|可以|方便)?(?:告诉我|提供|给我|补充|发给我|说明)[^。！!？“”]{{0,30}}[，,]我(?:就)?(?:可以|能够?|会|也可以)(?:再|继续|进一步)?{_FOR_YOU}(?:再|继续|进一步)?[^。！!？“”，,]{{0,10}}(?:更(?:具体|详细|精准|有针对性|贴合|合适)[^。！!？“”，,]{{0,16}}|{_DRAFT}[^。！!？“”，,]{{0,8}})[。！!~～]{{0,3}}"
    f"|(?:如果|若|如){_YOU}[^。！!？“”，,]{{0,16}}(?:修改|调整|补充|改写|润色|优化|完善)(?:的)?(?:意见|建议|需求|要求|之处|的地方)?[，,](?:请|欢迎)(?:随时)?(?:告诉我|告知我?|指出|反馈给我|让我知道)[。！!~～]{{0,3}}"
    f"|(?:如有需要|如果有需要|如果需要|如需|若有需要|需要的话|如果{_YOU}有需要)[，,]我(?:还|也)?(?:可以|很乐意|非常乐意|能)(?:继续|进一步|再|随时)?(?:{_FOR_YOU})?(?:继续|进一步|再)?{_WRITES}[^。！!？“”]{{0,30}}[。！!~～]{{0,3}}"
    f"|(?:如果|若)(?:{_YOU})?(?:还)?需要我(?:继续|再|接着|{_FOR_YOU}|进一步){{1,2}}(?:{_STRONG}|写|改|补充|扩展|调整|完善|展开)[^。！!？“”，,]{{0,12}}[，,](?:请)?(?:随时)?告诉我[。！!~～]{{0,3}}"
    f"|请(?:随时)?告诉我{_YOU}?(?:是否)?(?:还)?(?:需要|有)(?:其他|其它|更多|别的|任何|什么)(?:的)?(?:帮助|需求|问题|要求|修改|想法)[。！!？?]{{0,2}}"
    f"|{_YOU}(?:是否)?(?:还)?(?:需要|希望|想要?)我(?:再|继续|{_FOR_YOU}){{0,2}}(?:{_STRONG}|补充|扩展|调整|修改|优化|完善)[^。！!“”，,]{{0,16}}[？?]"
    f"|(?:请)?(?:注意[：:，,])?以上(?:内容|信息|文章|模板|范文)?(?:仅为|只是|仅作为)(?:一[个份])?(?:示例|范例|模板|参考示例|参考模板)[，,][^。“”]{{0,40}}(?:修改|调整|补充|完善)[^。“”]{{0,8}}[。！]?"
    f"|(?:请|欢迎)?随时(?:告诉我|向我提问)[^。！!？“”，,]{{0,4}}(?:{_YOU}的)?(?:其他|更多|具体)(?:需求|要求|问题|想法)[。！!]?"
)
_KNOWLEDGE = "(?:请注意[，,：:])?(?:由于)?(?:我的(?:知识库?|训练数据|数据库?|信息)(?:库)?(?:的)?(?:截止|更新|截至|仅|只|停留)|截至我(?:的知识|的训练|最后一次|上次)|我(?:目前)?(?:无法|不能)(?:直接|实时)?(?:访问|连接|浏览|接入|打开|读取)(?:外部)?(?:互联网|网络|外部链接|链接|实时数据|网页|附件)|我无法联网|我(?:没有|不具备|不支持)(?:联网|实时|上网|浏览网页|访问网络)(?:搜索|查询)?(?:的)?(?:功能|能力)).*"
_PROMPT = (
    "(?:改写|伪原创|原创|降重|润色|洗稿|AI写作|生成)(?:的)?(?:要求|指令|提示词|规则)[ ]?[：:].*"
    "|(?:字数|字数统计|全文字数|文章字数)[ ]?[：:][ ]?(?:约|大约|不少于|共)?[ ]?[0-9]{3,4}[ ]?字?(?:左右|以上|以内)?[。]?"
    "|[（(【\\[](?:全文|本文|正文|文章)?(?:字数|共计?|总计|约)[^）)】\\]。]{0,8}[0-9]{3,4}[ ]?字?(?:左右|以上)?[）)】\\]]"
    f"|(?:你是一[名个位][^，。]{{2,16}}[，,])?请(?:你)?(?:将|把|对|帮我)?(?:根据|按照)?(?:以下|下面|上述|上面|这篇|这段|该篇?)(?:的)?(?:文章|内容|文本|段落|文字|文案|文稿|标题)[^。“”]{{0,20}}{_STRONG}[^。“”]{{0,50}}[：:。！!]?"
    f"|请(?:用[^，。]{{1,6}})?(?:帮我|为我)?{_STRONG}(?:以下|下面|这段|这篇|上述)(?:的)?(?:文章|内容|文本|段落|文字|文案|文稿)(?![^“”]*使)[^“”]{{0,60}}[：:。]?"
    "|(?:好的?|嗯|首先|现在|那么)?[，,]?用户(?:提供|给出|给|发来)的?(?:原文|文章|内容|文本|段落|文字|标题|关键词|这[篇段])[^“”]{0,40}我(?:需要|应该|要|得|会|可以|先)[^“”]{0,60}"
    "|(?:好的?|嗯|首先|现在|那么)?[，,]?用户(?:要求|希望|想要?|让我|需要)[^。“”]{0,20}(?:改写|撰写|生成|写一篇|文章)[^。“”]{0,20}我(?:需要|应该|要|得|先)[^“”]{0,60}"
    "|请(?:你)?(?:根据|按照?|围绕|以)[^。“”]{0,30}(?:生成|写|撰写|创作|输出)(?:一[篇份段])?[^。“”]{0,20}(?:原创|SEO|软文|推文|伪原创)[^。“”]{0,12}[：:。]?"
    f"|请(?:{_YOU})?(?:帮我|替我)?(?:把|将|对)(?:以下|下面|这)[^。“”]{{0,6}}(?:话|文字|段落|文章|内容|文本|文案)(?:进行)?{_STRONG}(?![^“”]*使)[^。“”]{{0,24}}[：:。]?"
    "|关键词密度[：:].{1,30}|【?(?:正文|文章正文|正文内容|正文部分|改写后|改写结果|改写文章|润色后|输出|输出结果|AI回答|AI生成)】?[ ]?[：:]"
    "|[【\\[](?:正文|文章正文|正文内容|改写后|改写结果|标题)[】\\]]"
)
_MARKED = (
    "[（(【\\[*※]?(?:(?:特别)?(?:声明|提示|说明)|注|备注|免责声明)?[ ]?[：:]?[ ]?(?:(?:本|以上|此|该|上述|文中|部分)(?:文章|文|内容|图片|文字|回答|答案|文本|部分|配图|稿件|篇|作品)?(?:的)?(?:内容|图片|文字|配图|部分内容)?|内容|文章|图片|配图)"
    "(?:均|全部|部分|可能)?(?:由|为|系|是|经|通过|使用|借助|采用)(?:了)?[ ]?(?:AI|ＡＩ|人工智能|大模型|大语言模型|ChatGPT|GPT-?[345][a-zA-Z.]{0,5}|DeepSeek(?:-?[RV][0-9])?|Claude|Gemini|Copilot|文心(?:一言)?|通义(?:千问)?|千问|豆包|Kimi|KIMI|讯飞星火|星火|腾讯元宝|元宝|混元|智谱清言|ChatGLM)[ ]?(?:大模型|模型|技术|工具|助手|软件|程序)?(?:自动|辅助|协助|参与|智能)?(?:生成|创作|撰写|整理|写作|合成|编写|制作|改写|润色|翻译)(?:的)?(?:$|[。）)】\\]]{1,2}$|[，,。；; ]{1,2}(?:仅|请|不(?:代表|构成|作为|保证|承担)|如[有需果]|若|可能|数据|内容仅|版权|未经|侵|与本|供|谨慎|注意|勿|经人工)[^\n]{0,60})"
    "|以下[是为](?:AI|人工智能)(?:辅助)?生成的?(?:内容|文章|文本)?[：:]?"
    "|[【\\[（(](?:由)?(?:AI|人工智能)(?:辅助|自动)?(?:生成|创作|写作)(?:内容)?[】\\]）)]"
    "|(?:AI|人工智能)(?:自动|辅助)?生成(?:内容|文章|图片)?[，,](?:仅供|请|不代表|内容仅供)[^\n]{0,40}"
)
_ENGLISH = (
    "(?i:"
    r"(?:Sure|Certainly|Of course|Absolutely|Great)[,!. ]+(?:here|below|I)\b[^\n]{0,160}[:.!]|Below is (?:a|an|the|your) [^\n]{0,30}(?:article|essay|version|rewrite|post|translation|outline)\b[^\n]{0,100}:|If you (?:need|want|would like|have|'d like)\b[^\n]{0,60}(?:modif|chang|adjust|revis|rewrit|edit|version|assistance)[^\n]{0,40}(?:let me know|feel free|just ask|I can)[^\n]{0,60}|Let me know if you(?:'d like| need| want| would like)[^\n]{0,60}(?:modif|chang|adjust|revis|rewrit|edit|version|shorten|expand)[^\n]{0,40}|Feel free to (?:ask|reach out|let me know) if you (?:need|have|want)[^\n]{0,40}(?:article|text|draft|rewrit|edit|writing|version|revis)[^\n]{0,30}|Would you like me to (?:rewrite|revise|expand|shorten|adjust|translate|polish|add|turn|create|generate|write)[^\n]{0,100}\?|Here(?:'s|’s| is| are) (?:the|a|an|your) (?:rewritten|revised|polished|improved|updated|translated|translation|article|rewrite)\b[^\n]{0,120}[:.]?"
    r"|As an AI\b[^\n]{0,40}, I (?:cannot|can't|can’t|don't|don’t|do not|am unable|am not|can only|have no)\b[^\n]{0,160}|I(?:'m| am) sorry, but (?:I (?:cannot|can't|can’t|am unable to) (?:assist|help|provide|fulfill|access|browse|generate|comply|create|complete|continue|discuss)|as an AI)\b[^\n]{0,160}|I hope this (?:helps|article|information|meets)\b[^\n]{0,80}"
    ")"
)
_PLACEHOLDER = (
    "[（(【\\[](?:此处|这里|在此处?|下图|图片位置)?(?:可以?|应|需要?|请|建议)?(?:插入|添加|放置|附上|配上?|补充)(?:一张|一幅|相关|合适的|对应的)?[^）)】\\]。，]{0,10}(?:图片|配图|插图|图表|视频|链接|表格|示意图|照片|图像|数据|案例|引用|参考文献)[^）)】\\]。]{0,24}[）)】\\]]"
    "|[【\\[](?:配图|插图|图片|插入图片|图片描述|图片说明|图片位置|配图建议|图片占位|视频|图片占位符|配图说明)(?:[：:][^】\\]\n]{0,60})?[】\\]]|[（(](?:配图|插图|插入图片)[）)]"
)
# 好的，这是一份…讲话稿： names the kind of text that follows.
_HERE_IT_IS = re.compile(
    f"{_ACK}[，,！!。、 ~～]{{1,2}}(?:这|以下|下面|这里)(?:就)?是一[篇份个段则首][^。“”？]{{0,30}}(?:稿|文章?|文案|大纲|提纲|脚本|诗歌?|故事|计划书?|方案|教案|简历|邮件|通知|标题|摘要|清单)[：:]"
    f"|(?:以下|下面|这里)(?:给出|提供|列出|[是为])[^。“”？，]{{0,20}}(?:标题|文章|文案|范文|版本|段落|短文|稿)[^。“”？，]{{0,6}}(?:供{_YOU}(?:选择|参考|使用|挑选)|[，,](?:{_YOU})?可以?(?:直接使用|根据[^。，]{{0,8}}(?:修改|调整|使用)))[^。“”？，]{{0,6}}[：:。！]?"
)
_OPENS = re.compile(f"{_ACK}[，,！!。、 ~～]")
# The same by its parts: what hands over, what was written, for whom. One part alone is anybody's word.
_DELIVERS = re.compile(
    f"(?:{_ACK}[，,！!。、 ~～]{{1,2}}){{0,2}}(?:以下|下面|如下|这[是篇段份里]|请看|请查收|请过目|以上[是就便内为]|上述|已[经为按根完])"
    r"|[^\n]{2,40}如下(?:所示)?[：:]\Z"
)
_REWRITES = re.compile("改写|润色|重写|扩写|缩写|仿写|伪原创|降重|洗稿|重新(?:撰写|组织|编写|表述|创作|表达)")
_WRITTEN = re.compile(
    "文章|版本|文案|段落|全文|原文|稿件?|范文|原创|改写版|内容|结果|文本|正文|标题|短文|[^。]{2,}如下(?:所示)?[：:]$"
)
_AS_ASKED = re.compile(
    f"(?:根据|按照|按|符合|满足|依照){_YOU}的?(?:要求|需求|指示|需要|提示|描述|反馈|意见|建议)|{_YOU}(?:所)?(?:要求|需要|想要|要)的|{_YOU}?(?:可|可以)直接(?:使用|复制|发布|套用)"
)
_AS_NOBODY_ELSE = re.compile(
    "SEO|搜索引擎优化|[（(](?:全文)?约?[0-9]{3,4}字(?:左右)?[）)]|[0-9]{3,4}字(?:左右)?的?(?:原创)?(?:文章|内容|短文|范文)|原创(?:文章|内容)"
)
_OTHERS = re.compile(
    "我们|(?<!其)[他她]|记者|学生|老师|小说|电影|代码|程序|函数|合同|章程|条文|历史|剧本|专家|会议|录音|法院|公司|作品|采访|条例|办法|段子|剧情|数据|文件|磁盘|命令|选项|[？?]"
)
# A writer that works on a text for the one it speaks to: each of the three alone is anybody.
_TEXT_WORKED_ON = "(?:文章|文案|段落|段文字|段话|标题|版本|语气|字数|[讲演][话讲]稿|发言稿|新闻稿|范文|散文|作文|短文|稿子|大纲|提纲|脚本|正文|全文|原文|措辞|篇幅|一版)"
_WORKS = f"(?:写(?![法的作])|改(?![变善签])|撰写|创作|编写|起草|整理|压缩|扩展|翻译|总结|提炼|补充|调整|修改|优化|完善|{_STRONG})"
_I = "(?:我(?:再|来|将|会|可以|也可以|还可以|已经?|先|继续|按照?|根据|把|帮|为|给|以)|由我|让我|(?:需要|希望|想让)我)"
_I_WORK_ON_A_TEXT = re.compile(
    f"{_I}[^。！!？?，,]{{0,20}}(?:{_WORKS}[^。！!？?，,]{{0,16}}{_TEXT_WORKED_ON}|{_TEXT_WORKED_ON}[^。！!？?，,]{{0,8}}{_WORKS}|{_REWORKED})"
    f"|(?:字数|语气|篇幅|{_TEXT_WORKED_ON}(?:的)?要求)[^。！!？?]{{0,14}}我来[^。！!？?，,]{{0,6}}{_WORKS}"
)
_ADDRESSED = re.compile(
    f"您(?!们|的?(?:爸|妈|儿子|女儿))|^(?:好的|当然(?:可以)?|没问题|明白了?|收到|了解了?)[，,！!。]|(?:需要|想让|要不要)我[^。]{{2,30}}吗[？?]$|(?<!迷)你(?!们|希望)[^。]{{0,24}}{_REWORKED}|{_REWORKED}[^。]{{0,24}}你"
)
_OTHER_PEOPLE = re.compile(
    "我们|(?<!其)[他她]|咱|记者|法院|公司|领导|导演|编|老师|同事|拜读|同意|客户|妈|爸|爷|奶"
)
_MOST_HANDED_OVER = 60
_CONDITION = re.compile(
    f"(?:如果|若|如|倘若|要是)(?:{_YOU})?[^。！!？“”，,]{{2,30}}[，,]|(?:需要的话|有需要的话|如有需要)[，,]"
)
_ABOUT_A_TEXT = re.compile(
    "修改|调整|改写|润色|优化|扩写|精简|补充|版本|语气|风格|字数|篇幅|这篇|文章|内容|更详细|更具体|更多(?:细节|信息|例子|内容|帮助|资料)|进一步(?:的)?(?:帮助|协助|信息|说明|了解|修改)|其他(?:问题|疑问|需求|要求|想了解|需要)|具体的?(?:要求|需求)|任何(?:问题|疑问|需求|修改)"
)
_OFFERS = re.compile("[您你]|随时|继续|尽管|进一步|更详细|更具体|更多|我可以|我会|很乐意|非常乐意")
_ANSWERS = re.compile(
    "(?:都)?(?:请|欢迎|可以|也可以)?(?:您|你)?(?:随时|尽管|继续|随时继续)(?:再)?(?:向我)?(?:告诉我|告知我?|提问|提出来?|问我|让我知道|反馈)(?:您的(?:想法|需求|要求))?[。！!~～]*"
    f"|(?:请)?(?:告诉我|告知我|让我知道)[。！!~～]*|我(?:可以|会|也可以|很乐意|非常乐意|将)(?:再|继续|进一步|及时|随时)?(?:{_FOR_YOU})?(?:再|继续|进一步|及时)?(?:优化|调整|修改|改写|补充|完善|润色|扩写|提供|撰写|生成)[^。！!？“”，,]{{0,16}}[。！!~～]*"
)
_ADAPT = re.compile(
    "(?=[^。]*(?:修改|调整|补充|完善|替换|删减))"
    f"(?:请|{_YOU}可以?)?(?:再)?根据(?:{_YOU}|自己)?的?(?:实际|具体|自身)(?:情况|需要|需求)[^。“”？]{{0,8}}(?:以上|上述|这篇|本)(?:内容|文章|文案|模板|信息|文本)?[^。“”？]{{0,16}}[。！]?|(?:请|{_YOU}可以?)?根据(?:{_YOU}|自己)?的?(?:实际|具体|自身)(?:情况|需要|需求)(?:修改|调整|补充|完善)(?:以上|上述|这篇)(?:内容|文章|文案|模板|信息)[。！]?"
    f"|{_YOU}(?:觉得|认为|看)这[个篇段](?:版本|文章|文案|稿子|段落)[^。“”]{{0,8}}[？?]|祝{_YOU}写作(?:顺利|愉快)(?:[，,！!][^。“”？]{{0,30}})?[。！!]?"
    "|(?:很|非常)?抱歉[^。“”？]{0,16}[，,]以下是(?:修正|修改|更正|调整|重新整理)后的(?:内容|版本|文章|答案)[：:。]?"
)


def _by_its_parts(sentence: str) -> str | None:
    """The rule of a sentence that hands over a text or offers to change it, told by what it is made of."""
    if len(sentence) > _MOST_HANDED_OVER:
        return None
    if ("我" in sentence or _HERE_IT_IS.fullmatch(sentence)) and not _OTHER_PEOPLE.search(sentence):
        if "我" in sentence and _I_WORK_ON_A_TEXT.search(sentence) and _ADDRESSED.search(sentence):
            return "llm.closing" if sentence[-1] in "？?" or _CONDITION.match(sentence) else "llm.hand-over"
        if _HERE_IT_IS.fullmatch(sentence):
            return "llm.hand-over"
    if condition := _CONDITION.match(sentence):
        answer = _ANSWERS.fullmatch(sentence, condition.end())
        if answer is None or not _ABOUT_A_TEXT.search(sentence) or _OTHERS.search(sentence):
            return None
        # 请告诉我 says an editor too.
        return "llm.closing" if _OFFERS.search(sentence) else None
    if _ADAPT.fullmatch(sentence):
        return "llm.closing"
    if sentence[-1] not in "：:。！!" or _OTHERS.search(sentence):
        return None
    if _DELIVERS.match(sentence) and _WRITTEN.search(sentence):
        told = sentence[-1] in "：:" and _AS_NOBODY_ELSE.search(sentence)
        if told or _REWRITES.search(sentence) or _AS_ASKED.search(sentence):
            return "llm.hand-over"
        if (
            sentence[-1] in "：:"
            and _OPENS.match(sentence)
            and re.search("文章|文案|稿|范文|改写|段落", sentence)
        ):
            return "llm.hand-over"
    if (
        sentence[-1] in "：:"
        and _AS_ASKED.search(sentence)
        and re.search("(?:进行|做了?)(?:如下)?(?:修改|调整|改写|优化)", sentence)
    ):
        return "llm.hand-over"
    return None


_MARKS_OF_A_CHAT = re.compile(
    r"【[0-9]{1,2}(?::[0-9]{1,2})?†[^】\n]{0,60}】|\[\^[0-9]{1,3}\^?\](?!:)|<\|(?:im_start|im_end|endoftext|assistant|user|system|eot_id)\|>|</?think(?:ing)?>|\[/?INST\]"
)
_THINKS = re.compile("[ 　]*<think(?:ing)?>")
_THOUGHT = re.compile(r"</think(?:ing)?>[ 　]*(?P<end>\n|\Z)")
_LONGEST_THOUGHT = 4000
_TOPIC = re.compile("标记|符号|token|格式|语法|模板|写作")
_EXERCISE = re.compile("[（(][0-9]{1,2} ?分[）)]")  # a question of an examination asks to rewrite as well
_ACK_ALONE = re.compile(
    f"(?:{_ACK}[，,]?[ ]?){{1,2}}[。！!~～]|(?:Sure|Certainly|Of course|Absolutely|Great)(?: thing)?[!.]|[您你]好[！!。]"
)


@cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Rule, reason and pattern in the order in which they are asked; compiled with the first line that has a cue."""
    told = (
        ("llm.self", "an assistant says what it is", _SELF),
        ("llm.refusal", "an assistant cannot do what it was asked", _REFUSAL),
        ("llm.hand-over", "an assistant hands over its text", _HANDS_OVER),
        ("llm.closing", "an assistant closes", _HOPES),
        ("llm.closing", "an assistant closes", _HELPED),
        ("llm.closing", "an assistant closes", _THIS_HELPS),
        ("llm.closing", "an assistant offers to go on", _GLAD),
        ("llm.refusal", "an assistant cannot do what it was asked", _BEYOND),
        ("llm.closing", "an assistant offers to go on", _OFFER),
        ("llm.self", "an assistant says what it knows", _KNOWLEDGE),
        ("llm.prompt", "what an assistant was asked", _PROMPT),
        ("llm.mark", "notice that a text was generated", _MARKED),
        ("llm.hand-over", "an assistant speaks English", _ENGLISH),
        ("llm.placeholder", "place for a picture", _PLACEHOLDER),
    )
    return tuple((rule, reason, re.compile(pattern)) for rule, reason, pattern in told)


@cache
def _begins_like_one() -> re.Pattern[str]:
    """One pattern for all of them: what it does not match from its start on, none of them matches."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, _, pattern in _rules()))


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove an assistant's sentences from the ends of lines, lines of nothing else, and the marks of its chat."""
    text = ledger.fields[field]
    if field != "text":
        return []
    proposals: list[Proposal] = []
    removals: dict[int, Removal] = {}
    done = -1
    number, counted = 0, 0
    for place in sorted(start for _, start, _ in context.occurrences(ledger, field, TABLE)):
        if place < done:
            continue
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        done = end
        number += text.count("\n", counted, start)
        counted = start
        if number < len(ledger.lines) and ledger.lines[number].kind == "code":
            continue
        line = text[start:end]
        if context.on("llm.chat-mark") and (last := _thought_until(text, start, end)) is not None:
            for each in range(number, number + text.count("\n", start, last) + 1):
                removals[each] = Removal("llm.chat-mark", "what an assistant thought", 0.95)
            done = last
            continue
        spoken = _spoken(line, context.active)
        if spoken is None:
            proposals += _chat_marks(line, start, context)
            continue
        rule, reason, head, tail = spoken
        if head >= tail:
            removals[number] = Removal(rule, reason, 0.95)
            continue
        if head:
            proposals.append(Proposal(rule, start, start + head, "", 0.95))
        if tail < len(line):
            proposals.append(Proposal(rule, start + tail, end, "", 0.95))
    return [*proposals, *line_removals(text, removals)]


def literals() -> tuple[str, ...]:
    """What sentences of an assistant hold one of."""
    return _CUES


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(_CUES)


@lru_cache(maxsize=256)  # a text is looked at more than once
def _spoken(line: str, active: frozenset[str]) -> tuple[str, str, int, int] | None:
    """What to take off a line: rule and reason, where the rest begins, and where it ends; None where nothing."""
    bare = line.strip()
    if not bare:
        return None
    sentences = [found.span() for found in _SENTENCE.finditer(line) if found[0].strip()]
    rule = reason = ""
    first, last = 0, len(sentences)
    for _ in range(_MOST_SENTENCES):
        if first >= last:
            break
        said = _said(line[slice(*sentences[first])].strip(), active)
        if said is None and first + 1 < last and _ACK_ALONE.fullmatch(line[slice(*sentences[first])].strip()):
            following = _said(line[slice(*sentences[first + 1])].strip(), active)
            joined = _said(line[sentences[first][0] : sentences[first + 1][1]].strip(), active)
            said = following or joined
            first += said is not None
        if said is None:
            break
        rule, reason = said
        first += 1
    for _ in range(_MOST_SENTENCES if len(sentences) > 1 else 0):
        if first >= last:
            break
        said = _said(line[slice(*sentences[last - 1])].strip(), active)
        if said is None:
            break
        rule, reason = said
        last -= 1
    if not rule or _EXERCISE.search(line):
        return None
    if first >= last:
        return rule, reason, len(line), len(line)
    if _QUOTES.search(line[: sentences[first][0]] + line[sentences[last - 1][1] :]):
        return None
    head = sentences[first][0] if first else 0
    tail = sentences[last - 1][1] if last < len(sentences) else len(line)
    kept = line[head:tail]
    # What is left must be a text by itself: not the middle of a quotation.
    if kept.count("“") != kept.count("”") or kept.count("「") != kept.count("」"):
        return None
    return rule, reason, head, len(line[:tail].rstrip()) if tail < len(line) else tail


def _thought_until(text: str, start: int, end: int) -> int | None:
    """Where the line ends with which an assistant stops thinking; None where the line from `start` on begins no thought."""
    opened = _THINKS.match(text, start, end)
    closed = _THOUGHT.search(text, opened.end(), start + _LONGEST_THOUGHT) if opened else None
    return closed.start("end") if closed else None


def _said(sentence: str, active: frozenset[str]) -> tuple[str, str] | None:
    if not 2 <= len(sentence) <= _LONGEST or not _automaton().find_matches_as_indexes(sentence):
        return None
    quotes = _QUOTES.search(sentence) is not None
    if quotes and sentence[0] in '“”「」『』"‘’':
        return None
    for rule, reason, pattern in _rules() if _begins_like_one().match(sentence) else ():
        found = pattern.fullmatch(sentence)
        if found is None or rule not in active or (quotes and rule != "llm.prompt"):
            continue
        called = next((name for name in found.groupdict().values() if name), None)
        if called is not None and not _IS_SOFTWARE.search(called):
            continue
        return rule, reason
    if not quotes:
        rule = _by_its_parts(sentence) or ""
        if rule in active:
            return (
                rule,
                "an assistant hands over its text" if rule == "llm.hand-over" else "an assistant closes",
            )
    return None


def _chat_marks(line: str, start: int, context: Context) -> list[Proposal]:
    if not context.on("llm.chat-mark") or _TOPIC.search(line):
        return []
    return [
        Proposal("llm.chat-mark", start + found.start(), start + found.end(), "")
        for found in _MARKS_OF_A_CHAT.finditer(line)
    ]
