"""Makes the demo borough: streets, homes, messy exports, and its truth."""
