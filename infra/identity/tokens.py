"""Bearer tokens: signed JWTs (RFC 7519, RFC 8725) in, the identity of one official out.

Everything in a token is untrusted until its signature holds, so nothing of it ever enters a message or a log.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, cast, get_args

import msgspec
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import GuestProtocol, Key
from joserfc.jws import JWSRegistry
from joserfc.jwt import Claims, JWTClaimsRegistry
from msgspec import Struct

from domain.identifiers import MIGRATION, SYSTEM, OfficialId
from domain.text import Language, Text
from infra.identity.keys import ALGORITHMS, Keys
from infra.identity.proofs import Proofs

if TYPE_CHECKING:
    from joserfc._rfc7515.model import JWSAlgModel

SIZE_LIMIT: Final = 8 * 1024
"""Characters that a token may have; a longer one is refused before anything of it is read."""
LEEWAY: Final = 30
"""Seconds by which the clocks of issuer and register may differ."""
TYPES: Final = frozenset({"jwt", "at+jwt"})
"""Accepted media types of the `typ` header (RFC 7519, RFC 9068), without the prefix `application/`."""

TokenRefusal = Literal[
    "TOKEN_MISSING",
    "TOKEN_TOO_LARGE",
    "TOKEN_MALFORMED",
    "TOKEN_INCOMPLETE",
    "TOKEN_KEY_UNKNOWN",
    "TOKEN_FORGED",
    "TOKEN_EXPIRED",
    "TOKEN_NOT_YET_VALID",
    "TOKEN_FOREIGN",
    "TOKEN_NOT_OF_AN_OFFICIAL",
    "TOKEN_UNVERIFIABLE",
]

_TEXTS: Final[dict[TokenRefusal, Text]] = {
    "TOKEN_MISSING": Text(
        kk="Кіру токені берілмеген. Оны Authorization: Bearer тақырыбында жіберіңіз.",
        ru="Токен доступа не передан. Передайте его в заголовке Authorization: Bearer.",
        en="No access token was given. Send it in the header Authorization: Bearer.",
    ),
    "TOKEN_TOO_LARGE": Text(
        kk="Кіру токені тым ұзын: ең көбі 8192 таңба.",
        ru="Токен доступа слишком длинный: не более 8192 знаков.",
        en="The access token is too long: at most 8192 characters.",
    ),
    "TOKEN_MALFORMED": Text(
        kk="Кіру токенін оқу мүмкін емес. Ed25519, ES256 немесе RS256 қолтаңбасы бар JWT күтіледі.",
        ru="Токен доступа не читается. Ожидается JWT с подписью Ed25519, ES256 или RS256.",
        en="The access token cannot be read. A JWT signed with Ed25519, ES256 or RS256 is expected.",
    ),
    "TOKEN_INCOMPLETE": Text(
        kk="Кіру токені толық емес: iss, aud, sub және exp міндетті.",
        ru="Токен доступа неполон: обязательны iss, aud, sub и exp.",
        en="The access token is incomplete: iss, aud, sub and exp are required.",
    ),
    "TOKEN_KEY_UNKNOWN": Text(
        kk="Кіру токеніне тізілімге белгісіз кілтпен қол қойылған.",
        ru="Токен доступа подписан ключом, неизвестным реестру.",
        en="The access token names a key that the register does not know.",
    ),
    "TOKEN_FORGED": Text(
        kk="Кіру токенінің қолтаңбасы жарамсыз.",
        ru="Подпись токена доступа недействительна.",
        en="The signature of the access token is not valid.",
    ),
    "TOKEN_EXPIRED": Text(
        kk="Кіру токенінің мерзімі өтті. Жаңасын алыңыз.",
        ru="Срок действия токена доступа истёк. Получите новый.",
        en="The access token has expired. Get a new one.",
    ),
    "TOKEN_NOT_YET_VALID": Text(
        kk="Кіру токені әлі күшіне енген жоқ. Сағаттарды салыстырыңыз.",
        ru="Токен доступа ещё не действует. Сверьте часы.",
        en="The access token is not valid yet. Compare the clocks.",
    ),
    "TOKEN_FOREIGN": Text(
        kk="Кіру токенін басқа мекеме берген немесе ол басқа қызметке арналған.",
        ru="Токен доступа выдан другим издателем или для другой службы.",
        en="The access token was issued by somebody else or for another service.",
    ),
    "TOKEN_NOT_OF_AN_OFFICIAL": Text(
        kk="Кіру токені лауазымды тұлғаны атамайды.",
        ru="Токен доступа не называет должностное лицо.",
        en="The access token does not name an official.",
    ),
    "TOKEN_UNVERIFIABLE": Text(
        kk="Кіру токенін қазір тексеру мүмкін емес: кілттер қолжетімсіз. Кейінірек қайталаңыз.",
        ru="Токен доступа сейчас нельзя проверить: ключи недоступны. Повторите позже.",
        en="The access token cannot be checked now: the keys are out of reach. Try again later.",
    ),
}

_WITHOUT_TOKEN: Final = frozenset({MIGRATION, SYSTEM})
"""Actors that are no person: nobody can present themselves as one of them."""


class TokenRefused(Exception):
    """A token that proves nobody. Holds the code and its text, never anything of the token.

    code: why, stable for programs.
    text: why and what would be right, in kk, ru and en.
    """

    def __init__(self, code: TokenRefusal) -> None:
        super().__init__(code)
        self.code = code
        self.text = _TEXTS[code]


class Identity(Struct, frozen=True, kw_only=True):
    """Who is asking, as a verified token says.

    subject: the official's id.
    expires_at: the instant (UTC) after which the token proves nothing.
    token_id: the token's own id (`jti`), if it has one; words of the issuer, not for logs.
    language: the official's language (`locale`), if the token names one of the register's three.
    """

    subject: OfficialId
    expires_at: datetime
    token_id: str | None = None
    language: Language | None = None


def bearer(authorization: str | None) -> str:
    """The token of an Authorization header (RFC 6750). Raises TokenRefused TOKEN_MISSING when there is none."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused("TOKEN_MISSING")
    return token.strip()


