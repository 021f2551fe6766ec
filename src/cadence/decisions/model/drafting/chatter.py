"""What is decided every day and is no decision: lunch, meetings, small talk."""

import re
from collections.abc import Iterable

from cadence.decisions.model.drafting.words import listed

_ARRANGING = re.compile(
    r"\b(?:let's|let us|we (?:need|have) to|we must|"
    r"we will|we're going to|we should|we could|can we|could we|shall we|should we|how about we|"
    r"we can|we'll|i'd like to|maybe we)"
    r" (?:all |just |quickly |also |then |now |maybe |please |finally )?"
    r"(?:meet|talk|chat|sync|discuss|huddle|jump on|hop on|have a (?:call|chat|look|meeting|sync|quick)|"
    r"take (?:it|this|that) offline|"
    r"catch up|connect|see|hear|wait|move on|get started|continue|check|look|ask|think|go through|"
    r"go over|get back|(?:start|begin)(?= (?:now|at \d|the (?:meeting|call))|[.!]?$)|"
    r"set up a|take a look|close (?:this|it)|settle|decide|agree|finally|keep you|let you|update you|do our best|"
    r"open another|schedule|book|grab|do a quick|not forget|hope|pretend|say|assume|be honest|celebrate|recap|"
    r"brainstorm|know|find out)\b"
)
_LEISURE = listed(
    "lunch dinner breakfast brunch pizza burger burgers burrito sushi ramen curry kebab falafel tacos salad "
    "sandwich sandwiches thai indian italian vietnamese chinese korean mexican restaurant cafe coffee tea "
    "beer beers drinks wine pub bar snack snacks cake cakes donuts cookies chocolate icecream bbq barbecue "
    "picnic karaoke bowling foosball pingpong football soccer tennis climbing hiking hike yoga gym movie film "
    "netflix cinema concert party birthday gift gifts anniversary wedding baby twins newborn holiday holidays "
    "vacation weekend trip beach ski skiing playlist song songs music spotify meme memes gif gifs emoji "
    "sweater sweaters hoodie hoodies swag tshirt shirts costume costumes halloween santa "
    "quiz boardgame boardgames catan chess mario raffle dog dogs cat cats puppy weather sunny "
    "umbrella offsite train trains carpool uber taxi hotel flight flights airbnb"
)
_WORK = listed(
    "api apis app release deploy deployment customer customers user users pricing price feature features bug "
    "bugs code database db server service services backend frontend test tests migration migrate query data "
    "schema token tokens endpoint queue cache latency error errors version versions sdk library framework "
    "build pipeline ci infra cloud aws roadmap sprint epic ticket tickets jira design onboarding checkout "
    "payment payments billing invoice invoices contract contracts support policy security compliance vendor "
    "tool tooling platform product integration webhook flag rollout launch plan plans tier trial signup churn "
    "budget hire hiring team rota oncall incident sla monitoring logs logging"
)


def is_arranging(low: str) -> bool:
    """Whether people only arrange to talk, to look or to wait."""
    return _ARRANGING.search(low) is not None


def is_leisure(words: Iterable[str], around: Iterable[str]) -> bool:
    """Whether what is settled is how to spend free time. `around` are the words of the messages before it."""
    own = set(words)
    if own & _WORK:
        return False
    if own & _LEISURE:
        return True
    nearby = set(around)
    return bool(nearby & _LEISURE) and not nearby & _WORK
