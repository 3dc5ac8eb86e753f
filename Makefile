# Thin names for caarisma/local/bootstrap.py, which works without make too. `make help` lists them.
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
TARGETS := help run test coverage check fix shell manage reset messages lock sbom bench bench-web bench-api threads truth fuzz fuzz-api lighthouse nu drill chaos soak judged exposure

.PHONY: $(TARGETS)
# exec: a signal to the recipe reaches Caarisma itself. PORT, FORCE, SCALE and the like may stand on make's command line.
$(TARGETS):
	@exec "$(PYTHON)" caarisma/local/bootstrap.py $@ $(ARGS)
