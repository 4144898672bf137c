"""Tokens prove who somebody is, and nothing else gets through: the forged, foreign, stale and malformed are refused."""

import asyncio
import base64
import hmac
import json
import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from domain.text import LANGUAGES
from infra.identity import DemonstrationKey, Keys, KeysUnusable, TokenRefused, Verifier, bearer, keys_at, verifier_of
from infra.settings import SettingRefused, Settings

AIGUL = "official-0192d5a0-0000-7000-8000-000000000001"
NOW = 1_800_000_000
CANARY = "Айгүл Canary 880101400123"

ED = OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
SIGNERS: dict[str, Key] = {"Ed25519": ED, "EdDSA": ED, "ES256": EC, "RS256": RSA}


def key_set(*keys: Key) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


def verifier(document: bytes | None = None, now: float = NOW) -> Verifier:
    known = document or key_set(ED, EC, RSA)
    return Verifier(Keys(lambda: known), issuer="idp", audience="ombudsman", clock=lambda: now)


def claims(**changes: Any) -> dict[str, Any]:
    base = {"iss": "idp", "aud": "ombudsman", "sub": AIGUL, "iat": NOW, "exp": NOW + 600}
    return {name: value for name, value in {**base, **changes}.items() if value is not None}


class AnySignature(jws.JWSRegistry):
    """Signs whatever an attacker might put into a header."""

    def check_header(self, header: dict[str, Any]) -> None: ...

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


def token(alg: str = "Ed25519", header: dict[str, Any] | None = None, key: Key | None = None, **changes: Any) -> str:
    signer = key or SIGNERS[alg]
    full = {"alg": alg, "kid": signer.kid, "typ": "JWT", **(header or {})}
    registry = AnySignature(strict_check_header=False)
    full = {name: value for name, value in full.items() if value is not None}
    return jwt.encode(full, claims(**changes), signer, registry=registry, default_type=None)


def refusal(bad: str | None, by: Verifier | None = None) -> str:
    with pytest.raises(TokenRefused) as caught:
        (by or verifier()).verify(bad)
    return caught.value.code


def raw(header: object, payload: object, signature: bytes = b"x") -> str:
    return ".".join(
        base64.urlsafe_b64encode(part).rstrip(b"=").decode()
        for part in (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    )


@pytest.mark.parametrize("alg", SIGNERS)
def test_a_signed_token_names_its_official(alg: str) -> None:
    identity = verifier().verify(token(alg, jti="t-1", locale="kk-KZ"))
    assert (identity.subject, identity.token_id, identity.language) == (AIGUL, "t-1", "kk")
    assert identity.expires_at == datetime.fromtimestamp(NOW + 600, UTC)


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
def test_the_usual_token_types_are_accepted(kind: str) -> None:
    assert verifier().verify(token(header={"typ": kind})).subject == AIGUL


def test_an_audience_may_be_one_of_several() -> None:
    assert verifier().verify(token(aud=["elsewhere", "ombudsman"])).subject == AIGUL


def test_a_language_that_the_register_does_not_speak_is_left_out() -> None:
    assert verifier().verify(token(locale="de")).language is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": NOW - 31}, "TOKEN_EXPIRED"),
        ({"exp": NOW - 30}, "TOKEN_EXPIRED"),
        ({"exp": None}, "TOKEN_INCOMPLETE"),
        ({"exp": "tomorrow"}, "TOKEN_MALFORMED"),
        ({"exp": 10**30}, "TOKEN_MALFORMED"),
        ({"nbf": NOW + 31}, "TOKEN_NOT_YET_VALID"),
        ({"iat": NOW + 31}, "TOKEN_NOT_YET_VALID"),
        ({"iss": None}, "TOKEN_INCOMPLETE"),
        ({"iss": "idp.evil"}, "TOKEN_FOREIGN"),
        ({"aud": "elsewhere"}, "TOKEN_FOREIGN"),
        ({"aud": None}, "TOKEN_INCOMPLETE"),
        ({"sub": None}, "TOKEN_INCOMPLETE"),
        ({"sub": "person-0192d5a0-0000-7000-8000-000000000001"}, "TOKEN_NOT_OF_AN_OFFICIAL"),
        ({"sub": CANARY}, "TOKEN_NOT_OF_AN_OFFICIAL"),
        ({"sub": "official-migration"}, "TOKEN_NOT_OF_AN_OFFICIAL"),
        ({"sub": "official-system"}, "TOKEN_NOT_OF_AN_OFFICIAL"),
    ],
)
def test_a_signed_token_with_wrong_claims_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refusal(token(**changes)) == code


