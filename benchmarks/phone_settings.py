"""Production, but for the redirect to https: Lighthouse asks for robots.txt without what the proxy would add."""

from caarisma.settings.production import *

SECURE_SSL_REDIRECT = False
