"""From a query's tree to the rows that match, in order.

Every name, operator and value is checked before anything is looked for, and all complaints are told at once. As in
Jira, a negative operator leaves out issues whose field is empty, and NOT turns its clauses' operators round.
"""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from fnmatch import translate
from operator import ge, gt, le, lt

from cadence.sandbox.jira.jql import dates, functions, history, text
from cadence.sandbox.jira.jql.ast import (
    And,
    Clause,
    Empty,
    Function,
    Many,
    Not,
    Operand,
    Or,
    Predicate,
    Query,
    Sort,
    Terminal,
    Value,
)
from cadence.sandbox.jira.jql.context import Context
from cadence.sandbox.jira.jql.errors import JqlError
from cadence.sandbox.jira.jql.fields import (
    ASSIGNEE,
    CREATED,
    KEY,
    WAS,
    Field,
    Key,
    KeyField,
    MomentField,
    TextField,
    ValueField,
    key_order,
    lookup,
)
from cadence.sandbox.jira.jql.history import Wanted, When

Rows = set[int]

MOST_SORTS = 7
"""Fields in an ORDER BY. Source: the search resource's own description."""

_OPPOSITE = {
    "=": "!=", "in": "not in", "is": "is not", "~": "!~", "was": "was not", "was in": "was not in",
    "changed": "not changed", "<": ">=", ">": "<=",
}  # fmt: skip
_OPPOSITE |= {after: before for before, after in _OPPOSITE.items()}
_ORDER = {"<": lt, "<=": le, ">": gt, ">=": ge}


def search(query: Query, context: Context) -> list[int]:
    """Rows of the issues that match and may be seen, in the query's order; without one, by key, newest first.

    Raises JqlError with everything that is wrong.
    """
    errors: list[str] = []
    rows = _checked(query.where, context, errors)
    sorts = _sorts(query.order, errors)
    if errors:
        raise JqlError(*dict.fromkeys(errors))
    return _ordered(rows & context.visible, sorts, context)


def _checked(clause: Clause | None, context: Context, errors: list[str]) -> Rows:
    """As `_rows`, with the errors put on the list."""
    if clause is None:
        return set(context.index.rows)
    return _rows(clause, context, errors)


def _rows(clause: Clause, context: Context, errors: list[str]) -> Rows:
    match clause:
        case And(clauses):
            return set.intersection(*[_rows(one, context, errors) for one in clauses])
        case Or(clauses):
            return set().union(*[_rows(one, context, errors) for one in clauses])
        case Not(inner):
            return _rows(_turned(inner), context, errors)
        case Terminal():
            try:
                return _terminal(clause, context)
            except JqlError as error:
                errors.extend(error.messages)
                return set()


def _turned(clause: Clause) -> Clause:
    match clause:
        case And(clauses):
            return Or(tuple(_turned(one) for one in clauses))
        case Or(clauses):
            return And(tuple(_turned(one) for one in clauses))
        case Not(inner):
            return inner
        case Terminal(field, operator, operand, predicates):
            return Terminal(field, _OPPOSITE[operator], operand, predicates)


# --- one clause -----------------------------------------------------------------------------------------


def _terminal(clause: Terminal, context: Context) -> Rows:
    if clause.field.path:
        raise JqlError(
            f"Field '{clause.field.shown}' is an entity property, which this sandbox does not serve."
        )
    field = lookup(clause.field.name, clause.field.custom_id)
    if clause.operator not in field.operators:
        raise JqlError(
            f"The operator '{clause.operator.upper()}' is not supported by the '{clause.field.shown}' field."
        )
    said = clause.field.shown
    operator, operand = clause.operator, clause.operand or Empty()
    match field:
        case ValueField() if operator in WAS:
            return _historic(field, clause, context)
        case ValueField():
            return _values(field, said, operator, operand, context)
        case MomentField():
            return _moments(field, said, operator, operand, context)
        case TextField():
            return _texts(field, said, operator, operand, context)
        case KeyField():
            return _keys(said, operator, operand, context)
    raise JqlError(f"The field '{said}' can't be searched.")


def _flat(operand: Operand) -> Iterable[Value | Empty | Function]:
    if isinstance(operand, Many):
        for one in operand.operands:
            yield from _flat(one)
    else:
        yield operand