@pytest.mark.parametrize("changes", [{"exp": NOW - 29}, {"nbf": NOW + 30}, {"iat": NOW + 30}])
def test_clocks_may_differ_by_thirty_seconds(changes: dict[str, Any]) -> None:
    assert verifier().verify(token(**changes)).subject == AIGUL


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["b64"], "b64": True},
        {"crit": ["exp"], "exp": NOW},
        {"typ": None},
        {"typ": "secevent+jwt"},
        {"kid": None},
    ],
)
def test_a_header_that_demands_or_omits_too_much_is_refused(header: dict[str, Any]) -> None:
    assert refusal(token(header=header)) == "TOKEN_MALFORMED"


def test_a_changed_claim_breaks_the_signature() -> None:
    head, _, signature = token().split(".")
    forged = raw({}, claims(sub="official-0192d5a0-0000-7000-8000-00000000dead")).split(".")[1]
    assert refusal(f"{head}.{forged}.{signature}") == "TOKEN_FORGED"


def test_another_key_under_a_known_name_is_a_forgery() -> None:
    assert refusal(token(key=OKPKey.generate_key("Ed25519", {"kid": "ed"}))) == "TOKEN_FORGED"


def test_a_key_carried_in_the_token_itself_is_not_trusted() -> None:
    own = OKPKey.generate_key("Ed25519", {"kid": "own"})
    assert refusal(token(key=own, header={"jwk": own.as_dict(private=False)})) == "TOKEN_KEY_UNKNOWN"


def test_a_token_without_signature_is_refused() -> None:
    assert refusal(raw({"alg": "none", "kid": "ed", "typ": "JWT"}, claims(), b"")) == "TOKEN_MALFORMED"


def test_a_public_key_used_as_a_shared_secret_is_refused() -> None:
    signed, _, _ = raw({"alg": "HS256", "kid": "rsa", "typ": "JWT"}, claims()).rpartition(".")
    mac = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")
    assert refusal(f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}") == "TOKEN_MALFORMED"


def test_a_key_checks_only_its_own_algorithm() -> None:
    assert refusal(token("RS256", header={"kid": "ed"})) == "TOKEN_KEY_UNKNOWN"
    assert refusal(token("PS256", key=RSA)) == "TOKEN_MALFORMED"


def test_an_oversized_token_is_refused_before_it_is_parsed() -> None:
    assert refusal("." * 8193) == "TOKEN_TOO_LARGE"
    assert refusal(token(padding="x" * 8000)) == "TOKEN_TOO_LARGE"


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_token_is_said_to_be_missing(missing: str | None) -> None:
    assert refusal(missing) == "TOKEN_MISSING"


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=200), st.builds(raw, st.from_type(dict[str, str]), st.dictionaries(st.text(), st.text()))
    )
)
def test_no_bytes_whatever_bring_the_verifier_down(noise: str) -> None:
    assert refusal(noise).startswith("TOKEN_")


@pytest.mark.parametrize("deep", ["[" * 5000, '{"alg":' * 1200, "1" * 6000])
def test_deeply_nested_headers_are_refused(deep: str) -> None:
    head = base64.urlsafe_b64encode(deep.encode()).rstrip(b"=").decode()
    assert refusal(f"{head}.e30.eA") in ("TOKEN_MALFORMED", "TOKEN_TOO_LARGE")


def test_a_refusal_says_nothing_of_the_token() -> None:
    for bad in (token(sub=CANARY), token(iss=CANARY), token(exp=1, name=CANARY), raw({"alg": CANARY}, {}), CANARY):
        with pytest.raises(TokenRefused) as caught:
            verifier().verify(bad)
        said = repr(caught.value) + str(caught.value.text) + repr(caught.value.__context__)
        assert "Canary" not in said and "880101400123" not in said


