"""A local Jira that speaks the real protocols: Cloud's REST v3 or Data Center's v2.

`data.load` or `data.from_export` makes a `Site`; `JiraSandbox(site)` serves it.
"""

from cadence.sandbox.jira.clock import SandboxClock
from cadence.sandbox.jira.data import from_export, load
from cadence.sandbox.jira.faults import Fault, Faults, Kind
from cadence.sandbox.jira.model import Account, User
from cadence.sandbox.jira.server import JiraSandbox
from cadence.sandbox.jira.site import Site, Unknown
from cadence.sandbox.jira.wire import Flavour

__all__ = [
    "Account",
    "Fault",
    "Faults",
    "Flavour",
    "JiraSandbox",
    "Kind",
    "SandboxClock",
    "Site",
    "Unknown",
    "User",
    "from_export",
    "load",
]
