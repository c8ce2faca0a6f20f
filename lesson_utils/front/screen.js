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

const READABLE = 0.88; // of its size: words of 9 points then have 11 pixels; none is smaller

// The panels of a picture below each other where there is no room for them side by side: each is
// a window on a copy of the whole picture. A panel that is still too wide is moved sideways.
const stack = (windows, { width, cuts }, room) => {
  const stacked = room < READABLE * width && cuts.length > 2;
  const shares = stacked ? cuts : [0, 1];
  const widest = Math.max(...shares.slice(1).map((end, i) => end - shares[i]));
  const shown = Math.min(width, Math.max(room / widest, READABLE * width)); // of the whole picture
  while (windows.children.length < shares.length - 1) {
    const copy = windows.firstChild.cloneNode(true);
    Object.assign(copy.firstChild, { src: windows.firstChild.firstChild.src, alt: "" });
    windows.append(copy);
  }
  [...windows.children].forEach((part, i) => {
    part.hidden = i + 1 >= shares.length;
    part.style.width = `${(shares[i + 1] - shares[i]) * shown}px`;
    part.firstChild.style.width = `${shown}px`;
    part.firstChild.style.marginLeft = `${-shares[i] * shown}px`;
  });
  if (windows.scrollWidth > windows.clientWidth + 1) windows.tabIndex = 0; // keys move it, too
  else windows.removeAttribute("tabindex");
  return shown / width;
};

// How many pixels of the screen show one of the picture, in halves: what is finer nobody sees.
const needed = (scale) =>
  Math.min(2, Math.max(1, Math.ceil(2 * scale * devicePixelRatio - 0.1) / 2));

export default {
  render({ model, el }) {
    el.classList.add("lesson-screen");
    const add = (tag, name, parent = el) => {
      const node = parent.appendChild(document.createElement(tag));
      node.className = name;
      return node;
    };
    const bar = add("progress", "lab-progress");
    const windows = add("div", "lab-panels");
    const picture = add("img", "lab-picture", add("div", "", windows));
    picture.decoding = "sync"; // no blank frame while the next one is decoded
    const [outcome, status, spoken] = ["lab-outcome", "lab-status", "lab-spoken"].map((name) =>
      add("div", name));
    spoken.ariaLive = "polite"; // says the result once, when it is there
    const more = add("details", "lab-more");
    const summary = add("summary", "", more);
    summary.dataset.lmSuppressShortcuts = "true";
    const code = add("pre", "", more);
    const tables = add("div", "", more);
    let url, asked;
    const fit = () => {
      if (!el.clientWidth || !model.get("frame").png) return;
      const density = needed(stack(windows, model.get("frame"), el.clientWidth));
      if (density === asked) return;
      asked = density;
      model.set("density", density);
      model.save_changes();
    };
    new ResizeObserver(fit).observe(el);
    window.addEventListener("resize", fit); // another zoom
    const show = () => {
      const frame = model.get("frame");
      el.hidden = model.get("veiled") || !frame.png;
      if (!frame.png) return;
      const old = url;
      url = URL.createObjectURL(new Blob([frame.png], { type: "image/png" }));
      picture.onload = () => old && URL.revokeObjectURL(old);
      for (const image of windows.querySelectorAll("img")) image.src = url;
      Object.assign(picture, { alt: frame.alt, width: frame.width, height: frame.height });
      fit();
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
    return () => window.removeEventListener("resize", fit);
  },
};
