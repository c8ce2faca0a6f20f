"""The named labs of the lessons: each function returns a live lab."""
