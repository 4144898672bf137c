"""A record's bundle: what it holds, what it is checked for before it is handed out, when there is none."""

import json

import psycopg
import pytest

from infra.log import proofs, verify
from infra.log.checkpoints import HistoryRewrittenError
from infra.log.keys import trusted
from infra.log.proofs import NotCoveredError, RecordProofs
from tests.infra.log.conftest import Log

STREAM = "office-71"


def _write(log: Log, *states: str, stream: str = "office-10", topic: str = "OfficeOpened") -> None:
    """Put events of one more record into the register."""
    with psycopg.connect(log.dsn, autocommit=True) as owner:
        for version, state in enumerate(states, 1):
            owner.execute(
                "insert into register.events select %s, %s, %s, %s, max(notification_id) + 1, '2026-03-04T10:00:00Z'"
                " from register.events",
                (stream, version, topic, state.encode()),
            )
    log.grow()


def test_a_bundle_holds_the_events_of_one_record_as_they_are_stored_each_proven(log: Log) -> None:
    log.record(300)
    log.sign()
    _write(log, '{"schema":1,"act":{},"event":{}}', "\u049b {}")
    log.record(5)
    bundle = RecordProofs(log.checkpoints).bundle("office-10", "10")
    assert bundle is not None
    with log.checkpoints.connected() as connection:
        proven = verify.check_bundle(bundle.text.encode(), trusted(connection))
    assert [(event.position, event.version) for event in proven.events] == [(301, 1), (302, 2)]
    assert proven.events[1].state.decode() == "\u049b {}"
    assert (proven.record, proven.number, proven.checkpoint.size) == ("office-10", "10", bundle.size)
    assert {told["stream"] for told in json.loads(bundle.text)["events"]} == {"office-10"}


def test_a_checkpoint_that_covers_the_record_is_not_followed_by_another(log: Log) -> None:
    log.record(3)
    last = log.sign()
    _write(log, "{}")
    bundle = RecordProofs(log.checkpoints).bundle(STREAM, "71")
    assert bundle is not None and bundle.size == last.size and bundle.versions == {1, 2, 3}


def test_events_behind_what_the_views_show_are_left_to_a_later_bundle(log: Log) -> None:
    log.record(9)
    log.sign()
    bundle = RecordProofs(log.checkpoints).bundle(STREAM, "71", upto=4)
    assert bundle is not None and bundle.versions == {1, 2, 3, 4}
    assert RecordProofs(log.checkpoints).bundle("office-10", "10") is None


@pytest.mark.parametrize(
    "change",
    [
        "update register.events set state = '{ }' where notification_id = 4",
        "update register.events set recorded_at = recorded_at + interval '1 microsecond' where notification_id = 4",
        "update register.events set topic = 'Nothing' where notification_id = 4",
    ],
)
def test_an_event_that_was_changed_is_named_instead_of_handed_out(log: Log, change: str) -> None:
    log.record(9)
    log.sign()
    log.tamper(change)
    with pytest.raises(HistoryRewrittenError, match="event 4 is not the one that the checkpoint of size 9 covers"):
        RecordProofs(log.checkpoints).bundle(STREAM, "71")


def test_what_no_checkpoint_covers_yet_has_no_proof(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "PATIENCE", 0.0)
    log.record(3)
    with pytest.raises(NotCoveredError):
        RecordProofs(log.checkpoints).bundle(STREAM, "71")
    assert not log.checkpoints.key.path.exists(), "whoever only proves makes no key"


@pytest.mark.parametrize(
    ("topic", "state", "has"),
    [
        ("OfficeOpened", '{"schema":1,"act":{},"event":{"code":"10"}}', False),
        ("ComplaintAccepted", '{"schema":1,"act":{},"event":{"reason":"a reason"}}', True),
        ("ComplaintAccepted", '{"schema":1,"act":{},"event":{}}', False),
        ("NobodyKnowsThis", '{"schema":1,"act":{},"event":{}}', True),
        ("OfficeOpened", "\u0001", True),
        ("OfficeOpened", '{"schema":1}', True),
        ("ComplaintAccepted", '{"schema":0,"act":{},"event":{}}', True),
    ],
)
def test_an_event_counts_as_contents_unless_it_surely_holds_none(log: Log, topic: str, state: str, has: bool) -> None:
    log.record()
    log.sign()
    _write(log, state, topic=topic)
    bundle = RecordProofs(log.checkpoints).bundle("office-10", "10")
    assert bundle is not None and bundle.contents == ({1} if has else set())
