"""Formats Evidence; holds no numbers of its own."""
