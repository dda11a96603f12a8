"""The platform's knowledge; runs without a browser."""
