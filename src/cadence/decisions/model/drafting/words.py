"""Words by which one can tell what a sentence is about."""


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def lowered(text: str) -> str:
    """As long as the text, so that places in it are places in the text."""
    low = text.lower()
    return (low if len(low) == len(text) else text).replace("’", "'").replace("‘", "'")


COMMON = listed(
    "a an the and or but so if then than of in on at to for from by with without as is are was were be been "
    "being it its it's this that these those there here we we'll we're we've us our i i'll i'm i'd you your "
    "they them their he she his her let let's go going stick use using used keep keeping do does did done don't "
    "doing make makes made take taken have has had will would won't can could should shall may might must not "
    "no yes ok okay right all any some more most less now just only also too very still yet again back up down "
    "out off over into about after before until because since what which who when where why how option options "
    "plan decision decided agreed agree proposal propose think say one two thing things way good fine well "
    "really actually instead rather next new get got set put try yeah yep yup alright great cool nice perfect "
    "sure thanks thank please sorry oh ah um uh hm hmm mm mm-hmm like kind sort maybe probably basically much "
    "many lot little bit something anything everything nothing else other same sounds works see look know mean "
    "guess want need that's there's what's who's i've we'd you're they're isn't wasn't"
)
"""Words that stand in sentences about anything."""


def stem(word: str) -> str:
    """Without an ending that only inflects it: enough to see that "merging" and "merge" are one."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
