"""What the commands do; ``pipeline.cli`` imports each only when it is called."""