def _fits(operator: str, operand: Operand, said: str) -> None:
    """Lists go with IN, single values with the others; the grammar sees to written lists, so functions are left."""
    if isinstance(operand, Many):
        return
    wants_list = operator.endswith("in")
    function = functions.served(operand) if isinstance(operand, Function) else None
    is_list = function is not None and function.many
    if wants_list is is_list or (function is not None and not wants_list and function.single_too):
        return
    shown = (
        operand.shown if isinstance(operand, Function) else f'"{getattr(operand, "text", "EMPTY")}"'
    )
    kind = "non-list" if wants_list else "list"
    raise JqlError(
        f"Operator '{operator}' does not support the {kind} value '{shown}' provided for field '{said}'."
    )


def _called(one: Function, field: Field, said: str, context: Context) -> functions.Given:
    function = functions.served(one)
    if function.kind not in field.accepts:
        raise _not_for(one.name, said)
    return function.give(context, one.arguments)


def _ids_given(one: Function, field: Field, said: str, context: Context) -> frozenset[str]:
    given = _called(one, field, said, context)
    if isinstance(given, datetime):
        raise _not_for(one.name, said)
    return given


def _not_for(function: str, said: str) -> JqlError:
    return JqlError(
        f"A value provided by the function '{function}' is invalid for the field '{said}'."
    )


# --- fields of values -----------------------------------------------------------------------------------


def _ids(
    field: ValueField, said: str, operand: Operand, context: Context
) -> tuple[frozenset[str], bool]:
    """The ids that the operand stands for, and whether EMPTY is among it."""
    ids: set[str] = set()
    empty = False
    for one in _flat(operand):
        match one:
            case Empty():
                empty = True
            case Value(value, number):
                found = field.find(context, value, number)
                if not found and not field.lenient:
                    raise JqlError(field.missing.format(value=value, field=said))
                ids |= found
            case Function():
                ids |= _as_column(field, _ids_given(one, field, said, context), context)
    empty = empty or "" in ids
    return frozenset(ids - {""}), empty


def _as_column(field: ValueField, given: frozenset[str], context: Context) -> frozenset[str]:
    """Issues are given by id; the epic's column holds keys."""
    if field.column != "epic":
        return given
    rows = (context.site.row(one) for one in given)
    return frozenset(context.index.issues[row].key for row in rows if row in context.index.issues)


def _values(
    field: ValueField, said: str, operator: str, operand: Operand, context: Context
) -> Rows:
    column = context.index.columns[field.column]
    if operator in _ORDER:
        return column.having(_ranked(field, said, operator, operand, context))
    if operator in {"~", "!~"}:
        rows = column.having(_globbed(field, said, operand, context))
        return rows if operator == "~" else column.filled - rows
    _fits(operator, operand, said)
    ids, empty = _ids(field, said, operand, context)
    rows = column.having(ids)
    if operator in {"=", "in", "is"}:
        return rows | (context.index.rows - column.filled) if empty else rows
    return column.filled - rows


def _ranked(
    field: ValueField, said: str, operator: str, operand: Operand, context: Context
) -> list[str]:
    _fits(operator, operand, said)
    ids, _ = _ids(field, said, operand, context)
    bounds = dict(rank for one in ids if (rank := field.rank(context, one)) is not None)
    found = []
    for value in context.index.columns[field.column].rows:
        rank = field.rank(context, value)
        if rank is not None and rank[0] in bounds and _ORDER[operator](rank[1], bounds[rank[0]]):
            found.append(value)
    return found


def _globbed(field: ValueField, said: str, operand: Operand, context: Context) -> list[str]:
    if not isinstance(operand, Value):
        raise JqlError(f"The operator '~' in field '{said}' takes a text.")
    pattern = re.compile(translate(operand.text.casefold()))
    return [key for key, name in field.names_of(context).items() if pattern.match(name.casefold())]


# --- dates ----------------------------------------------------------------------------------------------


