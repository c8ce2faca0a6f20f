const READABLE = 0.88 // of a picture's natural width: words of 9 points then have 11 pixels

// A recorded lab: native controls choose one of the pictures that were computed at build time.
// A picture is a pile of layers on a canvas: what stands still, then what each panel shows.
const replays = [...document.querySelectorAll(".replay")].map(lab => {
  const { ask, size, natural, cuts, controls, layers, tables, pictures, frames } = JSON.parse(
    lab.querySelector("script").textContent,
  )
  const inputs = [...lab.querySelectorAll(".knobs :is(input, select)")]
  const canvas = lab.querySelector("canvas")
  const status = lab.querySelector(".status")
  const numbers = lab.querySelector(".numbers div")
  const loaded = new Map()
  const shown = { positions: controls.map(control => control.start), moved: 0, name: "start" }

  const load = number => {
    if (!loaded.has(number)) {
      const image = new Image()
      image.src = `../frames/${layers[number][0]}`
      loaded.set(number, image.decode().then(() => image))
    }
    return loaded.get(number)
  }
  const nameOf = (moved, at) => [`${moved}:${at}`, `0:${at}`].find(name => name in frames)
  const loadPicture = name => (name ? Promise.all(pictures[frames[name]][0].map(load)) : [])

  // What one more step of any control would show is decoded before it is asked for.
  const loadNeighbours = async () => {
    for (const step of [1, -1, 2, -2])
      for (let moved = 0; moved < inputs.length; moved++) {
        const { positions } = shown
        await loadPicture(nameOf(moved, positions.with(moved, positions[moved] + step)))
      }
  }

  // On a narrow page the panels stand one below the other, each as wide as the page, or wider where
  // its words would be too small: then it is moved under the finger.
  const narrow = matchMedia("(max-width: 40rem)")
  const onSlide = lab.closest(".reveal")
  const frame = document.createElement("div")
  if (!onSlide) {
    frame.className = "picture"
    canvas.replaceWith(frame)
    frame.append(canvas)
  }
  const [width, height] = size
  const sheet = Object.assign(document.createElement("canvas"), { width, height })
  const layOut = () => {
    const ends = narrow.matches && !onSlide ? cuts : [0, width]
    const panels = ends.slice(1).map((end, i) => [ends[i], end - ends[i]])
    canvas.width = Math.max(...panels.map(([, wide]) => wide))
    canvas.height = height * panels.length
    if (!onSlide) canvas.style.minWidth = `${(canvas.width / width) * READABLE * natural}px`
    if (frame.scrollWidth > frame.clientWidth + 1) frame.tabIndex = 0 // keys can move it, too
    else frame.removeAttribute("tabindex")
    const pen = canvas.getContext("2d")
    panels.forEach(([left, wide], i) =>
      pen.drawImage(sheet, left, 0, wide, height, 0, i * height, wide, height),
    )
  }
  narrow.addEventListener("change", layOut)
  layOut()

  const paint = async name => {
    shown.name = name
    const images = await loadPicture(name)
    if (shown.name !== name) return // overtaken
    const pen = sheet.getContext("2d")
    images.forEach((image, i) => {
      const [, left, top] = layers[pictures[frames[name]][0][i]]
      pen.drawImage(image, left, top)
    })
    layOut()
    canvas.dataset.shown = name
    if (numbers) numbers.innerHTML = pictures[frames[name]][3].map(i => tables[i]).join("")
  }

  const show = name => {
    const [, alt, words] = pictures[frames[name]]
    canvas.setAttribute("aria-label", alt)
    status.innerHTML = words
    inputs.forEach((input, i) => {
      const label = controls[i].labels[shown.positions[i]]
      if (input.tagName === "SELECT") return (input.selectedIndex = shown.positions[i])
      input.value = shown.positions[i]
      input.setAttribute("aria-valuetext", label)
      input.nextElementSibling.value = label
    })
    lab.dispatchEvent(new Event("change", { bubbles: true })) // the words may need more room
    return paint(name)
  }

  // Of a lab that was recorded one control at a time: the recorded state with this position of the
  // control that was moved, in which the fewest others have to move along.
  const nearest = (moved, wanted) => {
    const far = at => at.filter((position, i) => position !== wanted[i]).length
    const states = Object.keys(frames).filter(name => name !== "start")
    const found = states.map(name => name.split(":")[1].split(",").map(Number))
    const fitting = found.filter(at => at[moved] === wanted[moved] && nameOf(moved, at))
    return fitting.sort((a, b) => far(a) - far(b))[0]
  }
  const move = (moved, position) => {
    const wanted = shown.positions.with(moved, position)
    shown.positions = nameOf(moved, wanted) ? wanted : nearest(moved, wanted)
    return show(nameOf(moved, shown.positions))
  }

  inputs.forEach((input, moved) =>
    input.addEventListener("input", async () => {
      const { tagName, selectedIndex, value } = input
      await move(moved, tagName === "SELECT" ? selectedIndex : +value)
      loadNeighbours()
      const settings = controls.map(({ key, labels }, i) => `${key}=${labels[shown.positions[i]]}`)
      lab.dispatchEvent(new CustomEvent("moved", { detail: settings, bubbles: true }))
    }),
  )
  lab.querySelector(".reset").addEventListener("click", () => {
    shown.positions = controls.map(control => control.start)
    show("start")
  })

  // A question comes first: the lab is veiled until it is answered.
  const unveil = outcome => {
    lab.classList.remove("veiled")
    lab.querySelector(".ask")?.remove()
    lab.querySelector(".outcome").textContent = outcome ?? ""
    for (const input of inputs) input.disabled = false
    lab.dispatchEvent(new Event("change", { bubbles: true }))
    if (outcome !== undefined) inputs[0].focus()
  }
  if (ask) {
    lab.classList.add("veiled")
    for (const input of inputs) input.disabled = true
    const answers = [...lab.querySelectorAll(".ask button")]
    answers.forEach((answer, i) =>
      answer.addEventListener("click", () => {
        const outcome = ask.outcomes[i] ?? "" // of a sketch on paper there is none
        unveil(outcome)
        const detail = { question: ask.words, outcome }
        lab.dispatchEvent(new CustomEvent("guessed", { detail, bubbles: true }))
      }),
    )
  }

  for (const event of ["focusin", "pointerenter", "touchstart"])
    lab.addEventListener(event, loadNeighbours, { once: true, passive: true })

  // The first picture is drawn when the reader comes near it.
  const paintFirst = () => canvas.dataset.shown || paint(shown.name)
  new IntersectionObserver(
    (entries, observer) => {
      if (!entries.some(entry => entry.isIntersecting)) return
      observer.disconnect()
      paintFirst()
    },
    { rootMargin: "400px" },
  ).observe(canvas)

  // settings: {dropout: "0.5", ...}; false where a control or a position is not this lab's
  const set = settings => {
    const steps = Object.entries(settings).map(([key, label]) => {
      const moved = controls.findIndex(control => control.key === key)
      return [moved, controls[moved]?.labels.indexOf(label) ?? -1]
    })
    if (!steps.length || steps.some(([moved, position]) => moved < 0 || position < 0)) return false
    unveil()
    for (const [moved, position] of steps) move(moved, position)
    return true
  }
  return { lab, keys: controls.map(({ key }) => key), set, unveil, paintFirst, paint: () => paint(shown.name) }
})
