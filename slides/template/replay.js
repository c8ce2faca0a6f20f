// A recorded lab: native controls choose one of the pictures that were computed at build time.
for (const lab of document.querySelectorAll(".replay")) {
  const { controls, pictures, frames } = JSON.parse(lab.querySelector("script").textContent)
  const inputs = [...lab.querySelectorAll("input, select")]
  const image = lab.querySelector("img")
  const positions = inputs.map((_, i) => controls[i].start)
  const loaded = new Map()

  const key = (moved, at) => `${moved}:${at.join()}`
  const load = name => {
    const index = frames[name]
    if (index === undefined) return
    if (!loaded.has(index)) {
      loaded.set(index, new Image())
      loaded.get(index).src = `../frames/${pictures[index][0]}`
    }
    return loaded.get(index).decode().catch(() => {})
  }

  // What one more step of any control would show is decoded before it is asked for.
  const loadNeighbours = async () => {
    for (const step of [1, -1, 2, -2])
      for (let moved = 0; moved < inputs.length; moved++)
        await load(key(moved, positions.with(moved, positions[moved] + step)))
  }

  const show = name => {
    const [file, alt, status] = pictures[frames[name]]
    image.src = loaded.get(frames[name])?.src ?? `../frames/${file}`
    image.alt = alt
    lab.querySelector(".status").innerHTML = status
    inputs.forEach((input, i) => {
      const label = controls[i].labels[positions[i]]
      if (input.type === "checkbox") return (input.checked = positions[i] === 1)
      if (input.tagName === "SELECT") return (input.selectedIndex = positions[i])
      input.value = positions[i]
      input.setAttribute("aria-valuetext", label)
      input.nextElementSibling.value = label
    })
    loadNeighbours()
  }

  const restart = () => controls.forEach((control, i) => (positions[i] = control.start))
  inputs.forEach((input, moved) =>
    input.addEventListener("input", () => {
      const { type, tagName, checked, selectedIndex, value } = input
      const position = type === "checkbox" ? +checked : tagName === "SELECT" ? selectedIndex : +value
      positions[moved] = position
      if (!(key(moved, positions) in frames)) {
        restart() // this lab was recorded one control at a time
        positions[moved] = position
      }
      show(key(moved, positions))
    }),
  )
  lab.querySelector("button").addEventListener("click", () => {
    restart()
    show("start")
  })
  lab.addEventListener("focusin", loadNeighbours, { once: true })
  lab.addEventListener("pointerenter", loadNeighbours, { once: true })
}
