"""Accounts that became one."""

from collections.abc import Mapping


def resolved(merges: Mapping[str, str]) -> dict[str, str]:
    """Each account with the one at the end of its chain. Raises ValueError for a circle, naming an account of it."""
    return {account: _end(account, merges) for account in merges}


def _end(account: str, merges: Mapping[str, str]) -> str:
    seen = {account}
    while account in merges:
        account = merges[account]
        if account in seen:
            raise ValueError(f"{account} would be merged into itself")
        seen.add(account)
    return account
