"""What people say when they want no more messages, as rules over a text and its spelling-neutral key.

Two ways to say it: a keyword with hardly anything around it ("STOP", "emisa hle"), or a sentence that ends our messages
("don't text me again", "le se ke la hlola le nthomella melaetsa"). What else stops in people's lives (wages, buses,
contracts, police) is not about us.
"""

import re
from typing import Final

from sesotho import key

KEYWORDS: Final = (
    "stop stopp stp stoop sstop stopall stop-all unsubscribe unsub unsubcribe unsuscribe cancel end quit arrete optout opt-out revoke "
    "emisa emise emisang emiseng khaotsa khaotsang kgaotsa tlohela tlohelang tloheleng leave remove enough"
)
# What may stand around a keyword without changing what it says.
AROUND: Final = (
    "please pls plz plis kindly now this all it sms smses messages message msg msgs texts text notices notice alerts immediately "
    "at once everything me from sending hle ka kopo kopa ke melaetsa molaetsa di sms lisms disms tsena tsa lona bo hona joale "
    "joale thuso ministry mfair le to 2 the your these again and i want ok okay hey list off i'm im nonsense now! out of here "
    "bohle kaofela hang tu ntate mme 'me rea ke a kea batla ho"
)
NOT_ALONE: Final = "leave remove enough end cancel tlohela tlohelang tloheleng".split()
MESSAGES: Final = (
    r"(?:sms\w*|message\w*|msg\w*|text\w*|notice\w*|notification\w*|alert\w*|update\w*|news\w*|spam|whatsapp\w*|reminder\w*|"
    r"(?:me|mo|li|di)laetsa|molaetsa|(?:li|di)tsebiso|tsebiso|(?:li|di)?sms|(?:li|di)taba|(?:li|di)ngoliso)"
)
US: Final = r"(?:to me|me|us|nna|na|'na|ka)"
SENTENCES: Final = (
    # English: stop / no more / don't ... messages, or contacting me.
    rf"\b(?:stop|stp|cease|quit|end|halt|no more|enough(?: of| with)?)\b(?:\W+\w+){{0,4}}?\W+{MESSAGES}\b",
    r"\b(?:stop|stp|quit|cease)\W+(?:sending|texting|messaging|smsing|sms'ing|spamming|contacting|bothering|disturbing|writing|"
    r"whatsapping|irritating|annoying|harassing)\b",
    r"\b(?:do ?n[o']?t|dont|don t|never|nt|please don'?t)\W+(?:ever\W+)?(?:send|text|sms|message|msg|contact|write|whatsapp|bother|"
    rf"disturb|spam)\w*\W+{US}\b",
    rf"\b(?:do ?n[o']?t|dont|no longer|not)\W+(?:want|wanna|need|wish|like)\b(?:\W+\w+){{0,5}}?\W+(?:{MESSAGES})\b(?!\W+(?:about|on)\W+my)",
    r"\b(?:remove|take|drop|get)\W+(?:me|my (?:number|no|name|phone|cell))\W+(?:from|off|out of)\W+(?:\w+\W+){0,2}(?:list\w*|sms\w*|messages|group)",
    r"\b(?:remov\w*|take)\W+(?:my|this)\W+(?:number|nmbr|no|cell)\b(?!.*\b(?:database|system)\b)",
    rf"\bunsubscribe\b|\bopt(?:ing)?[ -]?(?:me )?out\b|\bcancel\b(?:\W+\w+){{0,3}}?\W+(?:subscription|{MESSAGES})",
    r"\bleave\W+(?:me|my \w+)\W+alone\b|\bget\W+lost\b|\bvoets\w*\b|\bgo\W+away\b",
    r"\b(?:not\W+interested|annoying|irritating|nonsense|rubbish|spam|wasting my time|my (?:inbox|phone|airtime))\b.*\b(?:stop|stp|enough|remove)\b",
    r"\b(?:stop|stp)\b.*\b(?:nonsense|rubbish|spam|wasting my time|my (?:inbox|phone)|disturbing|bothering|irritating|notifying|everything)\b",
    r"\b(?:said|say|told you(?: to)?|tell you(?: to)?|part of)\W+stop\b|[,.!;]\W*stop\W*$|^\W*stop\W*[,.!;]",
    rf"\b(?:no more|too many|switch off|turn off|block|mute)\b(?:\W+\w+){{0,3}}?\W+{MESSAGES}",
    rf"\b(?:want|need|like|make)\W+(?:\w+\W+){{0,2}}{MESSAGES}\W+(?:to\W+)?(?:stop|end)|\bhow\W+(?:do|can)\W+i\W+(?:stop|end|unsubscribe)(?:\W+\w+){{0,2}}?\W+{MESSAGES}",
    r"\b(?:want|wish|like)\W+to\W+be\W+(?:removed|taken off|unsubscribed)|\b(?:did ?n'?t|never|did not)\W+(?:subscribe|sign up|ask for th)",
    r"\brather\W+not\W+(?:get|receive)|\bwithdraw\W+(?:my\W+)?permission|\bdo\W+not\W+contact|\bto be\W+on\W+(?:this|your)\W+list\b",
    r"\b(?:sick|tired|fed up)\W+(?:of|with)\W+(?:\w+\W+){0,3}(?:" + MESSAGES + r")\b",
    # Sesotho (the key writes both spellings alike).
    rf"\b(?:emis\w*|khaots\w*|tlohel\w*|lesets\w*|emella)\b(?:\W+\w+){{0,5}}?\W+{MESSAGES}\b",
    r"\b(?:emis\w*|khaots\w*|tlohel\w*|lesets\w*)\b(?:\W+\w+){0,3}?\W+(?:nthomel\w*|nngol\w*|nngoll\w*|mongol\w*|ntoromel\w*|ntšoeny\w*|ntsoeny\w*|ntsuen\w*)",
    rf"\bha\W*(?:ke)?\W*(?:ke)?\W*(?:sa|se)\W*(?:hlol\w*)?\W*(?:ke)?\W*batl\w*\b(?:\W+\w+){{0,4}}?\W+{MESSAGES}\b",
    rf"\b(?:ha|hake|hakea?)\W*(?:ke)?\W*(?:batl\w*|hlok\w*)\b(?:\W+\w+){{0,4}}?\W+{MESSAGES}\b",
    r"\b(?:se|le se|u se|o se)\W*(?:ke)?\W*(?:la|oa|ua|oa)?\W*(?:hlol\w*)?\W*(?:le|u|o)?\W*(?:nthomel\w*|nngol\w*|nngoll\w*|ntoromel\w*)",
    r"\b(?:ntos\w*|ntlos\w*|hlakol\w*|phumol\w*)\b(?:\W+\w+){0,3}?\W+(?:lenan\w*|lethathamo\w*|list\w*)",
    r"\b(?:le|u|o|ea)\W*(?:ntse\W*(?:le|u|o)\W*)?(?:nkhathats\w*|ntena|ntelle|ntsoeny\w*|ntsuen\w*)\b(?:\W+\w+){0,3}?\W+(?:emis\w*|khaots\w*|tlohel\w*|stop)",
    r"^\W*(?:le|u|o|lea|ua|oa)\W*(?:a)?\W*(?:nkhathatsa|ntena)\W*$",
    r"^\W*(?:ha|hake|hk)\W*(?:ke)?\W*(?:sa)?\W*(?:hlole)?\W*(?:ke)?\W*batl[ea]\W*$|^\W*(?:ntlohelle|ntlohelleng|ntloseng|ntseng|ntsheng|ntšeng)\W*$",
    r"\b(?:ntseng|ntšeng|ntsheng|ntsheng|ntsang|ntshang|tlosang|tloseng|tlosa|tlosng|hlakola|phumola|phumolang)\b(?:\W+\w+){0,5}?\W+(?:lenan\w*|nomoro|list\w*)",
    r"\bho\W*(?:tsoa|tswa)\W+lenaneng|\bha\W*ke\W*batle\W+ho\W+ba\W+lenaneng|\bstopang?\b",
    rf"\b(?:khathetse|khathetsoe|kgathetse|tenehile|borokong|nkhathatsa\w*)\b(?:\W+\w+){{0,5}}?\W+{MESSAGES}|{MESSAGES}(?:\W+\w+){{0,3}}?\W+(?:eme|e eme|emise|emisang|khaotse)\b",
    rf"\bha\W*(?:ho|ke|kea|re)\W*(?:sa\W*)?(?:a\W*)?(?:hlokahal\w*|kopa|kopile|batle|batla)\b(?:\W+\w+){{0,3}}?\W*{MESSAGES}",
    r"\b(?:se|le se|u se|o se)\W*(?:ke)?\W*(?:la|oa)?\W*(?:leka|hlola)?\W*(?:ho)?\W*(?:romel\w*|ngoll?\w*|nngoll?\w*)",
    r"\b(?:ke\W+(?:kopa|re|boleletse|itse)|le)\b(?:\W+\w+){0,3}?\W+(?:u|le|o)?\W*emis[ae]\w*\W*!*$|\bkhaots\w*\W+ho\W+nthomel\w*|\bho\W+lekane\b",
)
NEVER_ANSWER: Final = (
    r"\b(?:do ?n[o']?t|dont|stop)\W+(?:ever\W+)?(?:answer|reply|respond)\w*\W+(?:to\W+)?me\b(?!.*\bif\b)|\bnever\W+answer\W+me\W+again",
    r"^\W*(?:do ?n[o']?t|dont|stop)\W+(?:answer|reply|respond)\w*(?:\W+(?:me|any ?more|again))*\W*$",
    r"\banswer\W+me\W+no\W+more\b|\bno\W+more\W+(?:answers|replies)\b",
    r"\b(?:se|le se|u se|o se)\W*(?:ke)?\W*(?:la|oa|ua)?\W*(?:hlol\w*)?\W*(?:le|u|o)?\W*nkarab\w*",
)
# Stopping that is about something else: whoever says one of these asks a question.
ABOUT_OTHERS: Final = (
    r"\b(?:how|what|when|why|can|could|should|where|who|joang|joan|hobaneng|neng|mang|eng|na)\b(?!.*\b(?:sms|message|melaetsa|text)\w*)",
    r"\b(?:my|his|her|their|our)\W+(?:wages?|salary|pay|pension|money|uif|boss|husband|wife|contract|grant|permit|passport|claim|application)\b",
    r"\b(?:bus|taxi|police|work|wage|salary|contract|application|appointment|order|visa|strike)\W*stop|\bstop\W+(?:order|work|payment)",
    r"\bcancel\w*\W+(?:my|the|an?)\W+(?!(?:sms|messages?|texts?|subscription|notices?|alerts?))",
    r"\b(?:quit|end)\w*\W+(?:my|of|the)\W+(?:job|work|contract|month|year)",
    r"\bdo ?n[o']?t\W+stop\b|\bdont\W+stop\b|\bwon'?t\W+(?:stop|leave)\b|\bthey\W+do ?n[o']?t\b",
    # Coming back, erasing and leaving something else have topics of their own.
    r"\b(?:start|restart|come back|open it|buleng|ka phoso|by mistake)\b|\bempa\b.*\bbatl\w*\W+melaetsa|,\W*ke batla melaetsa",
    r"\b(?:database|system|computer|information|data|erase|delete|completely|consent|everything about|ruri|tsohle)\b",
    r"\b(?:blacklist|forum for|the forum|lebitso la ka lenaneng|my shift|to teba|another office|ka poso|ka sekhooa|ka english)\b",
    r"\bha\W*ke\W*(?:a|e)?\W*(?:so|eso|ka)?\W*(?:fumane|fumana|bona|amohel\w*)",
    r"\b(?:not|never|did ?n'?t|havent|haven't|didnt)\W+(?:\w+\W+)?(?:get|got|getting|receive\w*|see|seen)\b",
)
# What a wish for our messages cannot do without: that it is again, or that it is our messages. A guess that has neither
# may be a wish to register, to join with a number, or to leave.
AGAIN: Final = (
    r"\b(?:again|once more|back|re-?start\w*|start\w*|re-?subscri\w*|subscri\w*|opt\W?in|resum\w*|continu\w*|carry on|keep)\b",
    rf"\b(?:unstop|un stop|undo|restor\w*|reinstat\w*|mistake|chang\w* my mind|miss|still|add me|{MESSAGES})\b",
    r"\b(?:hape|\w*khutl\w*|busets\w*|qal\w*|tsoel\w*|hloloh\w*|ntse|phoso|fetots\w*|fetoh\w*|\w*keny\w*)\b",
)
REMOVED: Final = (
    r"\b(?:remov\w*|delet\w*|unsubscri\w*|leav\w*|out)\b(?!.*\b(?:again|once more|back|mistake|wrong|sorry|mind)\b)",
    r"\b(?:n?tlos\w*|tloh\w*|hlakol\w*|phumol\w*|ntš\w*|ntsh\w*|tsoa)\b(?!.*\b(?:hape|\w*khutl\w*|busets\w*|phoso|fosit\w*)\b)",
)
# Whoever says that we are not to stop, or that somebody else does not, wants the opposite.
NEGATED: Final = (
    r"(?<!you )\b(?:do ?n[o']?t|dont|never|not to|must ?n[o']?t)\W+(?:ever\W+|please\W+)?(?:stop|quit|cease|end)\b",
    r"\b(?:he|she|they|who|wife|boss|husband|ex|friend)\W+(?:will not|won'?t|does ?n[o']?t|do ?n[o']?t|never)\W+stops?\b",
    r"\b(?:le|u|o)\W+se\W+(?:ke\W+)?(?:la\W+|ua\W+|oa\W+)?(?:emis\w*|khaots\w*|tlohel\w*)|^\W*se\W+(?:ke\W+(?:la|ua|oa)\W+)?(?:emis\w*|khaots\w*)",
    r"\bha\W+(?:a|ba)\W+(?:emise|khaotse|tlohele)\b",
)
LONGEST_KEYWORD_TEXT: Final = 7
MISSPELT: Final = ("stop", "emisa", "emisang", "khaotsa", "kgaotsa", "unsubscribe")
LOOK_ALIKES: Final = (
    "shop",
    "step",
    "top",
    "atop",
    "slop",
    "stoep",
    "strop",
    "swop",
    "stops",
    "spot",
    "store",
    "stork",
    "khaotse",
)

