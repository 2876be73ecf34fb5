"""Pages in Chromium that are watched: for requests that leave the machine, for what scripts throw or ask."""

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import sync_playwright


def chromium():
    """Where Chromium is; its absence is a failure in CI, where `.ci/run` installs it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("chromium is missing; .ci/run installs it by apt-get")
    if found is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    return found


@contextmanager
def launched(**options):
    """A Chromium of one's own."""
    found = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"], **options
        )
        yield browser
        browser.close()


@contextmanager
def watched(browser, width, height):
    """A page that keeps the addresses of requests that go elsewhere, and what was thrown or asked by scripts."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.outside, page.trouble = [], []
    page.on("request", lambda one: page.outside.append(one.url) if leaves(one.url) else None)
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("dialog", lambda dialog: (page.trouble.append(dialog.message), dialog.dismiss()))
    yield page
    page.close()


def settled(page):
    """Wait until nothing runs and what is drawn is drawn."""
    page.wait_for_timeout(1200)
    busy = "[data-testid=stSpinner], [data-testid=stStatusWidget], [data-testid=stSkeleton]"
    page.wait_for_function("busy => !document.querySelector(busy)", arg=busy)
    page.wait_for_timeout(800)


def picture(page, name):
    """Keep a picture of the page where the environment names a folder, as CI does."""
    folder = os.environ.get("RINGTRACE_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png")


def leaves(url):
    return urlparse(url).scheme not in ("data", "blob") and urlparse(url).hostname != "127.0.0.1"