def _moments(
    field: MomentField, said: str, operator: str, operand: Operand, context: Context
) -> Rows:
    _fits(operator, operand, said)
    column = context.index.moments[field.column]
    wanted: set[int] = set()
    empty = False
    for one in _flat(operand):
        if isinstance(one, Empty):
            empty = True
        else:
            wanted.add(_comparable(field, _moment(one, field, said, context), context))
    if operator in _ORDER:
        (bound,) = wanted
        judge = _ORDER[operator]
        return {row for row, at in column.items() if judge(at, bound)}
    if operator in {"=", "in", "is"}:
        rows = {row for row, at in column.items() if at in wanted}
        return rows | (context.index.rows - column.keys()) if empty else rows
    return {row for row, at in column.items() if at not in wanted}


def _comparable(field: MomentField, moment: datetime, context: Context) -> int:
    if field.whole_days:
        return moment.astimezone(context.zone).toordinal()
    return round(moment.timestamp() * 1000)


def _moment(one: Value | Function, field: Field, said: str, context: Context) -> datetime:
    if isinstance(one, Function):
        given = _called(one, field, said, context)
        if not isinstance(given, datetime):
            raise _not_for(one.name, said)
        return given
    return _date(one, said, context)


def _date(one: Value, said: str, context: Context) -> datetime:
    found = dates.read(one.text, now=context.moment(), zone=context.zone, number=one.is_number)
    if found is None:
        raise JqlError(
            f"Date value '{one.text}' for field '{said}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
            "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
        )
    return found


# --- text -----------------------------------------------------------------------------------------------


def _texts(field: TextField, said: str, operator: str, operand: Operand, context: Context) -> Rows:
    index = context.index
    if isinstance(operand, Empty):
        filled = {row for row, found in index.texts(field.columns).items() if found}
        return index.rows - filled if operator in {"is", "~"} else filled
    if not isinstance(operand, Value):
        raise JqlError(f"A value provided by a function is invalid for the field '{said}'.")
    texts = index.texts(field.columns)
    rows = text.matching(operand.text, texts, context.visible, said)
    if operator == "~":
        return rows
    return {row for row in context.visible if texts.get(row)} - rows


# --- keys -----------------------------------------------------------------------------------------------


def _keys(said: str, operator: str, operand: Operand, context: Context) -> Rows:
    _fits(operator, operand, said)
    rows: Rows = set()
    for one in _flat(operand):
        match one:
            case Empty():
                pass
            case Function():
                given = _ids_given(one, KEY, said, context)
                rows |= {row for key in given if (row := context.row(key)) is not None}
            case Value(value):
                rows.add(_row(value, said, context))
    if operator in _ORDER:
        return _beside(operator, next(iter(rows)), context)
    return rows if operator in {"=", "in", "is"} else context.index.rows - rows


def _row(value: str, said: str, context: Context) -> int:
    row = context.row(value)
    if row is not None:
        return row
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*-\d+", value):
        raise JqlError(f"An issue with key '{value}' does not exist for field '{said}'.")
    if value.isdigit():
        raise JqlError(f"A value with ID '{value}' does not exist for the field '{said}'.")
    raise JqlError(f"The issue key '{value}' for field '{said}' is invalid.")


def _beside(operator: str, row: int, context: Context) -> Rows:
    issues = context.index.issues
    bound = key_order(context, issues[row])
    return {
        row
        for row, issue in issues.items()
        if (place := key_order(context, issue))[0] == bound[0]
        and _ORDER[operator](place[1], bound[1])
    }


# --- history --------------------------------------------------------------------------------------------


def _historic(field: ValueField, clause: Terminal, context: Context) -> Rows:
    said = clause.field.shown
    when = _when(field, clause.predicates, said, context)
    issues = {row: context.index.issues[row] for row in context.visible & context.index.rows}
    if clause.operand is None:
        rows = {row for row, issue in issues.items() if history.changed(issue, field.id, when)}
        return rows if clause.operator == "changed" else issues.keys() - rows
    _fits(clause.operator, clause.operand, said)
    wanted = _wanted(field, clause.operand, said, context)
    names = field.names_of(context)
    column = context.index.columns[field.column].of
    rows = {
        row
        for row, issue in issues.items()
        if history.ever_held(
            issue, field.id, wanted, when, [(one, names.get(one)) for one in column.get(row, ())]
        )
    }
    return rows if "not" not in clause.operator else issues.keys() - rows


