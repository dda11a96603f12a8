"""Speed and memory of every statistic against its peer: one module for each group of verbs."""
