"""The law as data: dated, cited, and read by `compliance/`; see the YAML files beside this one."""
