"""Whose tokens this process believes: the institution's identity provider, or the demonstration's own key."""

from collections.abc import Mapping
from typing import Final

from infra.identity.demonstration import AUDIENCE, DemonstrationKey
from infra.identity.keys import KeysUnusable, keys_at
from infra.identity.tokens import Verifier
from infra.settings import SettingRefused, Settings

ISSUER_VARIABLE: Final = "OMBUDSMAN_TOKEN_ISSUER"
AUDIENCE_VARIABLE: Final = "OMBUDSMAN_TOKEN_AUDIENCE"


def verifier_of(settings: Settings, environment: Mapping[str, str]) -> Verifier:
    """The verifier that the settings ask for: with OMBUDSMAN_JWKS the provider's, without it the demonstration's.

    A provider's tokens must name the issuer of OMBUDSMAN_TOKEN_ISSUER and the audience of OMBUDSMAN_TOKEN_AUDIENCE
    (default `ombudsman`). Raises SettingRefused.
    """
    if settings.jwks is None:
        return DemonstrationKey(settings.home).verifier()
    issuer = environment.get(ISSUER_VARIABLE, "").strip()
    if not issuer:
        raise SettingRefused(ISSUER_VARIABLE, "must name the issuer (`iss`) of the tokens when OMBUDSMAN_JWKS is set")
    try:
        keys = keys_at(settings.jwks)
    except KeysUnusable as error:
        raise SettingRefused("OMBUDSMAN_JWKS", str(error)) from None
    return Verifier(keys, issuer=issuer, audience=environment.get(AUDIENCE_VARIABLE, "").strip() or AUDIENCE)
