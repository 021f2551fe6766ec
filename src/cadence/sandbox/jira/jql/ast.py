"""A JQL query as a tree."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field as it was written. `path` is what follows in brackets: `issue.property[key].path`."""

    name: str
    custom_id: int | None = None
    path: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return self.name if self.custom_id is None else f"cf[{self.custom_id}]"


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    is_number: bool = False
    """Written as bare digits: looked up as an id before as a name."""


@dataclass(frozen=True, slots=True)
class Empty:
    """EMPTY or NULL."""


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    arguments: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})"


@dataclass(frozen=True, slots=True)
class Many:
    operands: "tuple[Operand, ...]"


Operand = Value | Empty | Function | Many


@dataclass(frozen=True, slots=True)
class Predicate:
    """BEFORE, AFTER, ON, DURING, BY, FROM or TO, and what follows it."""

    word: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Terminal:
    """`operator` is in small letters with single spaces: "=", "not in", "was not in", "changed", …"""

    field: FieldName
    operator: str
    operand: Operand | None = None
    predicates: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    clause: "Clause"


@dataclass(frozen=True, slots=True)
class And:
    clauses: "tuple[Clause, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    clauses: "tuple[Clause, ...]"


Clause = Terminal | Not | And | Or


@dataclass(frozen=True, slots=True)
class Sort:
    field: FieldName
    descending: bool | None = None
    """None where the query does not say; the field decides."""


@dataclass(frozen=True, slots=True)
class Query:
    where: Clause | None = None
    order: tuple[Sort, ...] = ()
