"""Facts to FHIR, as plain dictionaries: pure but for the words of our own code systems."""
