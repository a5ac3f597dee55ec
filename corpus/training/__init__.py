"""Making the models of the recovery from text."""
