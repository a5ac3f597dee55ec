"""Parts of an Akoma Ntoso document: its identity, its text with references, its body."""
