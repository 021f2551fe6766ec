"""A local Slack workspace that speaks the real protocols: Web API, Socket Mode, signed HTTP events.

`workspace` holds what is the case, `api` answers an app's calls, `events` and `interactions` tell the app what
happened, `deliveries` gets it there, `actors` acts for people, `transcript` shows a conversation, `server` puts it
together.
"""
