"""What is wrong with a query, in Jira's own words."""


class JqlError(Exception):
    """The query is refused. `messages` are what Jira puts into `errorMessages`."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


class JqlSyntaxError(JqlError):
    """It can't be read."""
