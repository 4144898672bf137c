"""An outsider's journey: what the log publishes is taken away and checked by its own program, without the product."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.domain.scenario import EMPLOYEE_71, EMPLOYEE_75, HEAD
from tests.journeys.judging import registration
from tests.journeys.served import Served

PROOF = "query Proof($number: String!) { recordProof(number: $number) { record number events size bundle } }"


class Outsider:
    """Somebody with a directory of downloads, the log's public key and a bare Python."""

    def __init__(self, served: Served, directory: Path) -> None:
        self.address = served.url.removesuffix("/graphql")
        self.directory = directory
        self.http = served.http
        self.key = self.download("log/keys").splitlines()[3]
        self.download("log/verify.py")

    def get(self, path: str) -> httpx.Response:
        return self.http.get(f"{self.address}/{path}")

    def download(self, path: str, name: str = "") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return self.keep(name or path.rpartition("/")[2], answer.content)

    def keep(self, name: str, content: bytes) -> str:
        file = self.directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return content.decode("utf-8", "replace")

    def mirror(self, size: int) -> None:
        """All tiles of a tree of this size, under the addresses at which they are published."""
        level = 0
        while hashes := size >> 8 * level:
            full, rest = divmod(hashes, 256)
            for number in range(full):
                self.download(f"log/tile/{level}/{number:03d}", f"tiles/tile/{level}/{number:03d}")
            if rest:
                place = f"tile/{level}/{full:03d}.p/{rest}"
                self.download(f"log/{place}", f"tiles/{place}")
            level += 1

    def verify(self, *arguments: str) -> tuple[int, str]:
        """Exit code and words of the downloaded program, run where nothing of the product can be imported."""
        ran = subprocess.run(
            [sys.executable, "-I", str(self.directory / "verify.py"), *arguments, "--key", self.key],
            cwd=self.directory,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def outsider(served: Served, number: str, tmp_path: Path) -> Outsider:
    _proof(served, EMPLOYEE_71, number)
    return Outsider(served, tmp_path)


@pytest.fixture(scope="module")
def number(served: Served) -> str:
    """A complaint of office 71, by its number."""
    done = served.caller(EMPLOYEE_71).do("registerComplaint", "record { number }", **registration())
    return str(done["record"]["number"])


def _proof(served: Served, official: str, number: str, **extensions: str) -> Any:
    body = {"query": PROOF, "variables": {"number": number}, "extensions": extensions}
    answer = served.http.post(served.url, json=body, headers=served.caller(official).headers()).json()
    assert "errors" not in answer, answer
    return answer["data"]["recordProof"]


def test_a_record_s_bundle_is_proven_by_the_downloaded_program(served: Served, outsider: Outsider, number: str) -> None:
    proof = _proof(served, EMPLOYEE_71, number)
    outsider.keep("bundle.json", proof["bundle"].encode())
    code, words = outsider.verify("bundle", "bundle.json")
    assert code == 0, words
    assert f"proven: these {proof['events']} events of {proof['record']} stand in the log" in words


def test_a_bundle_in_which_one_word_was_changed_is_proven_no_more(
    served: Served, outsider: Outsider, number: str
) -> None:
    bundle = _proof(served, EMPLOYEE_71, number)["bundle"]
    position = re.search(r'"position": (\d+)', bundle)
    assert position is not None
    outsider.keep("bundle.json", bundle.replace("ousing", "easing", 1).encode())
    code, words = outsider.verify("bundle", "bundle.json")
    assert code == 1 and f"event {position[1]} is not in the log as it is told here" in words


def test_a_later_checkpoint_continues_an_earlier_one_as_its_tiles_show(
    served: Served, outsider: Outsider, number: str
) -> None:
    old = outsider.download("log/checkpoint", "old")
    clerk = served.caller(EMPLOYEE_71)
    later = clerk.do("registerComplaint", "record { number }", **registration())["record"]["number"]
    assert _proof(served, EMPLOYEE_71, later)["size"] > int(old.splitlines()[1])
    new = outsider.download("log/checkpoint", "new")
    outsider.mirror(int(new.splitlines()[1]))
    code, words = outsider.verify("checkpoints", "old", "new", "--tiles", "tiles")
    assert code == 0, words
    tile = next((outsider.directory / "tiles/tile/0").glob("000*"))
    tile = next(tile.iterdir()) if tile.is_dir() else tile
    tile.write_bytes(b"\1" * len(tile.read_bytes()))
    code, words = outsider.verify("checkpoints", "old", "new", "--tiles", "tiles")
    assert code == 1 and "NOT PROVEN" in words


def test_who_does_not_see_all_of_a_record_gets_the_answer_of_one_that_does_not_exist(
    served: Served, number: str
) -> None:
    nowhere = _proof(served, EMPLOYEE_71, "C-71-2026-99999")
    assert nowhere is None
    assert _proof(served, EMPLOYEE_75, number) is None
    assert _proof(served, HEAD, number) is None, "the Head sees where it stands, not its contents"
    assert _proof(served, HEAD, number, reason="An inspection of the office")["number"] == number


def test_a_proof_is_a_read_of_the_record_s_contents(served: Served, number: str) -> None:
    record = _proof(served, HEAD, number, reason="A second inspection")["record"]
    with psycopg.connect(served.dsn) as connection:
        rows = connection.execute(
            "select official, reason, operation, parts from journal.reading where record = %s and official = %s"
            " order by position desc limit 1",
            (record, HEAD),
        ).fetchall()
    assert rows == [(HEAD, "A second inspection", "Proof", ["audit_content"])]


def test_the_public_is_given_no_proof_of_a_record(served: Served, number: str) -> None:
    answer = served.http.post(served.url, json={"query": PROOF, "variables": {"number": number}})
    assert answer.status_code == 401
