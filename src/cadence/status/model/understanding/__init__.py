"""Reading a question's words by rules."""

from .understand import understand
from .vocabulary import Alias, Sort, Vocabulary

__all__ = ["Alias", "Sort", "Vocabulary", "understand"]
