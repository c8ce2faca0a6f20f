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

// What scrolls on its own can be scrolled by keys, too; a heading that is a formula has words.
for (const part of document.querySelectorAll("pre, math[display=block], table"))
  if (part.scrollWidth > part.clientWidth) part.tabIndex = 0
for (const head of document.querySelectorAll("th:has(math)")) head.ariaLabel = head.textContent

// #dropout=0.5 sets the first lab that has this control; #lab=NAME&dropout=0.5 the lab of a name.
const obey = () => {
  const { lab: name, ...settings } = Object.fromEntries(
    new URLSearchParams(decodeURIComponent(location.hash.slice(1))),
  )
  const found = replays
    .filter(({ lab }) => !name || lab.id === `lab-${name}`)
    .find(({ set }) => set(settings))
  found?.lab.scrollIntoView({ block: "center" })
}
obey()
addEventListener("hashchange", obey)

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
