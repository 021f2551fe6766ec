"""The forms in which the questions of a ritual are listed and changed."""

from collections.abc import Iterator

from cadence.core.agenda import Ask, Comparison, Sort
from cadence.core.message import (
    Actions,
    Block,
    Button,
    Choice,
    Form,
    Input,
    Menu,
    Paragraph,
    Rule,
    bold,
    line,
)
from cadence.rituals.messages.fields import (
    PAGE,
    carried,
    form,
    noted,
    one,
    problem_said,
    several,
    text,
)
from cadence.rituals.model.described import COMPARISONS, SORTS, ask_said
from cadence.rituals.model.edits import ALWAYS, ONCE, Values, earlier_than, found
from cadence.rituals.model.faults import (
    LONGEST_LABEL,
    LONGEST_TEXT,
    ORDERED,
)
from cadence.rituals.model.ritual import Ritual

QUESTIONS, QUESTION = "rituals.questions", "rituals.question"
ADD, ARRANGE, RESHAPE = "rituals.question.add", "rituals.question.do", "rituals.question.reshape"

CHANGE, UP, DOWN, REMOVE = "change", "up", "down", "remove"


def questions_page(ritual: Ritual, version: int, *, note: str = "", problem: str = "") -> Form:
    listed: list[Block | Input] = []
    for at, ask in enumerate(ritual.asks):
        said = line(f"{at + 1}. ", bold(ask.label), f"\n{ask_said(ask, ritual.asks)}")
        listed.append(Paragraph(said, _arranging(ritual, at)))
    return Form(
        callback=PAGE,
        title="Questions",
        private=carried(ritual.key, version),
        blocks=(
            *problem_said(problem),
            *noted(note),
            *listed,
            Rule(),
            Actions(
                (
                    Button(label="Add a question…", action=ADD, value=ritual.key, style="primary"),
                    Button(label="Back", action=PAGE, value=ritual.key),
                )
            ),
        ),
    )


def _arranging(ritual: Ritual, at: int) -> Menu:
    wanted = [(CHANGE, "Change…")]
    wanted += [(UP, "Move up")] if at else []
    wanted += [(DOWN, "Move down")] if at + 1 < len(ritual.asks) else []
    wanted += [(REMOVE, "Remove")] if len(ritual.asks) > 1 else []
    name = ritual.asks[at].name
    return Menu(
        action=ARRANGE,
        choices=tuple(Choice(label, f"{ritual.key}|{name}|{what}") for what, label in wanted),
    )


def question_form(
    ritual: Ritual, name: str | None, values: Values, private: str, problem: str = ""
) -> Form:
    """Has the fields that the kind of answer and the condition in `values` need. `name` is None for a new one."""
    sort = Sort(one(values.get("sort")) or Sort.TEXT)
    return form(
        QUESTION,
        "Question" if name else "New question",
        private,
        (
            *problem_said(problem),
            text("label", "Question", values, most=LONGEST_LABEL),
            Input(
                name="sort",
                label="Answer",
                kind="choice",
                choices=tuple(Choice(said.capitalize(), key.value) for key, said in SORTS.items()),
                value=sort.value,
                watched=RESHAPE,
            ),
            *_of_sort(sort, values),
            text("hint", "Small print below it", values, optional=True, most=LONGEST_TEXT),
            *_of_sources(ritual, values),
            *_of_condition(ritual, name, values),
            Input(
                name="marks",
                label="Besides",
                kind="choices",
                choices=(
                    Choice("It may be left empty", "optional"),
                    Choice("An answer is something to be decided: it goes among the calls", "call"),
                ),
                value=several(values.get("marks")),
                optional=True,
            ),
        ),
    )


def _of_sort(sort: Sort, values: Values) -> Iterator[Input]:
    if sort is Sort.CHOICE:
        yield Input(
            name="choices",
            label="Choices, one a line",
            kind="lines",
            value=one(values.get("choices")),
            placeholder="On course\nOff course",
        )
    if sort is Sort.NUMBER:
        yield text("unit", "Unit", values, optional=True, placeholder="hours", most=20)
        yield text("least", "Least", values, optional=True)
        yield text("most", "Most", values, optional=True)


def _of_sources(ritual: Ritual, values: Values) -> Iterator[Input]:
    if ritual.sources:
        about = tuple(Choice(f"About each of {each}", each) for each in ritual.sources)
        yield Input(
            name="each",
            label="Asked",
            kind="choice",
            choices=(Choice("Once a person", ONCE), *about),
            value=one(values.get("each")) or ONCE,
        )


def _of_condition(ritual: Ritual, name: str | None, values: Values) -> Iterator[Input]:
    before = earlier_than(ritual, name)
    if not before:
        return
    chosen = one(values.get("only_ask")) or ALWAYS
    yield Input(
        name="only_ask",
        label="Asked only if",
        kind="choice",
        choices=(
            Choice("Always asked", ALWAYS),
            *(Choice(each.label[:75], each.name) for each in before),
        ),
        value=chosen,
        watched=RESHAPE,
    )
    earlier = found(ritual, chosen)
    if earlier is not None:
        yield from _of_earlier(earlier, values)


def _of_earlier(earlier: Ask, values: Values) -> Iterator[Input]:
    offered = [Comparison.ANSWERED, Comparison.IS, Comparison.IS_NOT]
    offered += [Comparison.BELOW, Comparison.ABOVE] if earlier.sort in ORDERED else []
    how = one(values.get("only_how"))
    yield Input(
        name="only_how",
        label="The answer to that",
        kind="choice",
        choices=tuple(Choice(COMPARISONS[each], each.value) for each in offered),
        value=how if how in offered else Comparison.ANSWERED.value,
    )
    hint = "Not needed for “is answered”."
    if earlier.sort is Sort.CHOICE:
        value = one(values.get("only_choice"))
        kept = value if value in {each.value for each in earlier.choices} else None
        yield Input(
            name="only_choice",
            label="What",
            kind="choice",
            choices=earlier.choices,
            value=kept,
            optional=True,
            hint=hint,
        )
    else:
        yield text("only_value", "What", values, optional=True, hint=hint)