def test_every_refusal_has_words_in_three_languages() -> None:
    with pytest.raises(TokenRefused) as caught:
        verifier().verify(None)
    assert len({caught.value.text.in_language(language) for language in LANGUAGES}) == 3


@pytest.mark.parametrize("header", [None, "", "Basic YTpi", "Bearer", "Bearer  "])
def test_an_authorization_header_without_a_bearer_token_is_refused(header: str | None) -> None:
    with pytest.raises(TokenRefused, match="TOKEN_MISSING"):
        bearer(header)


def test_the_bearer_token_is_taken_from_the_authorization_header() -> None:
    assert bearer("bearer  a.b.c ") == "a.b.c"


# Keys ----------------------------------------------------------------------------------------------------------------


class Source:
    """A key source that counts how often it is read and can be taken down."""

    def __init__(self, *keys: Key) -> None:
        self.keys = keys
        self.reads = 0
        self.down = False
        self.time = 0.0

    def __call__(self) -> bytes:
        self.reads += 1
        if self.down:
            raise ConnectionRefusedError(CANARY)
        return key_set(*self.keys)

    def kept(self) -> Keys:
        return Keys(self, clock=lambda: self.time)


def test_keys_are_read_once_while_fresh_and_again_when_stale() -> None:
    source = Source(ED)
    keys = source.kept()
    assert keys.find("ed", "EdDSA") and keys.find("ed", "EdDSA") and source.reads == 1
    source.time = 300
    assert keys.find("ed", "EdDSA") and source.reads == 2


def test_an_unknown_key_is_looked_for_at_most_once_a_minute() -> None:
    source = Source(ED)
    keys = source.kept()
    assert keys.find("ed", "EdDSA")
    source.keys, source.time = (ED, EC), 59
    assert keys.find("ec", "ES256") is None and source.reads == 1
    source.time = 60
    assert keys.find("ec", "ES256") and source.reads == 2
    for _ in range(50):
        assert keys.find("nobody", "EdDSA") is None
    assert source.reads == 2


def test_known_keys_stay_in_use_while_their_source_is_down() -> None:
    source = Source(ED)
    keys = source.kept()
    assert keys.find("ed", "EdDSA")
    source.down, source.time = True, 10_000
    assert keys.find("ed", "EdDSA") and source.reads == 2


def test_a_withdrawn_key_is_forgotten_at_the_next_reading() -> None:
    source = Source(ED, EC)
    keys = source.kept()
    assert keys.find("ed", "EdDSA")
    source.keys, source.time = (EC,), 300
    assert keys.find("ed", "EdDSA") is None


def test_without_any_key_a_token_is_unverifiable_until_the_source_answers() -> None:
    source = Source(ED)
    source.down = True
    checking = Verifier(source.kept(), issuer="idp", audience="ombudsman", clock=lambda: NOW)
    assert refusal(token(), checking) == "TOKEN_UNVERIFIABLE"
    source.down, source.time = False, 5
    assert checking.verify(token()).subject == AIGUL


def test_a_token_is_verified_once_a_minute_and_never_beyond_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    times, verified = [float(NOW)], []
    decode = jwt.decode
    monkeypatch.setattr(jwt, "decode", lambda *given, **more: verified.append(1) or decode(*given, **more))
    known = key_set(ED)
    checking = Verifier(Keys(lambda: known), issuer="idp", audience="ombudsman", clock=lambda: times[0])
    assert checking.verify(token(jti="the keys are read")).subject == AIGUL
    verified.clear()
    lasting, ending = token(), token(exp=NOW + 20)
    for shown in (lasting, lasting, ending, ending):
        assert asyncio.run(checking.verify_async(shown)).subject == AIGUL
    assert len(verified) == 2
    times[0] = NOW + 60
    assert asyncio.run(checking.verify_async(lasting)).subject == AIGUL
    assert len(verified) == 3
    with pytest.raises(TokenRefused, match="TOKEN_EXPIRED"):
        asyncio.run(checking.verify_async(ending))


