"""HTTP: the API's endpoint, its sockets, the page for people who try it, and the two questions of a supervisor."""

from infra.http.application import Doors, application

__all__ = ["Doors", "application"]
