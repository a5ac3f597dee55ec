"""People with passwords, and how they come in."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from review.web.people import set_password


def people_in(folder: Path, *names: str) -> Path:
    """A file of people, each with a password of their own."""
    people = folder / "people"
    for name in names:
        set_password(people, name, _password(name))
    return people


def sign_in(page: Page, name: str) -> None:
    """Fill the form in and send it."""
    page.get_by_label("Tên").fill(name)
    page.get_by_label("Mật khẩu").fill(_password(name))
    page.locator("button.main").click()


def _password(name: str) -> str:
    return f"mật khẩu của {name}"
