"""The one error that a visitor may see: its message is a complete sentence saying what must hold and what was got."""


class VizlabError(Exception):
    """Something a user can cause or cure; the message is shown to them as it stands."""
