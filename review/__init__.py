"""Where an official reads and decides."""
