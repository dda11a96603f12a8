"""The Dash app: asks Queries, draws, never computes."""
