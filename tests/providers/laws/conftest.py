from tests.providers.vetting.conftest import as_the_site  # noqa: F401  (a fixture)
