"""Tokens that prove nobody let nobody act, and what is wrong with them is said without repeating them."""

import base64
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from infra.identity import DemonstrationKey, TokenRefused
from infra.identity.demonstration import AUDIENCE, ISSUER
from infra.identity.tokens import TokenRefusal
from tests.domain.scenario import OMBUDSMAN, REPRESENTATIVE_71
from tests.journeys.judging import (
    CANARY,
    CLASSIFY,
    judged,
    nothing_is_written,
)
from tests.journeys.served import Served, new_id


def forged_tokens(served: Served, home: Path) -> dict[str, tuple[str | None, TokenRefusal]]:
    """Tokens that prove nobody, and what is said of each."""
    good = served.token(REPRESENTATIVE_71)
    head, body, signature = good.split(".")
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": OMBUDSMAN, "iat": now, "exp": now + 600}
    kid = json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]

    def segment(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    def signed(key: OKPKey, header: dict[str, Any], **changes: Any) -> str:
        return str(jwt.encode(header, {**claims, **changes}, key, algorithms=["Ed25519"]))

    own = served.key._key
    right = {"alg": "Ed25519", "kid": kid}
    public = OctKey.import_key(json.dumps(served.key.jwks()["keys"][0]))
    return {
        "no token": (None, "TOKEN_MISSING"),
        "words": (CANARY.encode("ascii", "replace").decode(), "TOKEN_MALFORMED"),
        "expired": (served.key.issue(REPRESENTATIVE_71, timedelta(hours=-2)), "TOKEN_EXPIRED"),
        "another subject under the same signature": (f"{head}.{segment(claims)}.{signature}", "TOKEN_FORGED"),
        "half a signature": (good[:-20], "TOKEN_FORGED"),
        "alg none": (f"{segment({'alg': 'none', 'kid': kid})}.{segment(claims)}.", "TOKEN_MALFORMED"),
        "alg none with a signature": (f"{segment({'alg': 'none', 'kid': kid})}.{body}.{signature}", "TOKEN_MALFORMED"),
        "the public key as a shared secret": (
            str(jwt.encode({"alg": "HS256", "kid": kid}, claims, public, algorithms=["HS256"])),
            "TOKEN_MALFORMED",
        ),
        "another key": (DemonstrationKey(home).issue(OMBUDSMAN), "TOKEN_KEY_UNKNOWN"),
        "another key under our key's name": (signed(OKPKey.generate_key("Ed25519"), right), "TOKEN_FORGED"),
        "another issuer": (signed(own, right, iss="https://somebody.else"), "TOKEN_FOREIGN"),
        "another audience": (signed(own, right, aud="another-service"), "TOKEN_FOREIGN"),
        "no expiry": (signed(own, right, exp=None), "TOKEN_INCOMPLETE"),
        "not yet valid": (signed(own, right, nbf=now + 3_600), "TOKEN_NOT_YET_VALID"),
        "nobody": (signed(own, right, sub=""), "TOKEN_MALFORMED"),
        "the migration": (signed(own, right, sub="official-migration"), "TOKEN_NOT_OF_AN_OFFICIAL"),
        "a record that is no official": (signed(own, right, sub=f"complaint-{new_id()}"), "TOKEN_NOT_OF_AN_OFFICIAL"),
        "9 KiB": (good + "A" * 9_000, "TOKEN_TOO_LARGE"),
    }


def test_no_token_that_is_expired_forged_foreign_or_unsigned_lets_anybody_act(
    served: Served, complaint: str, tmp_path: Path
) -> None:
    for name, (token, wanted) in forged_tokens(served, tmp_path).items():
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        body = {"query": CLASSIFY, "variables": {"input": {"complaint": complaint, "category": CANARY}}}
        with nothing_is_written(served):
            response = served.http.post(served.url, json=body, headers=headers)
        assert response.status_code == 401, (name, response.text)
        error = judged(response, 401, "UNAUTHENTICATED")
        assert error["extensions"]["reason"] == wanted, name
        assert error["message"] == TokenRefused(wanted).text.en, name
        challenge = response.headers["www-authenticate"]
        assert challenge.startswith("Bearer ") and ('error="invalid_token"' in challenge) == (token is not None), name
        assert not token or token not in response.text


def test_the_refusal_of_a_token_speaks_the_callers_language(served: Served) -> None:
    question = {"query": "{ offices { code } }"}
    said = {
        language: served.http.post(served.url, json=question, headers={"accept-language": language})
        for language in ("kk", "ru", "en")
    }
    messages = {language: response.json()["errors"][0]["message"] for language, response in said.items()}
    assert "токен" in messages["ru"].lower() and "token" in messages["en"].lower()
    assert len(set(messages.values())) == 3
