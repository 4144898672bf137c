"""The commands of `ombudsman`, in the order in which a newcomer meets them."""

from typing import Annotated

import typer

from infra.cli import archiving, asking, erasing, importing, keeping, mining, proving, serving, trailing, verifying

app = typer.Typer(
    name="ombudsman",
    help="The register of an ombudsman institution: every act becomes events, everything read is computed from them.",
    epilog=(
        "Settings by environment: DATABASE_URL (a PostgreSQL 15 or newer; without it an embedded one is run), "
        "OMBUDSMAN_HOME (its directory and the demonstration's key, default .ombudsman), OMBUDSMAN_HOST and "
        "OMBUDSMAN_PORT (127.0.0.1, 8000), OMBUDSMAN_JWKS (keys of an identity provider). "
        "OMBUDSMAN_DEBUG=1 shows tracebacks. Exit codes: 0 done, 1 failed, 2 wrongly asked, 130 interrupted."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from infra.cli.output import answer, release

        answer(release())
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


app.command()(serving.serve)
app.command()(keeping.demo)
app.command()(asking.token)
app.command()(asking.query)
app.command()(asking.history)
app.command()(asking.deadline)
app.command()(keeping.status)
app.add_typer(importing.app, name="import")
app.command()(keeping.migrate)
app.command()(serving.project)
app.command()(keeping.rebuild)
app.command()(archiving.export)
app.command()(archiving.restore)
app.command()(mining.mine)
app.command()(mining.conformance)
app.add_typer(trailing.app, name="trail")
app.add_typer(erasing.keys_app, name="keys")
app.add_typer(erasing.retention_app, name="retention")
app.add_typer(proving.checkpoint_app, name="checkpoint")
app.add_typer(proving.key_app, name="log-key")
app.add_typer(proving.proof_app, name="proof")
proving.proof_app.command("check")(verifying.check_proofs)
app.command()(verifying.verify)
