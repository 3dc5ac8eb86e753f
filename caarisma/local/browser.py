"""Chromium for the browser journeys: found, or installed where that is possible, or loudly missing."""

from __future__ import annotations

import os
import shutil
import subprocess

from caarisma.local.talk import RED, Problem, colored, say

# Debian's, not every release has the first. It is the second without windows: a page that is looked at from all sides
# takes it a third of the time.
PACKAGES = ("chromium-headless-shell", "chromium")
NAMES = (*PACKAGES, "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = ("/Applications/Chromium.app/Contents/MacOS/Chromium",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")  # fmt: skip


def found_or_installed() -> str:
    """The browser's path, or "" when the journeys must be skipped. REQUIRE_BROWSER=1 makes that a Problem."""
    browser = find() or _install()
    if browser:
        say("browser", browser)
        return browser
    missing = "no Chromium was found, so the browser journeys are SKIPPED (Debian: apt-get install chromium)"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        raise Problem(f"REQUIRE_BROWSER=1, but {missing}.")
    say("browser", colored(missing, RED))
    return ""


def find() -> str:
    """CHROMIUM from the environment, or the first browser on PATH or among macOS's applications; "" if none."""
    named = os.environ.get("CHROMIUM", "")
    candidates = [named, *(shutil.which(name) or "" for name in NAMES), *APPLICATIONS]
    return next((path for path in candidates if path and os.access(path, os.X_OK)), "")


def _install() -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    say("browser", "installing Debian's Chromium with apt-get")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL, env=env, check=False)
    for package in PACKAGES:
        words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        if subprocess.run(words, stdout=subprocess.DEVNULL, env=env, check=False).returncode == 0:
            break
    return find()
