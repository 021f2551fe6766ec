"""JQL text → tree."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from cadence.sandbox.jira.jql.ast import (
    And,
    Clause,
    Empty,
    FieldName,
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
from cadence.sandbox.jira.jql.errors import JqlSyntaxError

_OWN_NAME = "not in is empty was changed before after from to on during order by asc desc cf"
KEYWORDS = {word: word.upper() for word in _OWN_NAME.split()} | {
    "null": "EMPTY",
    "and": "_AND",
    "or": "_OR",
}

RESERVED = frozenset(
    """
    abort access add alias alter any as audit avg begin between boolean break byte catch char character check
    checkpoint collate collation column commit connect continue count create current date decimal declare
    decrement default defaults define delete delimiter difference distinct divide do double drop else encoding
    end equals escape exclusive exec execute exists explain false fetch file field first float for function go
    goto grant greater group having identified if immediate increment index initial inner inout input insert
    int integer intersect intersection into isempty isnull join last left less like limit lock long max min
    minus mode modify modulo more multiply next noaudit notin nowait number object of option outer output
    power previous prior privileges public raise raw remainder rename resource return returns revoke right row
    rowid rownum rows select session set share size sqrt start strict string subtract sum synonym table then
    trans transaction trigger true uid union unique update user validate values view when whenever where while
    with
""".split()  # noqa: SIM905 - a word a line would be a page of them
)
"""Words that must be quoted. Source: the reserved words of Atlassian's JQL grammar."""

RESERVED_CHARACTERS = frozenset("{}*/%+^$#@?;")
_OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"
_OPERATOR_TOKENS = frozenset(("EQUALITY", "LIKE", "COMPARISON", "IN", "IS", "WAS", "CHANGED"))
_VALUE_TOKENS = frozenset(("WORD", "QUOTED", "APOSTROPHED", "POSNUMBER", "NEGNUMBER"))
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}


def parse(text: str) -> Query:
    """Raises JqlSyntaxError."""
    return _parse(text)


@lru_cache(maxsize=512)
def _parse(text: str) -> Query:
    try:
        tree = _lark().parse(text)
        return _Builder().transform(tree)
    except UnexpectedInput as error:
        raise JqlSyntaxError(_complaint(error, text)) from error
    except VisitError as error:
        if isinstance(error.orig_exc, JqlSyntaxError):
            raise error.orig_exc from None
        raise


def _classify(token: Token) -> Token:
    """Give a word its keyword's type; it can be known only once the word is whole."""
    word = token.lower()
    if word in KEYWORDS:
        return Token.new_borrow_pos(KEYWORDS[word], token.value, token)
    if word in RESERVED:
        return Token.new_borrow_pos("RESERVED", token.value, token)
    if word.isascii() and word.isdigit():
        return Token.new_borrow_pos("POSNUMBER", token.value, token)
    if word.isascii() and word[0] == "-" and word[1:].isdigit():
        return Token.new_borrow_pos("NEGNUMBER", token.value, token)
    return token


