// Formulas as MathML, which a browser draws without a script: JSON [[tex, display], …] on standard
// input, a JSON list of the same length on standard output.
const NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'

// A formula within a line may go on in the next line behind a comma or a sign of relation.
const breakable = mml => {
  let depth = 0
  return mml.replace(/<(\/?)(\w+)[^>]*>([^<]*)/g, (part, closing, tag, text) => {
    depth += closing ? -1 : 1
    if (closing && tag === "mo" && depth === 1 && text === "") return part + "\u0000"
    return part
  }).replace(/<mo([^>]*)>(,|=|≈|&#x2248;|→|&#x2192;)<\/mo>\u0000/g, (_, options, sign) =>
    `<mo${options} form="infix">${sign}</mo></math><wbr><math>`,
  ).replaceAll("\u0000", "")
}

require("mathjax")
  .init({ loader: { load: ["input/tex"] }, tex: { packages: ["base", "ams", "newcommand"] } })
  .then(MathJax => {
    const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"))
    const written = formulas.map(([tex, display]) => {
      const mml = MathJax.tex2mml(tex, { display }).replace(/\s*\n\s*/g, "").replace(NAMESPACE, "")
      return display ? mml : breakable(mml).replace("<wbr><math></math>", "")
    })
    process.stdout.write(JSON.stringify(written))
  })
