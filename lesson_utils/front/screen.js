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

const SCROLLBAR = 15;
const LARGEST = 2; // times its size: the most pixels that a picture is painted with
const LOW = 500; // pixels: a large view that is lower has its controls on the left, if it has
const CONTROLS = 195; // left for them

// The rows in which a picture is shown, from one with all panels to one for each: where each begins
// and ends, as shares of the picture, and the share of the widest.
const rowings = (cuts) => cuts.slice(1).map((_, few) => {
  const each = cuts.length - 1 - few;
  const ends = [...cuts.slice(0, -1).filter((_, place) => place % each === 0), 1];
  return { ends, widest: Math.max(...ends.slice(1).map((end, row) => end - ends[row])) };
});

// Rows of panels below each other where there is no room for them side by side: each is a window on
// a copy of the whole picture. One that is still too wide is moved sideways, too high: up and down.
const arrange = (windows, { width, height, cuts }) => {
  const lab = windows.closest(".lab-large");
  const choices = rowings(cuts);
  const least = READABLE * choices.at(-1).widest * width; // of a panel
  const beside = lab && lab.clientHeight < LOW && lab.clientWidth - least > CONTROLS;
  lab?.classList.toggle("lab-beside", beside);
  lab?.style.setProperty("--panel", `${least + SCROLLBAR}px`);
  const [across, down] = [windows.clientWidth / width, lab ? windows.clientHeight / height : Infinity];
  const scale = ({ widest }, rows) => Math.min(across / widest, down / rows, lab ? LARGEST : 1);
  const scales = choices.map((choice) => scale(choice, choice.ends.length - 1));
  const best = lab ? scales.indexOf(Math.max(...scales)) : scales.findIndex((one) => one >= READABLE);
  const { ends } = scales[best] >= READABLE ? choices[best] : choices.at(-1);
  const shown = width * (scales[best] >= READABLE
    ? scales[best] : Math.max(READABLE, scale(choices.at(-1), 1))); // of the whole picture
  while (windows.children.length < ends.length - 1) {
    const copy = windows.firstChild.cloneNode(true);
    Object.assign(copy.firstChild, { src: windows.firstChild.firstChild.src, alt: "" });
    windows.append(copy);
  }
  [...windows.children].forEach((part, row) => {
    const set = (node, name, share) => // slides have sizes of their own for a lab that is not large
      node.style.setProperty(name, `${share * shown}px`, lab ? "important" : "");
    part.hidden = row + 1 >= ends.length;
    set(part, "width", ends[row + 1] - ends[row]);
    set(part.firstChild, "width", 1);
    set(part.firstChild, "margin-left", -ends[row]);
  });
  const more = windows.scrollWidth > windows.clientWidth + 1
    || windows.scrollHeight > windows.clientHeight + 1;
  if (more) windows.tabIndex = 0; // keys move it, too
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
      if (!windows.clientWidth || !model.get("frame").png) return;
      const density = needed(arrange(windows, model.get("frame")));
      if (density === asked) return;
      asked = density;
      model.set("density", density);
      model.save_changes();
    };
    new ResizeObserver(fit).observe(windows);
    window.addEventListener("resize", fit); // another zoom
    const show = () => {
      const frame = model.get("frame");
      el.hidden = model.get("veiled") || !frame.png;
      if (!frame.png) return;
      const old = url;
      url = URL.createObjectURL(new Blob([frame.png], { type: "image/png" }));
      for (const image of windows.querySelectorAll("img")) image.src = url;
      if (old) URL.revokeObjectURL(old);
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
    return () => {
      window.removeEventListener("resize", fit);
      if (url) URL.revokeObjectURL(url);
    };
  },
};
