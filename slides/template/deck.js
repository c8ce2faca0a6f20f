// Start the deck; make the text of each slide as large as fits.
const LARGEST = 36 // of the 720 pixels that a slide is high
const STATEMENT = 44 // of words alone
const BESIDE_AXES = 34
const BESIDE_PICTURES = 22 // what is left is the picture's
const SMALLEST = 16 // 24 pixels on a screen of 1920 x 1080
const COMFORTABLE = 22
// of the text at least this size; may code lines wrap?
const triesOf = comfortable => [[comfortable, false], [comfortable, true], [SMALLEST, true]]
const PICTURES = [400, 340, 280, 220] // the least height of a picture: each is tried in turn

const overflows = slide =>
  slide.scrollHeight > slide.clientHeight + 1 ||
  slide.scrollWidth > slide.clientWidth + 1 ||
  [...slide.querySelectorAll("pre, mjx-container, table, .jp-OutputArea-output")].some(
    box => box.scrollWidth > box.clientWidth + 1,
  )

const fits = (slide, size) => {
  slide.style.setProperty("--size", `${size}px`)
  return !overflows(slide)
}

// the largest size of words, and the least that still is comfortable
const sizesOf = (slide, pictures) => {
  if (slide.querySelector(".axes")) return [BESIDE_AXES, 20]
  if (pictures) return [BESIDE_PICTURES, 18]
  return [slide.classList.contains("statement") ? STATEMENT : LARGEST, COMFORTABLE]
}

const fit = slide => {
  const widths = [...slide.querySelectorAll("img, canvas")].map(
    i => (i.naturalWidth ?? i.width) / (i.naturalHeight ?? i.height) || 1,
  )
  const [most, comfortable] = sizesOf(slide, widths.length)
  for (const [least, wraps] of triesOf(comfortable))
    for (const picture of PICTURES) {
      slide.classList.toggle("wraps", wraps)
      const height = Math.min(picture, (0.9 * slide.clientWidth) / Math.max(1, ...widths))
      slide.style.setProperty("--picture", `${height}px`)
      if (!fits(slide, least)) continue
      let [low, high] = [least, most]
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if (fits(slide, middle)) low = middle
        else high = middle - 1
      }
      return fits(slide, low)
    }
}

const fitted = new WeakSet()
const fitCurrent = () => {
  const slide = Reveal.getCurrentSlide()
  if (fitted.has(slide) && !overflows(slide)) return
  fitted.add(slide)
  fit(slide)
}

// On paper every slide is fitted once its pictures are there.
const fitAll = async () => {
  for (const replay of replays) replay.unveil()
  await Promise.all(replays.map(replay => replay.paint()))
  await Promise.all([...document.images].map(image => image.decode().catch(() => {})))
  document.querySelectorAll(".pdf-page section").forEach(fit)
  document.body.dataset.printable = "yes"
}

// A control keeps the keys that move it; every other key is the deck's.
const KEPT = [
  ["input[type=range], [role=slider]", /^(Arrow|Home$|End$)/],
  ["button, summary, a", /^(Enter| )$/],
  ["select", /^(Arrow.*|Home|End|Enter| )$/],
  ["textarea, [contenteditable], input[type=text], input[type=number]", /^(?!Escape)/],
]
const isDecks = ({ target, key }) =>
  !KEPT.some(([controls, keys]) => target.closest?.(controls) && keys.test(key))

// reveal.js hears no key while an input has the focus: a key that is the deck's takes it away.
const releaseFocus = event => {
  if (document.querySelector(".lab-large")) return // it leaves the focus where it is
  const named = event.key.length === 1 || event.key === "Escape"
  if (named && !event.ctrlKey && !event.metaKey && isDecks(event)) document.activeElement.blur()
}

// A clicker sends these two: they move on even from a slider.
const clicker = { PageDown: () => Reveal.next(), PageUp: () => Reveal.prev() }
const obeyClicker = event => {
  if (!(event.key in clicker)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  document.querySelector(".lab-large .lab-enlarge")?.click() // what it moves on to is seen
  document.activeElement.blur()
  clicker[event.key]()
}

const headingOf = stack => stack.querySelector("h1, h2")?.innerText.replace("¶", "").trim()
const sections = () => [...document.querySelectorAll(".slides > section")].filter(headingOf)

// The first slide shows the way through the lesson.
const drawMap = () => {
  const [first, ...rest] = sections()
  const links = rest.map(stack => {
    const link = document.createElement("a")
    link.textContent = headingOf(stack)
    link.href = `#/${[...stack.parentElement.children].indexOf(stack)}`
    const item = document.createElement("li")
    item.append(link)
    return item
  })
  const map = document.createElement("ol")
  map.className = "map"
  map.append(...links)
  first?.querySelector("section")?.append(map)
}

// A line at the top of every other slide of a section says where we are.
const sayWhere = () => {
  const slide = Reveal.getCurrentSlide()
  const before = stack => slide.compareDocumentPosition(stack) & Node.DOCUMENT_POSITION_PRECEDING
  const section = sections().findLast(before)
  const opens = !section || slide === section.querySelector("section")
  document.querySelector(".where").textContent = opens ? "" : headingOf(section)
}

// A formula within a line and the mark behind it: no line begins with a comma.
const keepTogether = () => {
  for (const formula of document.querySelectorAll("mjx-container:not([display])")) {
    const mark = formula.nextSibling?.data?.match(/^[,.;:!?)，。；：、！？”）]+/)
    if (!mark) continue
    formula.nextSibling.data = formula.nextSibling.data.slice(mark[0].length)
    const together = document.createElement("span")
    together.className = "together"
    formula.replaceWith(together)
    together.append(formula, mark[0])
  }
}

// Words without anything to look at are set large.
const markStatements = () => {
  for (const slide of document.querySelectorAll(".slides section section"))
    slide.classList.toggle("statement", !slide.querySelector(".map, .jp-CodeCell, img, pre, table"))
}

const start = async () => {
  drawMap()
  markLatin()
  markStatements()
  await MathJax.startup.promise
  await MathJax.typesetPromise([document.querySelector(".slides")])
  keepTogether()
  for (const event of ["ready", "slidechanged"]) {
    Reveal.on(event, fitCurrent)
    Reveal.on(event, sayWhere)
  }
  Reveal.on("pdf-ready", fitAll)
  document.addEventListener("keydown", obeyClicker, true)
  document.addEventListener("keydown", releaseFocus, true)
  document.addEventListener("toggle", fitCurrent, true)
  document.addEventListener("load", fitCurrent, true) // a picture, or the next of a live lab
  document.addEventListener("change", fitCurrent)
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false,
    display: "flex", transition: "none", controlsLayout: "edges", slideNumber: "c/t", hash: true, navigationMode: "linear",
    pdfMaxPagesPerSlide: 1, pdfSeparateFragments: false,
    keyboardCondition: isDecks,
    plugins: [RevealNotes],
  })
}
start()
