"""Write the schema as it is now to the file that is committed: `python -m graphql_api`."""

from graphql_api.schema import COMMITTED, sdl

if __name__ == "__main__":
    COMMITTED.write_text(sdl(), encoding="utf-8")
