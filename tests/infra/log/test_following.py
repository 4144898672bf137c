"""The tree grows behind the register: in batches, by several followers, after restarts, without holding up appends."""

import threading
import time
from uuid import uuid4

import psycopg
import pytest

from infra.log import follower as following
from infra.log import stored, verify
from infra.log.follower import Follower, HoleInRegisterError, RegisterRewrittenError, following_log
from infra.log.tiles import StoredTiles
from infra.store.recorder import Store
from infra.store.session import Entry, NewEvent
from tests.infra.log import trees
from tests.infra.log.conftest import Log


def expected_root(dsn: str) -> bytes:
    with psycopg.connect(dsn) as connection:
        return trees.root([verify.event_hash(event) for event in stored.all_of(connection)])


def test_the_tree_is_that_of_the_rows_whatever_the_batches(log: Log) -> None:
    for count, batch in ((1, 1), (255, 100), (1, 5), (600, 257)):
        record_only(log.dsn, count)
        with Follower(log.dsn, batch=batch) as follower:
            follower.catch_up()
    with psycopg.connect(log.dsn) as connection:
        tiles = StoredTiles(connection).tree()
        events = [verify.event_hash(event) for event in stored.all_of(connection)]
        assert tiles.size == 857
        assert tiles.root() == trees.root(events)
        assert tiles.root(300) == trees.root(events[:300])
        verify.check_inclusion(256, 700, events[256], tiles.inclusion(256, 700), tiles.root(700))
        verify.check_consistency(256, 857, tiles.root(256), tiles.root(), tiles.consistency(256))
        with pytest.raises(verify.Unproven):
            tiles.inclusion(857)


def record_only(dsn: str, count: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute(
            "insert into register.events (originator_id, originator_version, topic, state, notification_id,"
            " recorded_at) select 'office-71', n, 'Something', '{}', n, clock_timestamp() from"
            " (select coalesce(max(notification_id), 0) as head from register.events) as now,"
            " generate_series(head + 1, head + %s) as n",
            (count,),
        )


def test_followers_beside_each_other_build_one_tree(log: Log) -> None:
    record_only(log.dsn, 2_000)

    def run() -> None:
        with Follower(log.dsn, batch=50) as follower:
            follower.catch_up()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with psycopg.connect(log.dsn) as connection:
        tiles = StoredTiles(connection).tree()
        assert (tiles.size, tiles.root()) == (2_000, expected_root(log.dsn))


def test_a_batch_that_fails_leaves_nothing_and_is_done_again(log: Log) -> None:
    record_only(log.dsn, 30)
    with Follower(log.dsn, batch=10) as follower:
        follower.step()
        with pytest.MonkeyPatch.context() as failing:
            failing.setattr(StoredTiles, "store", _failing)
            with pytest.raises(RuntimeError):
                follower.step()
        assert follower.catch_up() == 30
    with psycopg.connect(log.dsn) as connection:
        assert StoredTiles(connection).tree().root() == expected_root(log.dsn)


def _failing(self: StoredTiles, tiles: object) -> None:
    raise RuntimeError


def test_the_log_does_not_grow_over_a_hole(log: Log) -> None:
    record_only(log.dsn, 5)
    log.tamper("delete from register.events where notification_id = 3")
    with Follower(log.dsn) as follower, pytest.raises(HoleInRegisterError, match="after position 2"):
        follower.step()


def test_a_register_that_lost_its_tail_is_not_followed_even_when_it_grows_again(log: Log) -> None:
    log.record(20)
    log.tamper("delete from register.events where notification_id > 15")
    for _ in range(2):
        with Follower(log.dsn) as follower, pytest.raises(RegisterRewrittenError, match="event 20 "):
            follower.step()
        record_only(log.dsn, 10)
    with psycopg.connect(log.dsn) as connection:
        assert StoredTiles(connection).size() == 20


def test_a_tile_is_continued_and_never_changed(log: Log) -> None:
    log.record(20)
    with psycopg.connect(log.dsn, autocommit=True) as owner:
        owner.execute("update log.tile set hashes = hashes || sha256('x')")
        for statement in (
            "update log.tile set hashes = sha256('x')",
            "update log.tile set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)",
            "update log.tile set number = 1",
            "delete from log.tile",
            "truncate log.tile",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(statement)


@pytest.mark.parametrize("role", ["register_appender", "register_reader"])
def test_only_the_projector_writes_tiles_and_everybody_reads_them(log: Log, role: str) -> None:
    log.record(3)
    with psycopg.connect(log.dsn, autocommit=True) as connection:
        connection.execute(f"set role {role}".encode())
        assert StoredTiles(connection).size() == 3
        for statement in ("insert into log.tile values (0, 9, sha256('x'))", "update log.tile set number = 1"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_appends_are_noticed_and_never_wait(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PAUSE", 0.01)
    stop, seen = threading.Event(), threading.Event()
    sizes: list[int] = []

    def looked(size: int) -> None:
        sizes.append(size)
        seen.set()

    with Store(log.dsn) as store, following_log(log.dsn, stop, looked=looked), store.recorder.session() as session:
        assert seen.wait(5)
        with psycopg.connect(log.dsn) as busy:
            busy.execute("select pg_advisory_xact_lock(%s, 0)", (following.LOCK,))
            session.append(
                [Entry(uuid4(), b"", "office-71", 2)], {"office-71": 0}, [NewEvent("office-71", "A", b"{}")] * 2
            )
        until = time.monotonic() + 5
        while sizes[-1] < 2 and time.monotonic() < until:
            time.sleep(0.01)
        stop.set()
        session.append([Entry(uuid4(), b"", "office-71", 1)], {"office-71": 2}, [NewEvent("office-71", "A", b"{}")])
    assert sizes[-1] >= 2
