"""Records as other tools and people write them."""

NYGARD = {
    "0012-keep-sessions-in-redis.md": """# 12. Keep sessions in Redis

Date: 2023-04-03

## Status

Accepted

Superseded by [13. Keep sessions in signed cookies](0013-keep-sessions-in-signed-cookies.md)

Amends [4. Run two web servers](0004-run-two-web-servers.md)

## Context

Two web servers have to know who is logged in.

## Decision

We will keep sessions in Redis.

## Consequences

Redis has to be watched.

A login survives a restart.
""",
    "0013-keep-sessions-in-signed-cookies.md": """# 13. Keep sessions in signed cookies

Date: 2024-01-15

## Status

Accepted

Supersedes [12. Keep sessions in Redis](0012-keep-sessions-in-redis.md)

## Context

Redis fell over twice.

## Decision

We will keep sessions in signed cookies.

## Consequences

* Nothing to watch.
* A session can't be ended from our side.
""",
}

MADR_2 = """# Draw charts in the browser

* Status: accepted
* Deciders: Ana, Bo <!-- optional -->
* Date: 2020-06-09

Technical Story: CHART-7

## Context and Problem Statement

Pictures from the server are slow. Where do we draw?

## Decision Drivers <!-- optional -->

* Speed
* One language

## Considered Options

* Vega
* Pictures
* [Plotly](https://plotly.test)

## Decision Outcome

Chosen option: "Vega", because it is declarative.

### Positive Consequences <!-- optional -->

* Charts can be tested.

### Negative Consequences

* A large bundle.

## Pros and Cons of the Options

### Vega

* Good, because declarative
* Bad, because large

### Pictures

* Bad, because slow

## Links

* [Vega](https://vega.test)
"""

MADR_4 = """---
status: "superseded by ADR-0008"
date: 2024-11-02
decision-makers:
  - Ana
consulted: Bo, Cy
informed:
---

# Take cards through one provider

## Context and Problem Statement

Two providers cost twice the audits.

## Considered Options

* One provider
* Two providers

## Decision Outcome

Chosen option: "One provider", because
audits come once a year.

### Consequences

* Good, because one audit
* Bad, because one outage stops us

### Confirmation

The audit of March.

## More Information

Looked at again when fees change.
"""

LOG4BRAINS = """# Publish the knowledge base as a site

- Status: draft
- Date: 2021-02-03
- Tags: doc, web

## Context and Problem Statement

People don't read repositories.

## Decision Outcome

Chosen option: "A site", because

- it can be searched
- it can be linked
"""

SETEXT = """ADR 7: Use tabs
===============

Status
------

Approved

Context
-------

Spaces were counted.

Decision
--------

Tabs.
"""
