// The picture of a lab and its words. Every node stays: only what it holds changes.
const table = ({ caption, head, rows }) => {
  const node = document.createElement("table");
  node.createCaption().textContent = caption;
  const first = node.createTHead().insertRow();
  for (const name of head) {
    const cell = first.appendChild(document.createElement("th"));
    Object.assign(cell, { scope: "col", textContent: name });
  }
  const body = node.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const value of row) line.insertCell().textContent = value;
  }
  return node;
};

export default {
  render({ model, el }) {
    el.classList.add("lesson-screen");
    const add = (tag, name, parent = el) => {
      const node = parent.appendChild(document.createElement(tag));
      node.className = name;
      return node;
    };
    const bar = add("progress", "lab-progress");
    const picture = add("img", "lab-picture");
    picture.decoding = "sync"; // no blank frame while the next one is decoded
    const [outcome, status, spoken] = ["lab-outcome", "lab-status", "lab-spoken"].map((name) =>
      add("div", name));
    spoken.ariaLive = "polite"; // says the result once, when it is there
    const more = add("details", "lab-more");
    const summary = add("summary", "", more);
    summary.dataset.lmSuppressShortcuts = "true";
    const code = add("pre", "", more);
    const tables = add("div", "", more);
    let url;
    const show = () => {
      const frame = model.get("frame");
      el.hidden = model.get("veiled") || !frame.png;
      if (!frame.png) return;
      const old = url;
      url = URL.createObjectURL(new Blob([frame.png], { type: "image/png" }));
      picture.onload = () => old && URL.revokeObjectURL(old);
      Object.assign(picture, { src: url, alt: frame.alt, width: frame.width, height: frame.height });
      picture.style.maxWidth = `${frame.width}px`;
      status.innerHTML = frame.status;
      status.classList.toggle("lab-error", frame.failed);
      status.role = frame.failed ? "alert" : null;
      outcome.textContent = frame.outcome;
      const words = `${outcome.textContent} ${status.textContent}`.trim();
      if (frame.done && !el.hidden && spoken.textContent !== words) spoken.textContent = words;
      bar.value = frame.progress;
      bar.ariaLabel = frame.words.progress;
      bar.style.visibility = frame.busy ? "visible" : "hidden";
      summary.textContent = frame.words.more;
      code.textContent = frame.code;
      if (frame.done) tables.replaceChildren(...frame.tables.map(table));
    };
    model.on("change:frame", show);
    model.on("change:veiled", show);
    show();
  },
};
