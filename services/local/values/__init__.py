"""Values a caller can say: one file per kind. `values.kinds.KINDS` lists them all."""
