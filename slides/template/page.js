// A lesson as a page: its contents, links to a state of a lab, quizzes that open one answer.
const contents = document.querySelector("nav ul")
for (const heading of document.querySelectorAll("main h2")) {
  const link = document.createElement("a")
  link.textContent = heading.textContent.replace("¶", "")
  link.href = `#${heading.id}`
  const item = document.createElement("li")
  item.append(link)
  contents.append(item)
}
contents.addEventListener("click", () => (contents.closest("details").open = false))

markLatin()

// What is too wide for a phone gets smaller, as far as it can be read; then it scrolls on its own,
// by keys, too. A heading that is a formula has words.
const SMALLEST = 0.75
for (const part of document.querySelectorAll("pre, math[display=block], table")) {
  const share = part.clientWidth / part.scrollWidth
  if (share < 1 && part.tagName !== "PRE") {
    const size = parseFloat(getComputedStyle(part).fontSize)
    part.style.fontSize = `${size * Math.max(SMALLEST, share - 0.02)}px`
  }
  if (part.scrollWidth > part.clientWidth) part.tabIndex = 0
}
// Where there is no room for a picture at a size at which it can be read, it is moved sideways.
for (const image of document.querySelectorAll("main img[width]")) {
  const least = READABLE * image.getAttribute("width")
  if (least <= image.parentElement.clientWidth) continue
  image.style.minWidth = `${least}px`
  image.parentElement.classList.add("sideways")
  image.parentElement.tabIndex = 0
}
for (const head of document.querySelectorAll("th:has(math)")) head.ariaLabel = head.textContent

// On paper no picture is missing: what nobody has scrolled to comes when the browser is idle.
const idle = () => new Promise(done => (globalThis.requestIdleCallback ?? setTimeout)(done))
addEventListener("load", async () => {
  if (navigator.connection?.saveData) return
  for (const { paintFirst } of replays) await idle().then(paintFirst)
  for (const image of document.images) {
    await idle()
    image.loading = "eager"
    await image.decode().catch(() => {}) // one that is missing keeps no other one waiting
  }
  document.body.dataset.printable = "yes"
})

// #dropout=0.5 sets the lab of that name, or else the first that begins with this control or has it;
// #lab=NAME shows the lab of a name, #lab=NAME&dropout=0.5 sets it.
const obey = () => {
  const { lab: name, ...settings } = Object.fromEntries(
    new URLSearchParams(decodeURIComponent(location.hash.slice(1))),
  )
  const meant = replays.filter(({ lab }) => !name || lab.id === `lab-${name}`)
  const named = meant.filter(({ lab }) => lab.id.replace("lab-", "") in settings)
  const beginning = meant.filter(({ keys }) => keys[0] in settings)
  const found = [...named, ...beginning, ...meant].find(({ set }) => set(settings)) ?? (name && meant[0])
  // at once: on a long way there, pictures would load and push the lab away
  found?.lab.scrollIntoView({ block: "center", behavior: "instant" })
}
obey()
addEventListener("hashchange", obey)

// The guesses of this visit and what came of them, where the lesson looks back on them.
addEventListener("guessed", ({ detail: { question, outcome } }) => {
  const guesses = document.querySelector(".guesses")
  if (!guesses || !outcome) return
  if (!guesses.querySelector("ul")) guesses.replaceChildren(document.createElement("ul"))
  const asked = document.createElement("strong")
  asked.textContent = question
  const item = document.createElement("li")
  item.append(asked, " ", outcome)
  guesses.querySelector("ul").append(item)
})

// The address always names what is shown, so that it can be sent to a friend, and to the twin.
const twin = document.querySelector(".twin")
const twinAddress = twin.getAttribute("href")
addEventListener("moved", ({ target, detail }) => {
  const hash = `#lab=${target.id.replace("lab-", "")}&${detail.map(encodeURIComponentOnce).join("&")}`
  history.replaceState(null, "", hash)
  twin.href = twinAddress + hash
})
function encodeURIComponentOnce(pair) {
  const [key, ...label] = pair.split("=")
  return `${key}=${encodeURIComponent(label.join("="))}`
}
