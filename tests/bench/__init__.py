"""The benchmark: `make bench`. Measures, judges nothing."""
