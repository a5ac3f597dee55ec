"""The consistency checker: one rule, one file, one page.

The pipeline calls :func:`checks.engine.check_plan` for every document and :func:`checks.engine.check_archive` once over
all of them; :func:`checks.engine.all_rules` and :func:`checks.page.rule_page` serve the commands and the report.
"""
