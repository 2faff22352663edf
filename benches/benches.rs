//! Benchmarks live beside this file, one question each; see `make help`.
