"""Arrays in, matplotlib out. Nothing here computes, and nothing here knows a widget.

Figures hold symbols and short English terms, so that no machine needs a Chinese font.
"""
