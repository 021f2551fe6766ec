"""Boards and sprints, as the Agile API gives them."""

from functools import partial
from typing import Any

from cadence.sandbox.jira.api import Answer, Call, Refused, Routes, route
from cadence.sandbox.jira.model import Sprint

ROUTES: Routes = {}
agile = partial(route, ROUTES)


@agile("GET", "/board")
def boards(call: Call) -> Answer:
    """One board for each that a sprint names; the export says no more of boards than their number."""
    numbers = sorted({sprint.board_id for sprint in call.site.words.sprints.values()})
    return call.page(numbers, lambda number: _board(call, number))


def _board(call: Call, number: int) -> dict[str, object]:
    return {
        "id": number,
        "self": f"{call.wire.base}/rest/agile/1.0/board/{number}",
        "name": f"Board {number}",
        "type": "scrum",
    }


@agile("GET", "/board/{board}/sprint")
def sprints_of_board(call: Call) -> Answer:
    states = set(call.many("state"))
    found = [
        sprint
        for sprint in call.site.words.sprints.values()
        if str(sprint.board_id) == call.path["board"] and (not states or sprint.state in states)
    ]
    if not found and not states:
        raise Refused(404, "Board does not exist or you do not have permission to see it.")
    return call.page(found, lambda sprint: _sprint(call, sprint))


@agile("GET", "/sprint/{sprint}")
def sprint(call: Call) -> Answer:
    wanted = call.path["sprint"]
    found = call.site.words.sprints.get(int(wanted)) if wanted.isdigit() else None
    if found is None:
        raise Refused(404, "Sprint does not exist or you do not have permission to see it.")
    return _sprint(call, found)


def _sprint(call: Call, sprint: Sprint) -> dict[str, Any]:
    told = call.wire.sprint(sprint)
    told["originBoardId"] = told.pop("boardId")
    return {"self": f"{call.wire.base}/rest/agile/1.0/sprint/{sprint.id}"} | told
