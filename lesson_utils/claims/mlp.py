"""Claims of lesson 2."""
