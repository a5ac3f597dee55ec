"""What the commands do; ``pipeline.command_line`` imports each only when it is called."""
