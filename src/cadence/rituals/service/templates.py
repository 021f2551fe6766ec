"""The templates that come with Cadence: definitions in files, switched on by their names."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from cadence.rituals.model.ritual import Participants, Ritual
from cadence.rituals.model.written import Template, read

ABOUT = "about"
"""The key of a template that no ritual has: what it is for."""


@cache
def shipped() -> Mapping[str, Template]:
    """By name. Each is the folder's file of that name."""
    folder = files("cadence.rituals").joinpath("templates")
    found = (each for each in folder.iterdir() if each.name.endswith(".toml"))
    read = (_template(each.name, each.read_text(encoding="utf-8")) for each in found)
    return {each.name: each for each in sorted(read, key=lambda each: each.name)}


def _template(file: str, text: str) -> Template:
    values = tomllib.loads(text)
    about = values.pop(ABOUT)
    return Template(name=file.removesuffix(".toml"), about=about, values=values, text=text)


def begun(name: str) -> Ritual:
    """What a template says, in no channel and with nobody in it yet."""
    template = shipped()[name]
    somewhere = {"template": name, "channel": "C0", "zone": "UTC", "people": ("U0",)}
    made = read(name, somewhere, templates=shipped(), sources=template.values.get("sources", ()))
    return replace(made, channel="", participants=Participants(owners=made.participants.owners))
