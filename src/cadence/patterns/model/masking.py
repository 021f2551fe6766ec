"""Takes people out of texts: whoever is named, mentioned or addressed there becomes "somebody".

Names are looked up word by word, so that ten thousand of them cost no more than ten.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

SOMEBODY = "somebody"

_CODE = (
    "Override|Test|Before|After|Deprecated|Inject|Autowired|Nullable|NonNull|SuppressWarnings|media|import|property|"
    "synthesize|interface|implementation|end|param|return|returns|throws|deprecated|see|since|todo|selector|class|"
    "protocol|optional|keyframes|here|channel|everyone|latest|next"
)
"""What stands behind an "@" in code, and is nobody."""
_ADDRESSED = re.compile(
    r"\[~[^\]\n]{1,120}\]"  # Jira's mention: [~accountid:5b10…], [~hannah.weiss]
    r"|<@[A-Z0-9]+(?:\|[^>]*)?>"  # Slack's
    r"|\[[^\]|\n]{1,80}\|mailto:[^\]\s]+\]"  # [Hannah Weiss|mailto:…]
    r"|\bmailto:\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"  # an e-mail address
    rf"|(?<![\w.@/:])@(?!(?:{_CODE})\b)[A-Za-z][\w.-]*\w(?![\w/(])"  # @hannah.weiss, but no @scope/package
)
_PICTURE = re.compile(r"@\dx$|@\d+(?:\.\d+)*$|\.(?:png|jpe?g|gif|webp|svg)$", re.IGNORECASE)
"""icon@2x.png and npm@1.3.2 are no addresses."""
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
"""Accents that stand by themselves, and the vowels of scripts that write them so: `\\w` knows few of them."""
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
"""Chinese, Japanese and Korean, where nothing need stand between a name and the next word."""
_PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_CALLS = frozenset({"ask", "asked", "by", "cc", "dear", "hello", "hi", "thanks"})
"""What stands before a person, and makes one of a name that is a word too."""
_BETWEEN = re.compile(r"[ \t\u00a0.,'’_-]{1,3}\Z")
"""What may stand between the words of one name."""

_MACHINES = frozenset(
    {"api", "automation", "bot", "ci", "importer", "integration", "jenkins", "service", "sync"}
)
"""A name with one of these is nobody's: "Payment Bot" takes no "payment" out of texts."""
LEAST = 3
"""Letters of a part of a name that stands for a person by itself."""
LONGEST = 12
"""Letters of a name where words are not spaced."""
AMBIGUOUS = frozenset(
    """
    abe able account accounts adam admin agent alan alert alpha amber and angel angular api app apps april
    archer area art ash august automation baker ball banks barber bean bell berry best beta bill bird bishop
    black blue bob book booth bot branch brand bridge brook brown bug build burns bush butler byte can carol
    carpenter carter case cash cat chad chance charity chase chip christian church clay client code coffin cole
    college cook cooper core cross cruz crystal customer dale dash data dawn day dean def dev developer device
    doc dom don drew duke early earth engineer engineering eve express fair faith falcon field fire fisher flash
    flow fly for ford forest fox frank fred free french from frost gale gene general github gitlab gold good
    grace grant graph gray green grey grove guest hall happy harbor hardy harper has hash hawk head heart heath
    heather heaven help hill hope house hunt hunter ice importer index info integration ios iris island ivy jack
    jade jar jasmine java jay jenkins jira june justice keen key king knight lake lamb lance land lane law lead
    lee levy light lily link little live long love low luna mac mail main major man manual march marina mark
    marks marsh mason master max may mercy merit met migration mike mile miles mill miller mobile monday moon
    moore more moss needle noble node none noreply north not null oak ocean olive open other page palm parent
    park parker patch path pearl pen penny perry pike pine pole pond poole pope porter post potter power price
    prince pro proxy public python qa queen quick rain ranger ray red reed reply reporter rich rider ring rip
    river rivers rob robin rock root rose round royal ruby rule rush rusty sage sales sandy scott screen sean
    see sentry server service set shell short sky slack small smart snow soft son song spark speed spring star
    stark steel stone storm story strong summer sun sunday support swift system tag taylor team teams test the
    thread tim timber time tiny tom tool tower town trace turn tyler unknown user vale van view violet wade walk
    walker wall walls ward warren was waters web weeks wells west white wild will win windows winter wise with
    wolf wood woods word worth wright xray yes you young zip
    """.split()  # noqa: SIM905 - read as prose, it stays short
)
"""Parts of names that are words too: they stand for a person only in the whole name."""


