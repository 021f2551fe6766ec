"""Decision records of other people's making: MADR 2 to 4, Nygard's form and adr-tools, log4brains.

What a file does not say stays empty; what has no place in a decision is kept under its context, with a note.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from cadence.decisions.model.decision import Body, Option, Party, Status
from cadence.decisions.model.madr.record import Note, NotReadable
from cadence.decisions.model.madr.sections import Page, Section
from cadence.decisions.model.madr.text import list_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """What one file says. References to other files are file names or numbers."""

    number: int | None
    body: Body
    status: Status
    decided_at: datetime | None
    """The beginning of the day it names, in UTC."""
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


_PLACES = {
    "context and problem statement": "context",
    "context": "context",
    "problem statement": "context",
    "problem": "context",
    "background": "context",
    "decision drivers": "reasons",
    "drivers": "reasons",
    "rationale": "reasons",
    "considered options": "options",
    "options considered": "options",
    "options": "options",
    "considered alternatives": "options",
    "alternatives": "options",
    "alternatives considered": "options",
    "decision outcome": "outcome",
    "outcome": "outcome",
    "decision": "outcome",
    "consequences": "consequences",
    "positive consequences": "good",
    "negative consequences": "bad",
    "status": "status",
    "date": "date",
    "deciders": "deciders",
    "decision makers": "deciders",
    "decision-makers": "deciders",
    "pros and cons of the options": "arguments",
    "links": "links",
}
"""By heading, letter case and comments ignored."""

_KEYS = {
    "status": "status",
    "date": "date",
    "deciders": "deciders",
    "decision makers": "deciders",
    "decision-makers": "deciders",
    "decision_makers": "deciders",
    "author": "deciders",
    "authors": "deciders",
    "consulted": "consulted",
    "informed": "informed",
    "technical story": "story",
    "supersedes": "supersedes",
    "superseded by": "superseded by",
    "superseded-by": "superseded by",
    "superseded_by": "superseded by",
    "title": "title",
}
"""Of front matter and of the lines under a title."""

_STATUS = (
    (r"super[sc]eded|replaced", Status.SUPERSEDED),
    (r"deprecated|obsolete|withdrawn|retired|amended", Status.DEPRECATED),
    (r"reject|declin|denied", Status.REJECTED),
    (r"accept|approv|adopt|decided|implement|active|done", Status.ACCEPTED),
    (r"propos|draft|open|pending|rfc|discuss|review", Status.PROPOSED),
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NUMBERED = re.compile(r"(?:ADR[-\s#]*)?(\d{1,6})\s*[.:)\u2013\u2014-]\s*(?=\S)", re.IGNORECASE)
_FILE_NUMBER = re.compile(r"(?:adr[-_ ]?)?(\d{1,6})(?!\d)(?=[-_. ])", re.IGNORECASE)
_FILE_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})-")
_KEY = re.compile(
    r"\s*(?:[*+-]\s+)?(?:\*\*|__)?([A-Za-z][\w -]{2,24}?)(?:\*\*|__)?\s*:(?:\*\*|__)?\s*(.*)"
)
_BY = re.compile(r"\b(?:super[sc]eded|replaced)\s+by\b:?\s*(.*)", re.IGNORECASE)
_REPLACES = re.compile(r"\b(?:super[sc]edes|replaces)\b:?\s*(.*)", re.IGNORECASE)
_TARGET = re.compile(r"\]\(\s*<?([^()\s>]+?\.md)[^()]*\)")
_TARGET_NUMBER = re.compile(r"(?:ADR[-\s#]*|#|\[|^)\s*(\d{1,6})\b", re.IGNORECASE)
_CHOSEN = re.compile(
    r"chosen options?:?\s*[\"“'`*_]*(?P<text>[^\n]+?)[\"”'`*_]*"
    r"(?:[,;:.]?\s+(?:because|since|as)\b:?\s*(?P<why>.*?)|\.)?\s*(?:\n\s*\n(?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDER = re.compile(r"\s*(?:\{[^{}]*\}|\[[^\[\]]*\])\s*")


def foreign(page: Page, file: str) -> Foreign:
    """Raises NotReadable for what is no decision record, or a template of one."""
    return _Reading(page, file).read()


@dataclass
class _Reading:
    page: Page
    file: str
    keys: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """By place, each with its line."""
    arguments: list[Section] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    """Headings and their text, for which a decision has no place."""
    notes: list[Note] = field(default_factory=list)
    is_record: bool = False
    """Whether any of its headings is one of a decision record."""

    def read(self) -> Foreign:
        title = self._title()
        self._read_front()
        self._sort()
        if not self.is_record and "status" not in self.keys:
            raise NotReadable("it is no decision record: it has no Status, Context or Decision", 1)
        number, name = self._number(title.title)
        options, decided = self._outcome()
        status = self._status()
        body = Body(
            title=name,
            decided=decided,
            context=self._context(),
            options=options,
            reasons=self._list("reasons"),
            consequences=(
                *self._list("consequences"),
                *(f"Good: {each}" for each in self._list("good")),
                *(f"Bad: {each}" for each in self._list("bad")),
            ),
            decider=self._decider(),
            consulted=self._people("consulted"),
            informed=self._people("informed"),
            links=(*self._list("links"), *filter(None, [self.keys.get("story")])),
        )
        said = f"{self.keys.get('status', '')}\n{self._text('status')}"
        return Foreign(
            number=number,
            body=body,
            status=status,
            decided_at=self._decided_at(),
            replaces=_references(_REPLACES, said, self.keys.get("supersedes", "")),
            replaced_by=_references(_BY, said, self.keys.get("superseded by", "")),
            notes=tuple(self.notes),
        )

    # --- finding ---------------------------------------------------------------------------------

    def _title(self) -> Section:
        titles = [each for each in self.page.sections if each.level == 1]
        if not titles or not _bare(titles[0].title):
            raise NotReadable("it has no title", 1)
        if _PLACEHOLDER.fullmatch(_bare(titles[0].title)):
            raise NotReadable("it is a template", titles[0].line)
        return titles[0]

    def _read_front(self) -> None:
        for name, value in self.page.front.items():
            key = _KEYS.get(name.strip().lower())
            if key:
                self.keys[key] = _joined(value)
            elif value not in (None, "", [], {}):
                self.left.append((name, _joined(value)))

    def _sort(self) -> None:
        above, seen_title = "", False
        for each in self.page.sections:
            if each.level == 1 and not seen_title:
                seen_title = True
                self._read_lines(each)
                continue
            if each.level == 0:
                if each.lines and _bare(each.text):
                    self.left.append(("", _bare(each.text)))
                continue
            place = _PLACES.get(_bare(each.title).lower().rstrip(":"))
            if each.level == 3 and above == "arguments":
                self.arguments.append(each)
            elif each.level == 3 and place is None and self._belongs(each, above):
                self._keep(
                    above, f"**{_bare(each.title)}**\n\n{_bare(each.text)}".strip(), each.line
                )
            elif place == "arguments":
                above = place
            elif place:
                self.is_record = True
                above = place if each.level < 3 else above
                self._keep(place, _bare(each.text), each.first_line)
            else:
                above = "" if each.level < 3 else above
                self._leave(each)

    def _belongs(self, section: Section, above: str) -> bool:
        """Whether it goes on with the section above. How a decision is confirmed is not what was decided."""
        is_apart = _bare(section.title).lower() in ("confirmation", "validation")
        return above in ("context", "outcome") and not is_apart

    def _read_lines(self, title: Section) -> None:
        """Status, date and the like between the title and the first section; the rest is context."""
        rest = []
        for each in _bare(title.text).split("\n"):
            found = _KEY.fullmatch(each)
            key = _KEYS.get(found[1].strip().lower()) if found else None
            if found and key:
                self.keys[key] = found[2].strip()
            else:
                rest.append(each)
        text = "\n".join(rest).strip()
        if text:
            self._keep("context", text, title.first_line)

    def _keep(self, place: str, text: str, line: int) -> None:
        if text:
            self.texts.setdefault(place, []).append((text, line))

    def _leave(self, section: Section) -> None:
        text = _bare(section.text)
        if text:
            name = _bare(section.title)
            self.left.append((name, text))
            self.notes.append(Note(f"“{name:.60}” was put under the context", section.line))

    # --- reading ---------------------------------------------------------------------------------

    def _number(self, title: str) -> tuple[int | None, str]:
        """The file's number before the title's, and the title without it."""
        title = _bare(title)
        in_title = _NUMBERED.match(title)
        name = title[in_title.end() :] if in_title else title
        dated, in_file = _FILE_DATE.match(self.file), _FILE_NUMBER.match(self.file)
        if in_file and not dated:
            return int(in_file[1]) or None, name
        return (int(in_title[1]) or None) if in_title and not dated else None, name

    def _text(self, place: str) -> str:
        return "\n\n".join(text for text, _ in self.texts.get(place, ()))

    def _list(self, place: str) -> tuple[str, ...]:
        """The items of a list; of anything else, its paragraphs."""
        return tuple(
            each
            for text, _ in self.texts.get(place, ())
            for each in _items(text)
            if not _PLACEHOLDER.fullmatch(each)
        )

    def _context(self) -> str:
        own = "\n".join(
            each for each in self._text("status").split("\n") if _says_more_than_a_status(each)
        ).strip()
        left = [*self.left, *([("Status", own)] if own else [])]
        parts = [f"**{name}**\n\n{text}" if name else text for name, text in left]
        return "\n\n".join(filter(None, (self._text("context"), *parts)))

    def _outcome(self) -> tuple[tuple[Option, ...], str]:
        options = [Option(text=each) for each in self._list("options")]
        self._argue(options)
        said = self._text("outcome")
        found = _CHOSEN.fullmatch(said)
        if not found:
            return tuple(options), said
        text, why = found["text"].strip(), (found["why"] or "").strip()
        rest = (found["rest"] or "").strip()
        if not why and re.search(r"\b(?:because|since|as):?\s*$", said.split("\n\n")[0]):
            why, rest = rest, ""
        place = next((i for i, each in enumerate(options) if _is_named(each.text, text)), None)
        if place is None:
            options.append(Option(text=text))
            place = len(options) - 1
        whys = "\n\n".join(filter(None, (why, options[place].why)))
        options[place] = replace(options[place], is_chosen=True, why=whys)
        return tuple(options), rest or text

    def _argue(self, options: list[Option]) -> None:
        for each in self.arguments:
            name, text = _bare(each.title), _bare(each.text)
            place = next(
                (i for i, known in enumerate(options) if _is_named(known.text, name)), None
            )
            if place is None:
                options.append(Option(text=name, why=text))
            else:
                options[place] = replace(options[place], why=text)

    def _status(self) -> Status:
        said = f"{self.keys.get('status', '')}\n{self._text('status')}".strip()
        line = next((line for _, line in self.texts.get("status", ())), None)
        if self.keys.get("superseded by"):
            return Status.SUPERSEDED
        if not said:
            self.notes.append(Note("it names no status; it was taken for accepted", 1))
            return Status.ACCEPTED
        if _BY.search(said):
            return Status.SUPERSEDED
        first = said.split("\n")[0].lower()
        for pattern, status in _STATUS:
            if re.search(pattern, first):
                return status
        self.notes.append(
            Note(f"its status “{first:.40}” is unknown; it was taken for proposed", line)
        )
        return Status.PROPOSED

    def _decided_at(self) -> datetime | None:
        said = f"{self.keys.get('date', '')} {self._text('date')}"
        found = re.search(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", said) or _FILE_DATE.match(
            self.file
        )
        try:
            on = date(*map(int, found.groups())) if found else _in_words(said)
        except ValueError:
            on = None
        if on is None:
            self.notes.append(Note("it names no date; the day of the import was taken", 1))
            return None
        return datetime.combine(on, time.min, tzinfo=UTC)

    def _decider(self) -> Party | None:
        said = " ".join(
            filter(None, (self.keys.get("deciders"), ", ".join(self._list("deciders"))))
        )
        return None if not said or _PLACEHOLDER.fullmatch(said) else Party(name=said)

    def _people(self, key: str) -> tuple[Party, ...]:
        said = self.keys.get(key, "")
        if _PLACEHOLDER.fullmatch(said):
            return ()
        return tuple(Party(name=each.strip()) for each in said.split(",") if each.strip())


def _bare(text: str) -> str:
    """Without comments."""
    return _COMMENT.sub("", text).strip()


def _joined(value: Any) -> str:
    """A value of front matter in words; what is nested deeper than a list is left out."""
    if isinstance(value, list):
        return ", ".join(_joined(each) for each in value if not isinstance(each, list | dict))
    if isinstance(value, Mapping) or value is None:
        return ""
    return str(value).strip()


def _items(text: str) -> Iterator[str]:
    for is_item, each in list_in(text):
        if is_item:
            yield each
        else:
            yield from filter(None, (part.strip() for part in re.split(r"\n\s*\n", each)))


def _is_named(text: str, name: str) -> bool:
    """Whether an option's text is this name, or begins with it."""
    known, asked = _plainly(text), _plainly(name)
    return bool(asked) and (known == asked or bool(re.match(rf"{re.escape(asked)}\W", known)))


