from tests.providers.vetting.conftest import as_the_site

__all__ = ["as_the_site"]
