"""Real networks, trained live, for three lessons in deep learning."""
