"""axe-core on a page: the violations, in words."""

from slides import deck

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
FORMULAS = "th:has(> math:only-child, > mjx-container:only-child)"  # which axe takes for empty


def violations(
    page, within: str = "html", *, without: tuple[str, ...] = (), outside: tuple[str, ...] = ()
) -> list[str]:
    """What axe finds inside the selector `within`, but for the rules `without` and what lies in
    the selectors `outside`."""
    deck.install_packages()
    page.evaluate((deck.PACKAGES / "axe-core" / "axe.min.js").read_text("utf-8"))
    options = RULES | {"rules": {rule: {"enabled": False} for rule in without}}
    context = {"include": [[within]], "exclude": [[selector] for selector in (FORMULAS, *outside)]}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    return [
        f"{problem['id']} ({problem['impact']}): {node['html'][:160]}"
        for problem in found["violations"]
        for node in problem["nodes"]
    ]
