"""An embedded PostgreSQL: the binaries of a wheel, run privately for one home directory.

`place` decides where the server lives and as whom it runs, `cluster` drives PostgreSQL's own programs there,
`server` shares the running server between processes.
"""

from infra.embedded.place import EmbeddedServerFailed
from infra.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer", "EmbeddedServerFailed"]
