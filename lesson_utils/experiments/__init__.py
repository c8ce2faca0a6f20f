"""What single sections of the lessons compute, with no figure and no widget."""
