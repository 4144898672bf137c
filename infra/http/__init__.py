"""HTTP: the API's endpoint, its sockets, the page for people who try it, and the two questions of a supervisor."""

from infra.http.application import SCHEMA, Doors, application
from infra.http.budget import Budget
from infra.http.documents import trusted
from infra.http.endpoint import Gates

__all__ = ["SCHEMA", "Budget", "Doors", "Gates", "application", "trusted"]
