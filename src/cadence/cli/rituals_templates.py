"""`cadence rituals templates`."""

import json

import click

from cadence.rituals.service.templates import shipped


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def templates(*, name: str | None, as_object: bool) -> None:
    """List what can be switched on by name, or print one of it, as it would stand in cadence.toml below its section."""
    known = shipped()
    if name is None:
        told = {each.name: each.about for each in known.values()}
        width = max(map(len, told)) + 2
        rows = (f"{each:<{width}}{about}" for each, about in told.items())
        shown = (
            json.dumps({"templates": told}, ensure_ascii=False) if as_object else "\n".join(rows)
        )
        click.echo(shown)
        return
    if name not in known:
        raise click.ClickException(f"there is no template “{name}”; there are {', '.join(known)}")
    template = known[name]
    if as_object:
        object_ = {"name": name, "about": template.about, "definition": dict(template.values)}
        click.echo(json.dumps(object_, ensure_ascii=False, default=str))
    else:
        click.echo(template.text.rstrip())