class Mask:
    """Of everybody who is known by name: display names, addresses and account names, in any case and any order of
    length. Whole names count anywhere; a part of one that is no common word counts where it is written as a name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whole: frozenset[tuple[str, ...]] = frozenset()
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._alone: frozenset[str] = frozenset()
        self._accounts: frozenset[str] = frozenset()
        self._called: frozenset[str] = frozenset()
        self._unspaced: frozenset[str] = frozenset()
        self._known: frozenset[str] = frozenset()
        self._add(names)

    def and_of(self, names: Iterable[str]) -> "Mask":
        """One of these besides."""
        more = Mask(())
        more._whole, more._lengths, more._alone = self._whole, self._lengths, self._alone
        more._accounts, more._called = self._accounts, self._called
        more._unspaced, more._known = self._unspaced, self._known
        more._add(names)
        return more

    def _add(self, names: Iterable[str]) -> None:
        whole: set[tuple[str, ...]] = set()
        alone: set[str] = set()
        accounts: set[str] = set()
        called: set[str] = set()
        unspaced: set[str] = set()
        for name in names:
            unspaced.update(_unspaced(name))
            for words in _spellings(name):
                if len(words) > 1:
                    whole.add(words)
                if not _MACHINES.isdisjoint(words):
                    continue
                if len(words) == 1 and _is_account(words[0]):
                    accounts.add(words[0])
                alone.update(each for each in (*words, "".join(words)) if _stands_alone(each))
                called.update(AMBIGUOUS.intersection(words))
        if new := whole - self._whole:
            lengths = defaultdict[str, set[int]](set)
            for words in new:
                lengths[words[0]].add(len(words))
            self._lengths = self._lengths | {
                first: tuple(sorted({*several, *self._lengths.get(first, ())}, reverse=True))
                for first, several in lengths.items()
            }
            self._whole |= new
        self._alone = _both(self._alone, alone)
        self._accounts = _both(self._accounts, accounts)
        self._called = _both(self._called, called)
        self._unspaced = _both(self._unspaced, unspaced)
        # Words with which something that is masked begins: no other is looked at twice.
        self._known = _both(
            self._known, {*alone, *accounts, *called, *(words[0] for words in whole)}
        )

    def masked_whole(self, name: str) -> str:
        """Of what has a name of its own, a component or a version, and of what a lead writes: only where a whole name
        stands in it, since many are called as things are."""
        name = _ADDRESSED.sub(_addressed, name)
        if self._lengths.keys().isdisjoint(_WORD.findall(_folded(name))):
            return name
        return self._without_names(name, parts_too=False)

    def masked(self, text: str) -> str:
        """With "somebody" in the place of each person."""
        if "@" in text or "[~" in text or "mailto:" in text:
            text = _ADDRESSED.sub(_addressed, text)
        if self._unspaced and not text.isascii():
            text = _UNSPACED.sub(self._without_unspaced, text)
        if self._known.isdisjoint(_WORD.findall(_folded(text))):
            return text
        return self._without_names(text)

    def _without_unspaced(self, found: re.Match[str]) -> str:
        run, parts, at = found[0], list[str](), 0
        while at < len(run):
            ends = range(min(len(run), at + LONGEST), at + 1, -1)
            end = next((each for each in ends if run[at:each] in self._unspaced), None)
            parts.append(run[at] if end is None else SOMEBODY)
            at = at + 1 if end is None else end
        return "".join(parts)

    def _without_names(self, text: str, *, parts_too: bool = True) -> str:
        found = list(_WORD.finditer(text))
        is_plain = text.isascii()
        folded = _WORD.findall(text.lower()) if is_plain else [_folded(each[0]) for each in found]
        parts: list[str] = []
        done = at = 0
        while at < len(found):
            if folded[at] not in self._known:
                at += 1
                continue
            length = self._whole_at(text, found, folded, at)
            if parts_too and not length:
                length = self._part_at(found, folded, at)
            if length:
                parts += (text[done : found[at].start()], SOMEBODY)
                done = found[at + length - 1].end()
            at += length or 1
        return "".join((*parts, text[done:]))

    def _whole_at(self, text: str, found: list[re.Match[str]], folded: list[str], at: int) -> int:
        """How many words from here on are one person; 0: none."""
        for length in self._lengths.get(folded[at], ()):
            end = at + length
            if tuple(folded[at:end]) in self._whole and all(
                _BETWEEN.match(text, found[each].end(), found[each + 1].start())
                for each in range(at, end - 1)
            ):
                return length
        return 0

    def _part_at(self, found: list[re.Match[str]], folded: list[str], at: int) -> int:
        word = found[at][0]
        is_name = word[:1].isupper()
        if folded[at] in self._accounts or (
            folded[at] in self._alone and (is_name or len(word) > LEAST + 1)
        ):
            return 1
        is_called = is_name and at > 0 and folded[at - 1] in _CALLS
        return int(is_called and folded[at] in self._called)


def _addressed(found: re.Match[str]) -> str:
    return found[0] if _PICTURE.search(found[0]) else SOMEBODY


def _spellings(name: str) -> Iterable[tuple[str, ...]]:
    """A name as its words: "Weiss, Hannah" the other way round too; of an address what stands before the "@"."""
    said = (name.partition("@")[0] if "@" in name else name).casefold()
    for spelt in dict.fromkeys((said, unicodedata.normalize("NFC", said).translate(_GERMAN))):
        words = tuple(_WORD.findall(_folded(spelt)))
        if words:
            yield words
        if len(words) == 2:
            yield words[::-1]


def _unspaced(name: str) -> Iterable[str]:
    parts = _UNSPACED.findall(name)
    return (*parts, "".join(parts)) if parts else ()


def _folded(text: str) -> str:
    """In small letters, without accents, however they are written."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each)).translate(_PLAIN)


def _both(known: frozenset[str], new: set[str]) -> frozenset[str]:
    """The same object where there is nothing new: masks share it."""
    return known if new <= known else known | new


def _stands_alone(word: str) -> bool:
    return _is_account(word) and not any(each.isdigit() for each in word)


def _is_account(word: str) -> bool:
    """A name of one word: whoever is called so is addressed so, in whatever case."""
    is_word = word in AMBIGUOUS or not any(each.isalpha() for each in word)
    return len(word) >= LEAST and not is_word