class Signatures(JWSRegistry):
    """Exactly the accepted algorithms, without the library's warning on EdDSA, the older name of Ed25519."""

    def get_alg(self, name: str) -> "JWSAlgModel":
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


class Verifier:
    """Checks tokens of one issuer for one audience.

    clock: the present as seconds since 1970 (UTC).
    """

    def __init__(self, keys: Keys, *, issuer: str, audience: str, clock: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._claims = JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        self._signatures = Signatures(strict_check_header=False)
        self._clock = clock
        self._proofs: Proofs[Identity] = Proofs()

    def verify(self, token: str | None) -> Identity:
        """The identity that the token proves, or TokenRefused. May wait some seconds for a key server."""
        return self._verify(token, self._keys.find)

    async def verify_async(self, token: str | None) -> Identity:
        """As `verify`, for an event loop: a key server is asked in a thread, and only when it must be.

        A token that was verified within the last minute is not verified again while its key is still accepted.
        """
        proved = self._proofs.find(token, self._clock(), self._keys.known)
        if proved is not None:
            return proved
        try:
            return self._verify(token, self._keys.known)
        except TokenRefused as refused:
            if refused.code not in ("TOKEN_KEY_UNKNOWN", "TOKEN_UNVERIFIABLE"):
                raise
        return await asyncio.to_thread(self.verify, token)

    def _verify(self, token: str | None, find: Callable[[str, str], Key | None]) -> Identity:
        if not token:
            raise TokenRefused("TOKEN_MISSING")
        if len(token) > SIZE_LIMIT:
            raise TokenRefused("TOKEN_TOO_LARGE")

        used: list[tuple[tuple[str, str], Key]] = []

        def key_of(unverified: GuestProtocol) -> Key:
            kid, algorithm = _named_key(unverified.headers())
            key = find(kid, algorithm) or self._no_key()
            used.append(((kid, algorithm), key))
            return key

        # The refusals are raised outside the handlers, so that no claim stays reachable as an exception's context.
        refusal: TokenRefusal
        try:
            claims = jwt.decode(token, key_of, registry=self._signatures).claims
            self._claims.validate(claims)
            identity = _identity(claims)
            self._proofs.keep(token, identity, *used[-1], self._clock(), identity.expires_at.timestamp())
            return identity
        except TokenRefused:
            raise
        except BadSignatureError:
            refusal = "TOKEN_FORGED"
        except UnsupportedAlgorithmError:
            refusal = "TOKEN_MALFORMED"
        except ExpiredTokenError:
            refusal = "TOKEN_EXPIRED"
        except MissingClaimError:
            refusal = "TOKEN_INCOMPLETE"
        except InvalidClaimError as error:
            refusal = _CLAIM_REFUSALS.get(error.claim, "TOKEN_MALFORMED")
        except (JoseError, ValueError, TypeError, KeyError, OSError, OverflowError, RecursionError):
            refusal = "TOKEN_MALFORMED"
        raise TokenRefused(refusal)

    def _no_key(self) -> NoReturn:
        raise TokenRefused("TOKEN_KEY_UNKNOWN" if self._keys.loaded else "TOKEN_UNVERIFIABLE")


_CLAIM_REFUSALS: Final[dict[str, TokenRefusal]] = {
    "iss": "TOKEN_FOREIGN",
    "aud": "TOKEN_FOREIGN",
    "nbf": "TOKEN_NOT_YET_VALID",
    "iat": "TOKEN_NOT_YET_VALID",
}


def _named_key(header: dict[str, Any]) -> tuple[str, str]:
    """Key id and algorithm of a header whose type is right and which demands nothing critical."""
    kid, algorithm, kind = header.get("kid"), header.get("alg"), header.get("typ")
    if "crit" in header or not (isinstance(kid, str) and isinstance(algorithm, str) and isinstance(kind, str)):
        raise TokenRefused("TOKEN_MALFORMED")
    if kind.lower().removeprefix("application/") not in TYPES:
        raise TokenRefused("TOKEN_MALFORMED")
    return kid, algorithm


def _identity(claims: Claims) -> Identity:
    subject, token_id = claims["sub"], claims.get("jti")
    if subject in _WITHOUT_TOKEN or not _is_official(subject):
        raise TokenRefused("TOKEN_NOT_OF_AN_OFFICIAL")
    return Identity(
        subject=subject,
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        token_id=token_id if isinstance(token_id, str) else None,
        language=_language(claims.get("locale")),
    )


def _is_official(subject: object) -> bool:
    try:
        msgspec.convert(subject, OfficialId)
    except msgspec.ValidationError:
        return False
    return True


def _language(locale: object) -> Language | None:
    """The language of a locale such as `kk` or `ru-KZ`, if the register speaks it."""
    primary = locale.replace("_", "-").split("-")[0].lower() if isinstance(locale, str) else None
    return cast(Language, primary) if primary in get_args(Language) else None