def _wanted(field: ValueField, operand: Operand, said: str, context: Context) -> Wanted:
    """A name that is gone from the site still counts where the histories tell of it."""
    ids: set[str] = set()
    names: set[str] = set()
    empty = False
    for one in _flat(operand):
        match one:
            case Value(value) if not field.find(context, value, one.is_number):
                if not _was_ever(field, value, context):
                    raise JqlError(field.missing.format(value=value, field=said))
                names.add(value.casefold())
            case _:
                more, none = _ids(field, said, one, context)
                ids |= more
                empty = empty or none
    return Wanted(frozenset(ids), frozenset(names), empty)


def _was_ever(field: ValueField, value: str, context: Context) -> bool:
    wanted = value.casefold()
    return any(
        wanted in {(item.old_text or "").casefold(), (item.new_text or "").casefold()}
        for row in context.visible
        for change in context.index.issues[row].history
        for item in change.items
        if item.field_id == field.id
    )


def _when(field: ValueField, predicates: Iterable[Predicate], said: str, context: Context) -> When:
    when = When()
    for predicate in predicates:
        operand = predicate.operand
        match predicate.word:
            case "before":
                when = when.narrowed(-float("inf"), _instant(operand, said, context).timestamp())
            case "after":
                when = when.narrowed(_instant(operand, said, context).timestamp(), float("inf"))
            case "on":
                when = when.narrowed(*_day(_instant(operand, said, context), context))
            case "during":
                when = when.narrowed(*_during(operand, said, context))
            case "by":
                when = _by(when, operand, context)
            case "from":
                when = When(
                    when.start,
                    when.end,
                    when.by,
                    _wanted(field, operand, said, context),
                    when.after,
                )
            case _:
                when = When(
                    when.start,
                    when.end,
                    when.by,
                    when.before,
                    _wanted(field, operand, said, context),
                )
    return when


def _by(when: When, operand: Operand, context: Context) -> When:
    people, _ = _ids(ASSIGNEE, "by", operand, context)
    return When(when.start, when.end, people, when.before, when.after)


def _instant(operand: Operand, said: str, context: Context) -> datetime:
    if isinstance(operand, Value):
        return _date(operand, said, context)
    if isinstance(operand, Function):
        return _moment(operand, CREATED, said, context)
    raise JqlError(f"A predicate on the field '{said}' takes one date.")


def _day(moment: datetime, context: Context) -> tuple[float, float]:
    day = moment.astimezone(context.zone).date()
    midnights = (day, day + timedelta(days=1))
    first, end = (datetime.combine(one, time.min, tzinfo=context.zone) for one in midnights)
    return first.timestamp(), end.timestamp()


def _during(operand: Operand, said: str, context: Context) -> tuple[float, float]:
    if not isinstance(operand, Many) or len(operand.operands) != 2:
        raise JqlError(
            f"The predicate 'DURING' on the field '{said}' takes two dates in parentheses."
        )
    start, end = (_instant(one, said, context) for one in operand.operands)
    return start.timestamp(), end.timestamp()


# --- order ----------------------------------------------------------------------------------------------


def _sorts(order: tuple[Sort, ...], errors: list[str]) -> list[tuple[Key, bool]]:
    found: list[tuple[Key, bool]] = []
    if len(order) > MOST_SORTS:
        errors.append(f"The ORDER BY clause can contain a maximum of {MOST_SORTS} fields.")
    for sort in order:
        try:
            field = lookup(sort.field.name, sort.field.custom_id)
        except JqlError as error:
            errors.extend(error.messages)
            continue
        if field.sort is None:
            errors.append(f"Not able to sort using field '{sort.field.shown}'.")
            continue
        found.append((field.sort, field.falls if sort.descending is None else sort.descending))
    return found


def _ordered(rows: Rows, sorts: list[tuple[Key, bool]], context: Context) -> list[int]:
    issues = context.index.issues
    keys = {row: key_order(context, issues[row]) for row in rows}
    ordered = sorted(rows, key=keys.__getitem__, reverse=True)
    for key, falls in reversed(sorts):
        found = {row: key(context, issues[row]) for row in rows}
        empty = [row for row in ordered if found[row] is None]
        held = [row for row in ordered if found[row] is not None]
        held.sort(key=found.__getitem__, reverse=falls)
        ordered = empty + held if falls else held + empty
    return ordered
