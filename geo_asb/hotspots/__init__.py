"""Many records at once: pure statistics on frames and arrays."""
