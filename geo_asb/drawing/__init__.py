"""Answers drawn as pictures: maps and charts for documents."""