_KEYWORDS: Final = {key(word) for word in KEYWORDS.split()}
_AROUND: Final = {key(word) for word in AROUND.split()}
_NOT_ALONE: Final = {key(word) for word in NOT_ALONE}
_TOPIC: Final = re.compile(
    r"forum\w*|foramo|pitso\w*|meeting\w*|outreach|lep|lsp|visa|pension\w*|penshene|teba|provident"
)
_SENTENCES, _NEVER, _OTHERS, _NEGATED, _AGAIN, _REMOVED = (
    tuple(re.compile(pattern) for pattern in patterns)
    for patterns in (SENTENCES, NEVER_ANSWER, ABOUT_OTHERS, NEGATED, AGAIN, REMOVED)
)


class Said:
    """A text as written, for English, and as its key, for Sesotho: the key rewrites English words."""

    def __init__(self, text: str) -> None:
        self.plain = re.sub(r"[\u2018\u2019`\u00b4]", "'", text.lower())
        self.key = key(text)

    def is_keyword(self) -> bool:
        """Whether it is a word such as STOP with hardly anything around it."""
        words = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", self.plain)
        if not words or len(words) > LONGEST_KEYWORD_TEXT:
            return False
        if len(words) == 1 and _is_misspelt(words[0]):
            return True
        keyed = [key(re.sub(r"(.)\1{2,}", r"\1", word)) for word in words]
        keywords = [word for word in keyed if word in _KEYWORDS]
        others = [word for word in keyed if word not in _KEYWORDS]
        if not keywords or any(word not in _AROUND and not _TOPIC.fullmatch(word) for word in others):
            return False
        return len(words) == 1 or not _NOT_ALONE.issuperset(keywords) or any(map(_is_message, others))

    def ends_messages(self) -> bool:
        """Whether a sentence in it ends our messages."""
        return self._has(_SENTENCES)

    def ends_answers(self) -> bool:
        """Whether it ends our answers as well."""
        return self._has(_NEVER)

    def is_about_others(self) -> bool:
        """Whether something in it says that it is not our messages that are to stop."""
        return self._has(_OTHERS)

    def is_negated(self) -> bool:
        """Whether it says that we are not to stop."""
        return self._has(_NEGATED)

    def may_begin_again(self) -> bool:
        """Whether it may be a wish for our messages: it says again, or names them, and not that they are to go."""
        return self._has(_AGAIN) and not self._has(_REMOVED)

    def _has(self, patterns: tuple[re.Pattern[str], ...]) -> bool:
        return any(pattern.search(self.plain) or pattern.search(self.key) for pattern in patterns)


def _is_misspelt(word: str) -> bool:
    # One slip in a word that stands alone: "sotp", "emsia".
    return word not in LOOK_ALIKES and any(_is_one_slip(word, meant) for meant in MISSPELT)


def _is_one_slip(word: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another one, or two have changed places."""
    if word == meant or abs(len(word) - len(meant)) > 1:
        return False
    at = next((at for at, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), len(meant))
    rests = ((1, 1), (1, 0), (0, 1))
    if any(word[at + mine :] == meant[at + theirs :] for mine, theirs in rests):
        return True
    return word[at + 2 :] == meant[at + 2 :] and word[at : at + 2] == meant[at : at + 2][::-1]


def _is_message(word: str) -> bool:
    return re.fullmatch(MESSAGES, word) is not None
