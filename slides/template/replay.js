// A recorded lab: native controls choose one of the pictures that were computed at build time.
// A picture is a pile of layers, one for each panel.
for (const lab of document.querySelectorAll(".replay")) {
  const { controls, pictures, frames } = JSON.parse(lab.querySelector("script").textContent)
  const inputs = [...lab.querySelectorAll("input, select")]
  const layers = lab.querySelector(".layers")
  const positions = inputs.map((_, i) => controls[i].start)
  const loaded = new Map()

  const nameOf = (moved, at) => [`${moved}:${at}`, `0:${at}`].find(name => name in frames)
  const filesOf = name => (name ? pictures[frames[name]][0] : [])
  const load = file => {
    if (!loaded.has(file)) {
      const image = new Image()
      image.alt = ""
      image.src = `../frames/${file}`
      loaded.set(file, image)
    }
    return loaded.get(file)
  }

  // What one more step of any control would show is decoded before it is asked for.
  const loadNeighbours = async () => {
    for (const step of [1, -1, 2, -2])
      for (let moved = 0; moved < inputs.length; moved++)
        for (const file of filesOf(nameOf(moved, positions.with(moved, positions[moved] + step))))
          await load(file).decode()
  }

  const show = name => {
    const [files, alt, status] = pictures[frames[name]]
    layers.replaceChildren(...files.map(load))
    layers.setAttribute("aria-label", alt)
    lab.querySelector(".status").innerHTML = status
    inputs.forEach((input, i) => {
      const label = controls[i].labels[positions[i]]
      if (input.type === "checkbox") return (input.checked = positions[i] === 1)
      if (input.tagName === "SELECT") return (input.selectedIndex = positions[i])
      input.value = positions[i]
      input.setAttribute("aria-valuetext", label)
      input.nextElementSibling.value = label
    })
    lab.dispatchEvent(new Event("change", { bubbles: true })) // the words may need more room
    loadNeighbours()
  }

  const restart = () => controls.forEach((control, i) => (positions[i] = control.start))
  inputs.forEach((input, moved) =>
    input.addEventListener("input", () => {
      const { type, tagName, checked, selectedIndex, value } = input
      const position = type === "checkbox" ? +checked : tagName === "SELECT" ? selectedIndex : +value
      positions[moved] = position
      if (!nameOf(moved, positions)) {
        restart() // this lab was recorded one control at a time
        positions[moved] = position
      }
      show(nameOf(moved, positions))
    }),
  )
  lab.querySelector("button").addEventListener("click", () => {
    restart()
    show("start")
  })
  lab.addEventListener("focusin", loadNeighbours, { once: true })
  lab.addEventListener("pointerenter", loadNeighbours, { once: true })
}
