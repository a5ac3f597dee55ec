"""Archives of documents: what is in them is listed within bounds."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.hostile import packages
from corpus.hostile.packages import plan, word, zipped
from pipeline.archives import Listing, is_archive, list_archive, member_of, read_member
from pipeline.errors import ReadingError
from pipeline.limits import LIMITS

HOSTILE = dict(packages.archives())


def listing(name: str, limits: object = LIMITS) -> Listing:
    return list_archive(HOSTILE[name], name, limits)  # type: ignore[arg-type]  # limits of another size are limits


def refused(name: str) -> dict[str, str]:
    return {refusal.name: refusal.key for refusal in listing(name).refused}


def test_members_are_told_with_content_and_way(tmp_path: Path) -> None:
    data = zipped(("a/plan.txt", plan(1)), ("inner.zip", zipped(("x.txt", b"-"), ("plan.txt", plan(2)))))
    (tmp_path / "a.zip").write_bytes(data)
    found = {member.name: member for member in list_archive(data, "a.zip", LIMITS).members}
    assert list(found) == ["a/plan.txt", "inner.zip/x.txt", "inner.zip/plan.txt"]
    deep = found["inner.zip/plan.txt"]
    assert (deep.way, deep.size, deep.sha256) == ((1, 1), len(plan(2)), sha256(plan(2)).hexdigest())
    for member in found.values():
        assert sha256(read_member(tmp_path / "a.zip", member.way, member.name, LIMITS)).hexdigest() == member.sha256


def test_documents_of_office_programs_are_no_archives() -> None:
    assert not is_archive(word(1))
    assert not is_archive(word(1)[:3000])
    assert not is_archive(b"PK is how this text begins")
    assert is_archive(HOSTILE["sound.zip"])
    assert is_archive(HOSTILE["sound.zip"][:60])


def test_a_listing_survives_the_store() -> None:
    for name in ("sound.zip", "slip.zip"):
        assert Listing.unpacked(listing(name).packed()) == listing(name)


def test_names_that_lead_out_are_refused_and_the_rest_is_read() -> None:
    found = refused("slip.zip")
    assert len(found) == 6
    assert set(found.values()) == {"archive_name"}
    assert not any(part == ".." for name in found for part in name.split("/"))
    assert [member.name for member in listing("slip.zip").members] == ["good.txt"]


def test_names_are_shown_without_what_nobody_sees() -> None:
    names = [member.name for member in listing("names.zip").members]
    assert "zero\\u200bwidth.txt" in names
    assert "line\\nbreak.txt" in names
    assert all(name.isprintable() for name in names)


def test_two_members_of_one_name_stay_two() -> None:
    assert [member.name for member in listing("twice.zip").members] == ["a.txt", "a.txt (2)", "b.txt"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("empty.zip", "archive_empty"),
        ("folders-only.zip", "archive_empty"),
        ("bomb.zip", "zip_bomb"),
        ("many-small-bombs.zip", "zip_bomb"),
        ("overlapping.zip", "zip_bomb"),
        ("30000-members.zip", "archive_members"),
        ("not-a-member.zip", "archive_broken"),
        ("end-only.zip", "archive_broken"),
    ],
)
def test_archives_that_are_refused_as_a_whole(name: str, key: str) -> None:
    with pytest.raises(ReadingError) as error:
        listing(name)
    assert error.value.key == key


@pytest.mark.parametrize(
    ("name", "member", "key"),
    [
        ("locked.zip", "plan.txt", "archive_password"),
        ("link.zip", "passwd.txt", "archive_link"),
        ("lying-about-size.zip", "zeros.txt", "archive_broken"),
        ("nine-deep.zip", "inner.zip/inner.zip/inner.zip", "archive_depth"),
    ],
)
def test_members_that_are_refused(name: str, member: str, key: str) -> None:
    assert refused(name)[member] == key


def test_what_programs_put_beside_the_documents_is_passed_over() -> None:
    assert [member.name for member in listing("macos.zip").members] == ["a.txt"]
    assert not listing("macos.zip").refused


def test_bounds_are_those_of_the_settings() -> None:
    assert len(listing("nine-deep.zip", replace(LIMITS, archive_depth=9)).members) == 1
    with pytest.raises(ReadingError):
        listing("sound.zip", replace(LIMITS, archive_members=2))


def test_names_in_utf_8_without_the_flag() -> None:
    data = zipped(("kế hoạch.txt", plan(1)))
    raw = "kế hoạch.txt".encode()
    assert raw in data
    unsaid = data.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")
    assert unsaid != data
    assert [member.name for member in list_archive(unsaid, "a.zip", LIMITS).members] == ["kế hoạch.txt"]


def test_members_are_found_again_by_the_names_of_a_listing(tmp_path: Path) -> None:
    inner = zipped(("plan.txt", plan(5)), ("a.txt", plan(6)))
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(("a.txt", plan(1)), ("a.txt", plan(2)), ("b/\tc.txt", plan(3)), ("in.zip", inner)))
    listed = list_archive(path.read_bytes(), "all.zip", LIMITS).members
    assert len(listed) == 5
    for member in listed:
        found = member_of(path, member.name, member.sha256, LIMITS)
        assert found == read_member(path, member.way, "all.zip", LIMITS)
    # a name of this archive, but another content
    assert member_of(path, "a.txt", sha256(plan(3)).hexdigest(), LIMITS) is None
    assert member_of(path, "in.zip/a.txt", listed[-1].sha256, replace(LIMITS, archive_depth=1)) is None
    assert member_of(path, "nothing.txt", listed[0].sha256, LIMITS) is None


def test_what_has_become_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped(("plan.txt", bytes(50_000_000))))
    assert member_of(path, "plan.txt", sha256(bytes(50_000_000)).hexdigest(), LIMITS) is None
    path.write_bytes(path.read_bytes()[:50])
    assert member_of(path, "plan.txt", "0" * 64, LIMITS) is None
