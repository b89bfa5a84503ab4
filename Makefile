# The few verbs of the project; `make` alone lists them.

# What is said to make is text: a dollar sign in it, as a file's name may hold, is no variable of
# make's own, and a recipe takes it from the environment, where the shell does not read it.
override name :=
override said := $(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name)))
$(foreach name,$(said),$(eval override $(name) := $$(value $(name))))
$(foreach name,$(said),$(eval export $(name)))

export PYTHONUTF8 = 1
unexport PYTHONPATH PYTHONHOME

override python := .venv/bin/python
override helpers := @$(python) -m helpers

.PHONY: help report data add corpus reports panel panel-report explore lab class parameters test check accuracy bench fuzz audit-bench specimen clean lock ready ready-for-corpus ready-for-tests

help:
	@echo "make report YEAR=2020                         what you most likely want"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-19s %s\n", $$1, $$2}'
	@echo
	@echo "Any parameter may be said, as in make report YEAR=2020 REPORT_LANG=en TOP_N=5; 'make"
	@echo "parameters' lists them. Only what has changed is made again; FORCE=1 makes all."

# helpers reads the parameters that are said to make, so that there is one list of them.
report: ready ## what is stale of the notebooks, PDF to report.html: YEAR= [UNIT=] ...
	$(helpers) report

data: ready ## the tidy, checked tables without the report: YEAR= [UNIT=] ...
	$(helpers) data

add: ready ## add published PDFs: PDF= (or PDF="a.pdf 'b c.xlsx'") UNIT= YEAR= [REPLACE=yes], or DIR= [DRY_RUN=yes]
	$(helpers) add

corpus: ready-for-corpus ## the data of many documents at once: [DOCS=] [WORKERS=2] [SCHEDULER=tcp://…]
	$(helpers) corpus

reports: ready ## the report of every document, one after another: [DOCS=]
	$(helpers) reports

panel: ready ## all documents as one panel: data/panel
	$(helpers) panel

panel-report: ready ## the panel and one page over it: reports/panel.html
	$(helpers) panel-report

explore: ready ## one page over all final accounts that have data: reports/explore.html
	$(helpers) explore

lab: ready ## open copies of the notebooks in JupyterLab: [NOTEBOOK=] [FRESH=yes]
	$(helpers) lab

class: ready-for-tests ## the class kit: build/class-kit.zip for pupils, class-teacher.zip for you
	@$(python) tools/classkit/build.py

parameters: ready ## list the notebooks' parameters and the documents there are
	$(helpers) parameters

test: ready-for-tests ## run the tests
	@$(python) -m pytest

check: ready-for-tests ## what a change must pass besides the tests: linter, types, format
	@$(python) -m ruff check src tests benchmarks tools
	@$(python) -m mypy
	@$(python) -m ruff format --check src tests benchmarks tools

accuracy: ready-for-tests ## how exact the data are, beside raw extractors: needs the corpus (CORPUS_DIR)
	@$(python) benchmarks/accuracy.py

audit-bench: ready-for-tests ## which planted errors the audit catches: [ONLY=KIND] [SAMPLE=3]
	@if [ -n "$${ONLY:-}$${SAMPLE:-}" ]; then \
		$(python) benchmarks/audit_bench.py $${ONLY:+--only="$$ONLY"} $${SAMPLE:+--sample="$$SAMPLE"}; \
	else $(python) benchmarks/audit_bench.py --write; fi

bench: ready-for-tests ## how long a run takes, beside plain Python and raw extractors: [WRITE=yes]
	@if [ "$${WRITE:-}" = yes ]; then $(python) benchmarks/bench.py --write; \
		else $(python) benchmarks/bench.py; fi

fuzz: ready-for-tests ## thousands of damaged PDFs: each ends as a result or a clean refusal
	@$(python) benchmarks/fuzz.py

specimen: ready-for-tests ## set the shipped document again from its data file (benchmarks/typesetter)
	@$(python) benchmarks/typesetter/typeset.py benchmarks/typesetter/hanyang-gov-office-2020.yml \
		data/raw/hanyang-gov-office/2020/final_accounts.pdf

clean: ## delete what runs wrote: data/processed, data/panel, reports and build
	rm -rf data/processed data/panel reports build

lock: ready ## rebuild the locks from pyproject.toml (for maintainers)
	@sh tools/lock.sh

ready:
	@sh tools/bootstrap/setup.sh

ready-for-corpus:
	@sh tools/bootstrap/setup.sh corpus

ready-for-tests:
	@sh tools/bootstrap/setup.sh test
