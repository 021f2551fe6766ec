"""Reading a question's words by rules."""

from .tokens import MOST_CHARACTERS
from .understand import understand
from .vocabulary import Alias, Sort, Vocabulary

__all__ = ["MOST_CHARACTERS", "Alias", "Sort", "Vocabulary", "understand"]