def _plainly(text: str) -> str:
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[\"“”'`*_]", "", shown).casefold().split()).rstrip(".")


def _says_more_than_a_status(line: str) -> bool:
    bare = line.strip().strip("*_.").lower()
    return bool(bare) and not (
        _BY.search(line)
        or _REPLACES.search(line)
        or re.fullmatch(r"[a-z]+(?: \(?[\d-]+\)?)?", bare)
    )


def _references(pattern: re.Pattern[str], said: str, direct: str) -> tuple[str, ...]:
    found: list[str] = [direct] if direct else []
    for line in said.split("\n"):
        found += [match[1] for match in pattern.finditer(line)]
    return tuple(dict.fromkeys(each for words in found for each in _targets(words)))


def _targets(words: str) -> Iterable[str]:
    files: Sequence[str] = _TARGET.findall(words)
    if files:
        return [each.rpartition("/")[2] for each in files]
    bare = re.findall(r"[\w.-]+\.md\b", words)
    return bare or [str(int(each)) for each in _TARGET_NUMBER.findall(words)]


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _in_words(said: str) -> date | None:
    """12 March 2021, March 12, 2021."""
    found = re.search(
        r"(?:(\d{1,2})\.?\s+)?([A-Za-z]{3})[a-z]*\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})",
        said,
    )
    day = (found[1] or found[3]) if found else None
    if not found or not day or found[2].lower() not in _MONTHS:
        return None
    return date(int(found[4]), _MONTHS.index(found[2].lower()) + 1, int(day))