@lru_cache(maxsize=1)
def _lark() -> Lark:
    return Lark(
        (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8"),
        start="query",
        parser="lalr",
        lexer="basic",
        maybe_placeholders=True,
        lexer_callbacks={"WORD": _classify},
    )


def unescape(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match.group(1)
        if len(code) == 5:
            return chr(int(code[1:], 16))
        return _ESCAPED.get(code, code)

    return _ESCAPE.sub(plain, text) if "\\" in text else text


def _text(token: Token) -> str:
    raw = str(token)
    return unescape(raw[1:-1] if token.type in {"QUOTED", "APOSTROPHED"} else raw)


class _Builder(Transformer[Token, Query]):
    """Called by lark with each rule's children."""

    def query(self, parts: list[Any]) -> Query:
        where, order = parts
        return Query(where, order or ())

    def or_clause(self, parts: list[Clause]) -> Clause:
        return Or(tuple(parts))

    def and_clause(self, parts: list[Clause]) -> Clause:
        return And(tuple(parts))

    def negated(self, parts: list[Any]) -> Clause:
        return Not(parts[-1])

    def compared(self, parts: list[Any]) -> Terminal:
        words = [part for part in parts if isinstance(part, Token)]
        operator = " ".join(words).lower()
        predicates = tuple(part for part in parts if isinstance(part, Predicate))
        operand = next((p for p in parts[1:] if isinstance(p, Operand)), None)
        return Terminal(parts[0], operator, operand, predicates)

    def field(self, parts: list[Any]) -> FieldName:
        first, *path = parts
        words = tuple(word for words in path for word in words)
        if isinstance(first, int):
            return FieldName(f"cf[{first}]", first, words)
        return FieldName(_text(first), None, words)

    def custom(self, parts: list[Token]) -> int:
        return int(parts[-1])

    def property(self, parts: list[Token]) -> tuple[str, ...]:
        return tuple(_text(part) for part in parts)

    def empty(self, _: list[Token]) -> Empty:
        return Empty()

    def value(self, parts: list[Token]) -> Value:
        return Value(_text(parts[0]), parts[0].type in {"POSNUMBER", "NEGNUMBER"})

    def function(self, parts: list[Token | None]) -> Function:
        name, *arguments = [_text(part) for part in parts if part is not None]
        return Function(name, tuple(arguments))

    def many(self, parts: list[Operand]) -> Many:
        return Many(tuple(parts))

    def predicate(self, parts: list[Any]) -> Predicate:
        return Predicate(parts[0].lower(), parts[1])

    def order_by(self, parts: list[Any]) -> tuple[Sort, ...]:
        return tuple(part for part in parts if isinstance(part, Sort))

    def sort(self, parts: list[Any]) -> Sort:
        name, *direction = parts
        said = next((word.lower() for word in direction if word is not None), None)
        return Sort(name, None if said is None else said == "desc")


def _complaint(error: UnexpectedInput, text: str) -> str:
    return f"Error in the JQL Query: {_reason(error, text)}{_position(error, text)}"


def _position(error: UnexpectedInput, text: str) -> str:
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return ""
    before = text[: error.pos_in_stream or 0]
    line = before.count("\n") + 1
    return f" (line {line}, character {len(before) - (before.rfind(chr(10)) + 1) + 1})"


def _reason(error: UnexpectedInput, text: str) -> str:
    if isinstance(error, UnexpectedCharacters):
        return _bad_character(text, error.pos_in_stream or 0)
    if not isinstance(error, UnexpectedToken):
        return "Unable to parse the query."
    expected = error.accepts or error.expected
    wanted = _wanted(frozenset(expected))
    if error.token.type == "$END":
        return f"Expecting {wanted} before the end of the query."
    got = str(error.token)
    if error.token.type == "RESERVED":
        return f"'{got}' is a reserved JQL word. You must surround it in quotation marks to use it in a query."
    keyword = got.lower() in KEYWORDS and _VALUE_TOKENS & set(expected)
    tail = f" You must surround '{got}' in quotation marks to use it as a value." if keyword else ""
    operators = (
        f" The valid operators are {_OPERATORS}." if wanted == "operator" and not tail else ""
    )
    return f"Expecting {wanted} but got '{got}'.{operators}{tail}"


def _wanted(expected: frozenset[str]) -> str:
    if expected & _OPERATOR_TOKENS and not expected & _VALUE_TOKENS:
        return "operator"
    if "CF" in expected:
        return "a field name"
    if expected & _VALUE_TOKENS:
        return "either a value, list or function" if "LPAR" in expected else "a value or function"
    if "EMPTY" in expected:
        return "'EMPTY' or 'NULL'"
    if {"_AND", "_OR"} & expected:
        return "')'" if "RPAR" in expected and "$END" not in expected else "either 'OR' or 'AND'"
    if "COMMA" in expected:
        return "')' or ','" if "RPAR" in expected else "','"
    if "RPAR" in expected:
        return "')'"
    return "'('" if "LPAR" in expected else "'BY'" if "BY" in expected else "a value"


def _bad_character(text: str, position: int) -> str:
    got = text[position]
    if got in "\"'":
        return f"The quoted string '{text[position + 1 :]}' has not been completed."
    if got == "\\":
        return (
            f"'{text[position : position + 2]}' is an illegal JQL escape sequence. The valid escape sequences are "
            r"""\', \", \t, \n, \r, \\, '\ ' and \uXXXX."""
        )
    kind = "a reserved JQL character" if got in RESERVED_CHARACTERS else "not allowed here"
    return (
        f"The character '{got}' is {kind}. You must enclose it in a string or use the escape "
        f"'\\u{ord(got):04x}' instead."
    )
