// Start the deck; make the text of each slide as large as fits.
const LARGEST = 36 // of the 720 pixels that a slide is high
const SMALLEST = 16 // 24 pixels on a screen of 1920 x 1080
const COMFORTABLE = 22
const TRIES = [[COMFORTABLE, false], [COMFORTABLE, true], [SMALLEST, true]] // may code lines wrap?
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

const fit = slide => {
  const widths = [...slide.querySelectorAll("img")].map(i => i.naturalWidth / i.naturalHeight || 1)
  for (const [least, wraps] of TRIES)
    for (const picture of PICTURES) {
      slide.classList.toggle("wraps", wraps)
      const height = Math.min(picture, (0.9 * slide.clientWidth) / Math.max(1, ...widths))
      slide.style.setProperty("--picture", `${height}px`)
      if (!fits(slide, least)) continue
      let [low, high] = [least, LARGEST]
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
const fitAll = () => document.querySelectorAll(".pdf-page section").forEach(fit)

// A slider keeps the arrows, a button the keys that press it; every other key is the deck's.
const isDecks = ({ target, key }) =>
  !target.closest?.("input, select, textarea, [role=slider]") &&
  !(target.closest?.("button, summary, a") && ["Enter", " "].includes(key))

// A clicker sends these two: they move on even from a slider.
const clicker = { PageDown: () => Reveal.next(), PageUp: () => Reveal.prev() }
const obeyClicker = event => {
  if (!(event.key in clicker)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  document.activeElement.blur()
  clicker[event.key]()
}

const start = async () => {
  await MathJax.startup.promise
  await MathJax.typesetPromise([document.querySelector(".slides")])
  for (const event of ["ready", "slidechanged"]) Reveal.on(event, fitCurrent)
  Reveal.on("pdf-ready", fitAll)
  document.addEventListener("keydown", obeyClicker, true)
  document.addEventListener("toggle", fitCurrent, true)
  document.addEventListener("load", fitCurrent, true) // a picture, or the next of a live lab
  document.addEventListener("change", fitCurrent)
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false,
    display: "flex", transition: "none", controlsLayout: "edges", slideNumber: "c/t", hash: true,
    pdfMaxPagesPerSlide: 1, pdfSeparateFragments: false,
    keyboardCondition: isDecks,
    plugins: [RevealNotes],
  })
}
start()
