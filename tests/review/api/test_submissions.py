"""Documents that are handed in: what is taken, what becomes of it, and that none is lost."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dataset.database import DatabaseError
from review.api.inbox import Inbox
from review.api.interface import Background, Interface
from review.api.submissions import clean_name
from tests.review.api.conftest import Clients, codes_of
from tests.review.api.made import MadeUpReader


@pytest.fixture
def sender(holding: Clients) -> TestClient:
    return holding("submit")


def hand_in(client: TestClient, body: bytes = b"done\n", name: str = "ke-hoach.txt") -> dict[str, object]:
    answer = client.post("documents", files={"file": (name, body)})
    assert answer.status_code == 202, answer.text
    told: dict[str, object] = answer.json()
    assert answer.headers["location"] == f"/api/v1/submissions/{told['submission_id']}"
    return told


def ended(client: TestClient, told: dict[str, object], seconds: float = 15) -> dict[str, object]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        now: dict[str, object] = client.get(f"submissions/{told['submission_id']}").json()
        if now["state"] not in {"queued", "reading"}:
            return now
        time.sleep(0.05)
    raise AssertionError(now)


def files_of(interface: Interface) -> list[Path]:
    assert interface.inbox
    return sorted(path for path in interface.inbox.folder.iterdir() if path.name != ".lock")


def test_what_is_accepted_lies_on_disk_under_a_name_of_ours(sender: TestClient, interface: Interface) -> None:
    told = hand_in(sender, b"done\nabc", "../../etc/../K\u1ebf ho\u1ea1ch\u202e.exe")
    assert (told["state"], told["size"], told["kind"]) == ("queued", 8, "txt")
    assert told["name"] == "Kế hoạch.exe"
    (path,) = files_of(interface)
    assert path.name == f"{told['submission_id']}.txt"
    assert path.read_bytes() == b"done\nabc"
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", ""), ("/etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), ("x" * 999, "x" * 200), ("a\0\nb", "ab")],
)
def test_what_a_sender_calls_a_file_is_only_shown(name: str, shown: str) -> None:
    assert clean_name(name) == shown


def test_each_state_is_reached_and_told(sender: TestClient, interface: Interface) -> None:
    with Background(interface):
        done, partly, refused = (hand_in(sender, f"{word}\n".encode()) for word in ("done", "partly", "refused"))
        assert ended(sender, done)["state"] == "done"
        told = ended(sender, partly)
        source = f"inbox/{told['submission_id']}.txt"
        assert told["documents"] == [{"doc_id": "0" * 12, "source": source, "state": "partly"}]
        told = ended(sender, refused)
    assert told["state"] == "refused"
    assert told["refused"][0]["code"] == "pdf_password"  # type: ignore[index]
    english = sender.get(f"submissions/{told['submission_id']}", headers={"Accept-Language": "en"}).json()
    assert english["refused"][0]["cause"] == "The file has a password."
    assert {row["state"] for row in sender.get("submissions").json()["rows"]} == {"refused", "partly", "done"}
    assert len(sender.get("submissions", params={"state": ["done", "partly"]}).json()["rows"]) == 2
    first = sender.get("submissions", params={"limit": 2}).json()
    rest = sender.get("submissions", params={"limit": 2, "cursor": first["next"]}).json()
    assert len({row["submission_id"] for row in first["rows"] + rest["rows"]}) == 3
    assert rest["next"] is None


def test_a_state_that_is_known_is_not_sent_again(sender: TestClient, interface: Interface) -> None:
    told = hand_in(sender)
    address = f"submissions/{told['submission_id']}"
    tag = sender.get(address).headers["etag"]
    assert sender.get(address, headers={"If-None-Match": tag}).status_code == 304
    with Background(interface):
        ended(sender, told)
    assert sender.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_what_is_not_taken_leaves_nothing(sender: TestClient, interface: Interface) -> None:
    for body, status, code in ((b"", 422, "invalid"), (b"\0\1\2", 415, "kind"), (b"x" * 1_060_000, 413, "too_large")):
        answer = sender.post("documents", files={"file": ("a.txt", body)})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert sender.post("documents", content=b"abc").json()["code"] == "not_multipart"
    for content, kind in ((b"abc", "multipart/form-data"), (b"abc", "multipart/form-data; boundary=x")):
        answer = sender.post("documents", content=content, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    for form in ({"data": {"file": "text"}}, {"files": {"other": ("a.txt", b"abc")}}):
        answer = sender.post("documents", files=form.get("files"), data=form.get("data"), headers={})  # type: ignore[arg-type]
        assert answer.status_code in {415, 422}
    two = sender.post("documents", files=[("file", ("a.txt", b"done")), ("file", ("b.txt", b"done"))])
    assert two.status_code == 422
    assert files_of(interface) == []
    assert sender.get("submissions").json()["rows"] == []


def test_a_full_disk_is_told_and_leaves_nothing(
    sender: TestClient, interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = sender.post("documents", files={"file": ("a.txt", b"done")})
        assert (answer.status_code, answer.json()["code"]) == (507, "storage")

    def broken(_: object) -> None:
        raise DatabaseError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(interface.submissions, "add", broken)
        assert sender.post("documents", files={"file": ("a.txt", b"done")}).status_code == 503
    assert files_of(interface) == []


def test_so_many_may_wait(sender: TestClient, holding: Clients) -> None:
    for _ in range(3):
        hand_in(sender)
    answer = sender.post("documents", files={"file": ("a.txt", b"done")})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_waiting")
    assert answer.headers["retry-after"]
    hand_in(holding("submit"))


def test_one_token_does_not_see_what_is_of_another(sender: TestClient, holding: Clients) -> None:
    told = hand_in(sender)
    other, admin = holding("submit"), holding("admin")
    assert other.get(f"submissions/{told['submission_id']}").status_code == 404
    assert other.get("submissions").json()["rows"] == []
    assert admin.get(f"submissions/{told['submission_id']}").status_code == 200
    assert len(admin.get("submissions").json()["rows"]) == 1


def test_while_another_run_is_at_work_it_waits(
    sender: TestClient, interface: Interface, reader: MadeUpReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.api.submissions._WAIT", 0.2)
    reader.busy = True
    told = hand_in(sender)
    with Background(interface):
        time.sleep(0.6)
        now = sender.get(f"submissions/{told['submission_id']}").json()
        assert (now["state"] in {"queued", "reading"}, now["tries"]) == (True, 0)
        reader.busy = False
        assert ended(sender, told)["state"] == "done"


def test_a_reading_that_tells_nothing_is_tried_again(
    sender: TestClient, interface: Interface, reader: MadeUpReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.api.submissions._WAIT", 0.1)
    reader.silent = True
    told = hand_in(sender)
    with Background(interface):
        while len(reader.calls) < 2:
            time.sleep(0.02)
        reader.silent = False
        now = ended(sender, told)
    assert now["state"] == "done"
    assert now["tries"] == len(reader.calls) - 1 >= 2


def test_what_was_being_read_when_a_server_died_is_read_by_the_next(
    sender: TestClient, interface: Interface, reader: MadeUpReader
) -> None:
    told = hand_in(sender)
    assert [one.submission_id for one in interface.submissions.begin(5)] == [told["submission_id"]]
    assert sender.get(f"submissions/{told['submission_id']}").json()["state"] == "reading"
    with Background(interface):
        assert ended(sender, told)["state"] == "done"
    assert reader.stopped


def test_a_file_that_is_gone_ends_with_a_cause(sender: TestClient, interface: Interface) -> None:
    told = hand_in(sender)
    files_of(interface)[0].unlink()
    with Background(interface):
        now = ended(sender, told)
    assert (now["state"], now["refused"][0]["code"]) == ("refused", "file_gone")  # type: ignore[index]


def test_what_was_never_accepted_is_removed_and_nothing_else(sender: TestClient, interface: Interface) -> None:
    assert interface.inbox
    told = hand_in(sender)
    folder = interface.inbox.folder
    old = (f".{'1' * 8}-{'a' * 16}", f"{'1' * 8}-{'b' * 16}.pdf")
    others = (f"{'2' * 8}-{'c' * 16}.pdf", "of-somebody.pdf")
    for name in (*old, *others):
        (folder / name).write_bytes(b"x")
    for name in (*old, "of-somebody.pdf", f"{told['submission_id']}.txt"):
        os.utime(folder / name, (0, 0))
    interface.inbox.tidy(interface.submissions.files())
    assert {path.name for path in files_of(interface)} == {*others, f"{told['submission_id']}.txt"}


def test_one_process_sees_to_an_inbox(interface: Interface, out: Path) -> None:
    assert interface.inbox
    again = Inbox(out)
    assert again.identity == interface.inbox.identity
    with interface.inbox.alone() as first, again.alone() as second:
        assert (first, second) == (True, False)
    with again.alone() as third:
        assert third


def test_what_is_of_another_server_is_left_to_it(sender: TestClient, interface: Interface) -> None:
    hand_in(sender)
    interface.submissions._inbox = "another"
    assert interface.submissions.begin(5) == []
    assert interface.submissions.files() == set()


def test_a_server_without_an_inbox_takes_nothing(
    holding: Clients, interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interface, "inbox", None)
    answer = holding("submit").post("documents", files={"file": ("a.txt", b"done")})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_inbox")


def test_a_parameter_that_is_none(sender: TestClient) -> None:
    answer = sender.get("submissions", params={"state": "lost", "cursor": "é"})
    assert codes_of(answer.json()["errors"]) == {("state.0", "choice"), ("cursor", "form")}