def test_a_token_whose_key_was_withdrawn_is_not_believed_for_what_it_proved_before() -> None:
    source = Source(ED, EC)
    checking = Verifier(source.kept(), issuer="idp", audience="ombudsman", clock=lambda: NOW)
    assert asyncio.run(checking.verify_async(token())).subject == AIGUL
    source.keys, source.time = (EC,), 300
    with pytest.raises(TokenRefused, match="TOKEN_KEY_UNKNOWN"):
        asyncio.run(checking.verify_async(token()))


def test_requests_that_arrive_during_the_first_reading_wait_for_it() -> None:
    begun, release = threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        assert release.wait(5)
        return key_set(ED)

    keys = Keys(slow)
    found: list[Key | None] = []
    threads = [threading.Thread(target=lambda: found.append(keys.find("ed", "EdDSA"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(5)
    release.set()
    for thread in threads:
        thread.join(5)
    assert len(found) == 3 and all(found)


UNFIT: dict[str, Callable[[], Key]] = {
    "a shared secret": lambda: OctKey.generate_key(256, {"kid": "k"}),
    "a short RSA key": lambda: RSAKey.generate_key(1024, {"kid": "k"}),
    "another curve": lambda: ECKey.generate_key("P-384", {"kid": "k"}),
    "a key for agreement": lambda: OKPKey.generate_key("X25519", {"kid": "k"}),
    "a key for encryption": lambda: ECKey.generate_key("P-256", {"kid": "k", "use": "enc"}),
    "another algorithm": lambda: ECKey.generate_key("P-256", {"kid": "k", "alg": "ES256K"}),
    "a key without a name": lambda: ECKey.generate_key("P-256"),
}


@pytest.mark.filterwarnings("ignore:Key size:joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("unfit", UNFIT)
def test_a_key_that_may_not_prove_a_token_is_left_out(unfit: str, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [UNFIT[unfit]().as_dict(private=True)]}))
    with pytest.raises(KeysUnusable, match="no signing key"):
        keys_at(str(file))


@pytest.mark.parametrize("content", ["", "[]", '{"keys": {}}', '{"keys": [1, null, {}]}', "[" * 100_000, '{"a": 1}'])
def test_a_file_that_is_no_key_set_stops_the_start(content: str, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(content)
    with pytest.raises(KeysUnusable):
        keys_at(str(file))
    with pytest.raises(KeysUnusable, match="cannot be read"):
        keys_at(str(tmp_path / "nowhere.json"))


@pytest.fixture
def serve() -> Iterator[Callable[[int, bytes], str]]:
    servers: list[HTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        server = HTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/jwks"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_keys_are_read_from_a_url(serve: Callable[[int, bytes], str]) -> None:
    assert keys_at(serve(200, key_set(ED))).find("ed", "EdDSA")


@pytest.mark.parametrize(("status", "body"), [(302, b""), (500, b""), (200, b"<html>"), (200, b" " * 300_000)])
def test_a_key_server_that_answers_nonsense_gives_no_key(
    status: int, body: bytes, serve: Callable[[int, bytes], str]
) -> None:
    assert keys_at(serve(status, body)).find("ed", "EdDSA") is None


def test_the_register_starts_while_its_key_server_is_down() -> None:
    checking = Verifier(keys_at("http://127.0.0.1:9/jwks"), issuer="idp", audience="ombudsman")
    assert refusal(token(), checking) == "TOKEN_UNVERIFIABLE"


def test_the_event_loop_goes_on_while_keys_are_read() -> None:
    readers: list[int] = []

    def read() -> bytes:
        readers.append(threading.get_ident())
        return key_set(ED)

    checking = Verifier(Keys(read), issuer="idp", audience="ombudsman", clock=lambda: NOW)

    async def requests() -> None:
        assert (await checking.verify_async(token())).subject == AIGUL
        assert (await checking.verify_async(token())).subject == AIGUL
        with pytest.raises(TokenRefused, match="TOKEN_EXPIRED"):
            await checking.verify_async(token(exp=1))

    asyncio.run(requests())
    assert len(readers) == 1 and readers[0] != threading.get_ident()


# Demonstration -------------------------------------------------------------------------------------------------------


def test_the_demonstration_issues_tokens_that_it_accepts(tmp_path: Path) -> None:
    issued = DemonstrationKey(tmp_path).issue(AIGUL, language="ru")
    identity = DemonstrationKey(tmp_path).verifier().verify(issued)
    assert (identity.subject, identity.language) == (AIGUL, "ru")
    assert 0 < (identity.expires_at - datetime.now(UTC)).total_seconds() <= 12 * 3600


def test_the_demonstration_accepts_no_token_of_another_home(tmp_path: Path) -> None:
    issued = DemonstrationKey(tmp_path / "theirs").issue(AIGUL)
    assert refusal(issued, DemonstrationKey(tmp_path / "ours").verifier()) == "TOKEN_KEY_UNKNOWN"


def test_a_demonstration_token_expires(tmp_path: Path) -> None:
    issued = DemonstrationKey(tmp_path).issue(AIGUL, lifetime=timedelta(minutes=1))
    later = DemonstrationKey(tmp_path, clock=lambda: time.time() + 91).verifier()
    assert refusal(issued, later) == "TOKEN_EXPIRED"


def test_only_the_owner_can_read_the_demonstration_key(tmp_path: Path) -> None:
    DemonstrationKey(tmp_path)
    directory, file = tmp_path / "keys", tmp_path / "keys" / "demonstration.json"
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in directory.iterdir()] == ["demonstration.json"]


def test_the_published_key_set_proves_tokens_and_holds_no_private_part(tmp_path: Path) -> None:
    key = DemonstrationKey(tmp_path)
    published = json.dumps(key.jwks())
    assert '"d"' not in published
    (tmp_path / "jwks.json").write_text(published)
    elsewhere = Verifier(keys_at(str(tmp_path / "jwks.json")), issuer="ombudsman-demonstration", audience="ombudsman")
    assert elsewhere.verify(key.issue(AIGUL)).subject == AIGUL


def test_without_a_provider_the_demonstrations_tokens_are_believed(tmp_path: Path) -> None:
    believed = verifier_of(Settings(home=tmp_path), {})
    assert believed.verify(DemonstrationKey(tmp_path).issue(AIGUL)).subject == AIGUL


def test_with_a_provider_only_its_tokens_for_this_audience_are_believed(tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_bytes(key_set(ED))
    chosen = Settings(home=tmp_path, jwks=str(tmp_path / "jwks.json"))
    now = int(time.time())
    fresh: dict[str, Any] = {"iat": now, "exp": now + 60}
    believed = verifier_of(chosen, {"OMBUDSMAN_TOKEN_ISSUER": "idp"})
    assert believed.verify(token(**fresh)).subject == AIGUL
    assert refusal(token(**fresh, aud="register"), believed) == "TOKEN_FOREIGN"
    assert refusal(DemonstrationKey(tmp_path).issue(AIGUL), believed) == "TOKEN_KEY_UNKNOWN"
    other = verifier_of(chosen, {"OMBUDSMAN_TOKEN_ISSUER": "idp", "OMBUDSMAN_TOKEN_AUDIENCE": "register"})
    assert other.verify(token(**fresh, aud="register")).subject == AIGUL


def test_a_provider_without_issuer_or_usable_keys_stops_the_start(tmp_path: Path) -> None:
    chosen = Settings(jwks=str(tmp_path / "nowhere.json"))
    with pytest.raises(SettingRefused, match="OMBUDSMAN_TOKEN_ISSUER"):
        verifier_of(chosen, {})
    with pytest.raises(SettingRefused, match="OMBUDSMAN_JWKS: the JWK Set cannot be read"):
        verifier_of(chosen, {"OMBUDSMAN_TOKEN_ISSUER": "idp"})


def _issue(home: str) -> str:
    return DemonstrationKey(Path(home)).issue(AIGUL)


def test_processes_that_start_at_once_share_one_demonstration_key(tmp_path: Path) -> None:
    with get_context("spawn").Pool(4) as pool:
        issued = pool.map(_issue, [str(tmp_path)] * 4)
    checking = DemonstrationKey(tmp_path).verifier()
    assert [checking.verify(one).subject for one in issued] == [AIGUL] * 4
