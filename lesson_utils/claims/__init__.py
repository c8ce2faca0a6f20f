"""Every empirical sentence of the lessons, by name: `claims.show("dropout_helps")`.

One module a lesson adds its claims; a test runs them all with seeds that no lesson shows.
"""

from lesson_utils.claims import generalization, mlp, softmax_regression  # noqa: F401
from lesson_utils.claims.claim import CLAIMS, Claim, say, show

__all__ = ["CLAIMS", "Claim", "say", "show"]
