# What can be done here. Needs only Python 3.11 or newer and make; `make run` and `make test` fetch the rest.

PORT ?= 8000
# `make run ADDRESS=0.0.0.0` lets other machines in; without it only this one reaches the site (setup/site.py).
# The first Python on the PATH that starts and is new enough; choose another with `make run PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV = .venv/bin/python

.PHONY: help run test prove drill check format clean environment development frontend languages words book bench attack screenshots mutants

help:
	@sed -n 's/^__version__ = "\(.*\)"/TiP Borough \1/p' tip_borough/__init__.py
	@echo 'make run     the site on http://127.0.0.1:8000 (PORT=8080 for another port,'
	@echo '            ADDRESS=0.0.0.0 to let other machines in, as a container needs)'
	@echo 'make test    everything: checks, tests on SQLite and PostgreSQL, tests in a browser'
	@echo 'make prove   long proofs: what make test tries on small boroughs, on many and large ones, and slow tests on SQLite'
	@echo 'make drill   a whole installation behind nginx, while its parts are killed, silent, slow and replaced'
	@echo 'make check   what can be checked in under a minute'
	@echo 'make mutants try small faults against the nearest tests (ONLY=disclosure for some of them)'
	@echo 'make format  lay the code out as we write it'
	@echo 'make words   bring locale/ up to date with what the pages say, to be translated'
	@echo 'make book    print every English text with its place, to be read as a book (ROOM=surveys for one room)'
	@echo 'make bench   how long pages take on the demonstration borough'
	@echo 'make attack  an attacker of its own on forty made-up boroughs (ONLY=tiny, SECONDS=30, PROCESSES=2)'
	@echo 'make screenshots  take the README'\''s pictures again'
	@echo 'make clean   remove what these commands made, but not your database'

run: environment frontend languages
	@$(VENV) -m setup.site $(PORT)

test: development frontend languages
	@$(VENV) -m setup.suite everything

prove: development frontend languages
	@$(VENV) -m setup.suite prove

drill: development frontend languages
	@$(VENV) -m setup.suite drill

check: development frontend languages
	@$(VENV) -m setup.suite check

format: development
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

mutants: development frontend languages
	@$(VENV) -m setup.mutants $(ONLY)

bench: environment frontend languages
	@$(VENV) -m benchmarks.pages
	@$(VENV) -m benchmarks.question
	@$(VENV) -m benchmarks.release

# Ends with 1 where something is certain for someone.
attack: development
	@$(VENV) -m attacker --only '$(ONLY)' $(if $(SECONDS),--seconds $(SECONDS)) $(if $(PROCESSES),--processes $(PROCESSES))

screenshots: development frontend languages
	@$(VENV) -m docs.take_screenshots

words: environment
	@$(VENV) -m setup.words refresh

book: environment
	@$(VENV) -m setup.book $(ROOM)

clean:
	rm -rf .venv .setup node_modules static/dist staticfiles
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results
	rm -f locale/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment development:
	@test -n '$(PYTHON)' || { echo 'This needs Python 3.11 or newer, and none was found on the PATH.'; \
	  echo 'Install one (python.org, or your system'\''s packages), or name it: make run PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -m setup.environment $(if $(filter development,$@),dev,base)

frontend:
	@$(VENV) -m setup.frontend

languages:
	@$(VENV) -m setup.words
