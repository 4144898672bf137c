"""The command line `ombudsman`: one line for every mistake, a clean stop for every signal, JSON where programs read."""

import os
import sys

from infra.cli.stopping import Stopped, stop_cleanly


def main() -> None:
    """Run the command line and end the process: 0 done, 1 failed, 2 wrongly asked, 130 interrupted."""
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run one command and tell its exit code. `arguments` are those of the process unless given."""
    import typer
    from typer.exceptions import TyperException

    from infra.cli.app import app

    try:
        with stop_cleanly() as stops:
            code = app(arguments, prog_name="ombudsman", standalone_mode=False)
            if stops:  # typer answers every KeyboardInterrupt with 130
                return stops[0].exit_code
            return code if isinstance(code, int) else 0
    except Stopped as stopped:
        return stopped.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return Stopped.INTERRUPTED
    except TyperException as error:
        show = getattr(error, "show", None)  # with the usage, where a command was asked wrongly
        show() if show else print(f"ombudsman: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("OMBUDSMAN_DEBUG") == "1":
            raise
        from infra.cli.failing import AskedWrongly, told

        print(f"ombudsman: {told(error)}", file=sys.stderr)  # noqa: T201  (the one line of an error)
        return 2 if isinstance(error, AskedWrongly) else 1
