"""What is worked out once a month over all cases: one file for each question, run.py the story."""
