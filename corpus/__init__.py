"""Plans of our own writing with their truth, the forms they are rendered to, and the evaluation over them."""
