"""axe-core on a page: the violations, in words."""

from slides import deck

# axe takes a table head that is a MathML formula for an empty one
ALWAYS_WITHOUT = ("empty-table-header",)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def violations(page, within: str = "html", *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds inside the selector `within`, but for the rules `without`."""
    deck.install_packages()
    page.evaluate((deck.PACKAGES / "axe-core" / "axe.min.js").read_text("utf-8"))
    options = RULES | {"rules": {rule: {"enabled": False} for rule in (*ALWAYS_WITHOUT, *without)}}
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    return [
        f"{problem['id']} ({problem['impact']}): {node['html'][:160]}"
        for problem in found["violations"]
        for node in problem["nodes"]
    ]
