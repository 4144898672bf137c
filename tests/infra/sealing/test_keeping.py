"""The keeper's work: keys wrapped anew without touching events, destroyed ones that stay so, periods of keeping."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes

import msgspec
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from domain.officials.erasure import PlaceHoldOnOfficial
from domain.persons.decide import CorrectPerson
from domain.persons.erasure import PlaceLegalHold
from infra.register import Register
from infra.sealing import Keyring, KeysUnavailableError, kek_source
from infra.sealing.keeping import Destroyed, ListRefusedError, apply_destroyed, destroyed, rewrap
from infra.sealing.keks import FromFile
from infra.sealing.retention import candidates
from infra.store.recorder import Store
from tests.domain.scenario import EMPLOYEE_71, HEAD, STRANGER
from tests.infra.founded import found
from tests.infra.sealing.story import CANARY, OTHERS, details, do, erased, erased_official, registered, served, told
from tests.infra.sealing.test_sealing import stored
from tests.projections.written import catch_up


@pytest.fixture
def ring(home: Path) -> Keyring:
    return Keyring(FromFile(home / "kek"))


@pytest.fixture
def register(database: str, ring: Keyring) -> Iterator[Register]:
    with Store(database, keyring=ring) as store:
        found(store)
        yield Register(store)


def reading(dsn: str, source: object, stream: str) -> str:
    with Store(dsn, keyring=Keyring(source)) as store:  # type: ignore[arg-type]
        return repr(Register(store).history(stream))


def wrapped_by(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as conn:
        return {row[0] for row in conn.execute("select kek from keys.key")}


def test_the_first_key_is_made_for_its_owner_alone(register: Register, home: Path) -> None:
    told(register)
    assert (home / "kek").stat().st_mode & 0o777 == 0o600


def test_keys_are_wrapped_anew_and_the_old_key_opens_nothing(register: Register, database: str, home: Path) -> None:
    complaint, _ = told(register)
    before, old = stored(database), kek_source({"OMBUDSMAN_KEK": (home / "kek").read_text()})
    rewrap(database, Keyring(FromFile(home / "kek")))
    assert stored(database) == before
    assert CANARY in reading(database, FromFile(home / "kek"), complaint)
    with pytest.raises(KeysUnavailableError):
        reading(database, old, complaint)


def test_an_interrupted_rotation_is_taken_up(register: Register, database: str, home: Path) -> None:
    complaint, _ = told(register)
    ring = Keyring(FromFile(home / "kek"))
    with psycopg.connect(database, autocommit=True) as conn:
        new = ring.renew(conn)
        keks = ring.keks(conn)
        first = conn.execute("select id, kek, wrapped from keys.key order by id limit 1").fetchone()
        assert first is not None
        anew = keks.wrap(first[0], keks.unwrap(first[1], first[0], first[2]))
        conn.execute("update keys.key set kek = %s, wrapped = %s where id = %s", (new, anew, first[0]))
    assert CANARY in reading(database, FromFile(home / "kek"), complaint)
    rewrap(database, Keyring(FromFile(home / "kek")))
    assert wrapped_by(database) == {new}
    assert len((home / "kek").read_text().split()) == 1


def test_a_process_that_still_has_the_old_key_makes_nothing_with_it(
    register: Register, database: str, home: Path
) -> None:
    registered(register)
    rewrap(database, Keyring(FromFile(home / "kek")))
    complaint, _ = registered(register)
    assert len(wrapped_by(database)) == 1
    assert CANARY in reading(database, FromFile(home / "kek"), complaint)


def test_a_process_that_was_never_given_the_new_key_says_so_and_holds_up_nobody(
    register: Register, database: str, home: Path
) -> None:
    registered(register)
    old = (home / "kek").read_text().strip()
    new = b64encode(token_bytes(32)).decode()
    with Store(database, keyring=Keyring(kek_source({"OMBUDSMAN_KEK": old}))) as store:
        left_behind = Register(store)
        registered(left_behind)
        rewrap(database, Keyring(kek_source({"OMBUDSMAN_KEK": f"{new},{old}"})))
        with pytest.raises(KeysUnavailableError, match="give this process that one"):
            registered(left_behind)
    with Store(database, keyring=Keyring(kek_source({"OMBUDSMAN_KEK": new}))) as store:
        registered(Register(store))


def test_a_key_that_wraps_nothing_yet_is_retired_with_the_others(database: str, home: Path) -> None:
    """A process is about to seal the first value of a register while its key-encryption key is replaced."""
    early = Keyring(FromFile(home / "kek"))
    with psycopg.connect(database, autocommit=True) as conn:
        keks = early.keks(conn)
        assert rewrap(database, Keyring(FromFile(home / "kek"))) == 0
        with pytest.raises(psycopg.DatabaseError, match="of no use any more"):
            conn.execute("select keys.keep('{person-x}', %s, %s)", (keks.current, [b"wrapped"]))
        early.secret(conn, "fingerprints")
        assert len(Keyring(FromFile(home / "kek")).secret(conn, "fingerprints")) == 32


def test_the_registers_secret_is_not_asked_for_without_end(database: str) -> None:
    keyring = Keyring(kek_source({"OMBUDSMAN_KEK": b64encode(token_bytes(32)).decode()}))
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("insert into keys.retired (kek) values (%s)", (keyring.keks(conn).current,))
        with pytest.raises(KeysUnavailableError, match="give this process that one"):
            keyring.secret(conn, "fingerprints")


def test_without_the_file_an_old_register_is_not_given_a_new_one(register: Register, database: str, home: Path) -> None:
    complaint, _ = told(register)
    with pytest.raises(KeysUnavailableError, match="bring its file"):
        reading(database, FromFile(home / "elsewhere" / "kek"), complaint)
    assert not (home / "elsewhere").exists()


def test_a_key_management_service_is_any_command(database: str, home: Path) -> None:
    home.mkdir(parents=True)
    script = home / "kms"
    script.write_text("#!/bin/sh\ncat\n")
    script.chmod(0o700)
    source = kek_source({"OMBUDSMAN_KMS": str(script)})
    with Store(database, keyring=Keyring(source)) as store:
        found(store)
        complaint, _ = told(Register(store))
    assert CANARY in reading(database, kek_source({"OMBUDSMAN_KMS": str(script)}), complaint)
    assert rewrap(database, Keyring(source)) > 0
    assert CANARY in reading(database, source, complaint)
    with pytest.raises(KeysUnavailableError, match="could not"):
        reading(database, kek_source({"OMBUDSMAN_KMS": "false"}), complaint)


@pytest.mark.parametrize("wrap", ["echo throttled", "true", "head -c 5"])
def test_what_a_service_cannot_open_again_is_not_kept(database: str, home: Path, wrap: str) -> None:
    home.mkdir(parents=True)
    script = home / "kms"
    script.write_text('#!/bin/sh\n[ "$1" = unwrap ] || [ -e "$0.well" ] || exec ' + wrap + "\ncat\n")
    script.chmod(0o700)
    (home / "kms.well").touch()
    source = kek_source({"OMBUDSMAN_KMS": str(script)})
    with Store(database, keyring=Keyring(source)) as store:
        found(store)
        complaint, _ = told(Register(store))
    (home / "kms.well").unlink()
    with pytest.raises(KeysUnavailableError, match="does not give back"):
        rewrap(database, Keyring(source))
    assert CANARY in reading(database, source, complaint)
    (home / "kms.well").touch()
    assert rewrap(database, Keyring(source)) > 0
    assert CANARY in reading(database, source, complaint)


def test_a_command_whose_quotation_does_not_end_is_told() -> None:
    with pytest.raises(KeysUnavailableError, match="quotation mark"):
        kek_source({"OMBUDSMAN_KMS": "kms 'a"})


@pytest.mark.parametrize("words", ["short", "AAAA", b64encode(bytes(16)).decode()])
def test_what_is_no_key_is_refused_without_being_repeated(words: str) -> None:
    with pytest.raises(KeysUnavailableError) as refused:
        kek_source({"OMBUDSMAN_KEK": words}).load(None)  # type: ignore[arg-type]
    assert words not in str(refused.value)


def test_an_older_backup_of_the_keys_brings_nobody_back(register: Register, database: str, home: Path) -> None:
    complaint, person = told(register)
    with psycopg.connect(database) as conn:
        backup = conn.execute("select id, owner, kek, wrapped from keys.key").fetchall()
    erased(register, person)
    protocol = list(destroyed(database))
    assert {each.key for each in protocol} >= {complaint, person}
    assert len({each.position for each in protocol}) == 1, "each key tells the event that is the protocol"
    listed = [msgspec.json.encode(each) for each in protocol]
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("alter table keys.destroyed disable trigger only_grows")
        conn.execute("delete from keys.destroyed")
        with conn.cursor() as cursor:
            cursor.executemany(
                "insert into keys.key (id, owner, kek, wrapped) values (%s, %s, %s, %s) on conflict do nothing", backup
            )
    assert CANARY in reading(database, FromFile(home / "kek"), complaint)
    assert apply_destroyed(database, listed) == len(listed)
    assert CANARY not in reading(database, FromFile(home / "kek"), complaint)
    assert apply_destroyed(database, listed) == 0


def test_a_list_is_applied_under_the_turn(database: str) -> None:
    """Numbers of destructions become visible in their order: who looks at the last one alone misses none."""
    listed = msgspec.json.encode(Destroyed(key="person-x", owner="person-x", destroyed_at=""))
    with psycopg.connect(database) as conn:
        conn.execute("select register.take_turn()")
        impatient = make_conninfo(database, options="-c lock_timeout=100")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            apply_destroyed(impatient, [listed])
    assert apply_destroyed(database, [listed]) == 0


def test_a_list_that_is_none_destroys_nothing(register: Register, database: str) -> None:
    told(register)
    with pytest.raises(ListRefusedError, match="line 1"):
        apply_destroyed(database, [b"nonsense"])


def test_candidates_are_those_whose_periods_are_over_and_whom_no_hold_keeps(database: str) -> None:
    with Store(database) as store:
        found(store)
        register = Register(store)
        _, one = told(register)
        _, two = told(register, OTHERS)
        registered(register, OTHERS)
        do(register, CorrectPerson(person=two, details=details(OTHERS)), EMPLOYEE_71)
        catch_up(database)
        today = datetime.now(UTC).date()
        assert candidates(database, today + timedelta(days=9 * 365)) == []
        later = today + timedelta(days=11 * 365)
        assert {each.person for each in candidates(database, later)} == {one, two}
        assert {each.rule for each in candidates(database, later)} == {"acts of response"}
        do(register, PlaceLegalHold(person=one, reference="Court 7"), HEAD)
        erased(register, two)
        catch_up(database)
        assert candidates(database, later) == []


def test_officials_are_candidates_once_they_left_and_no_measure_stands_open(database: str) -> None:
    with Store(database) as store:
        found(store)
        register = Register(store)
        gone, _ = served(register)
        catch_up(database)
        today = datetime.now(UTC).date()
        soon = candidates(database, today + timedelta(days=74 * 366))
        assert [each for each in soon if each.person.startswith("official")] == []
        later = today + timedelta(days=76 * 366)
        assert [(c.matters, c.rule, c.confirmed) for c in candidates(database, later) if c.person == gone] == [
            (3, "officials who left", False)
        ]
        assert EMPLOYEE_71 not in {each.person for each in candidates(database, later)}
        assert STRANGER in {each.person for each in candidates(database, later)}
        do(register, PlaceHoldOnOfficial(official=STRANGER, reference="Court 7"), HEAD)
        erased_official(register, gone)
        catch_up(database)
        assert not {gone, STRANGER} & {each.person for each in candidates(database, later)}
