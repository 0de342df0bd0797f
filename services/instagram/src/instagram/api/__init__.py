"""The public API: who may use it, what it takes and what it gives."""
