// A question before a lab: options to choose from, or a track to sketch; the answer is sent once.
const STEPS = 20;

const choice = (group, options) => {
  const id = `ask-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  const inputs = options.map((words) => {
    const label = group.appendChild(document.createElement("label"));
    const input = label.appendChild(document.createElement("input"));
    Object.assign(input, { type: "radio", name: id });
    label.append(words);
    return input;
  });
  return () => inputs.findIndex((input) => input.checked);
};

// One upright slider a position; a pen drawn across the sheet moves them all.
const sketch = (group, { positions, low, high, axis }) => {
  const values = positions.map(() => null);
  const sheet = group.appendChild(document.createElement("div"));
  sheet.className = "sheet";
  Object.assign(sheet.dataset, { low, high });
  const space = "http://www.w3.org/2000/svg";
  const drawing = sheet.appendChild(document.createElementNS(space, "svg"));
  drawing.setAttribute("viewBox", `0 0 ${positions.length} 1`);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");
  const line = drawing.appendChild(document.createElementNS(space, "polyline"));
  const set = (index, value) => {
    const input = inputs[index];
    input.value = value; // the nearest step between low and high
    values[index] = input.valueAsNumber;
    input.ariaValueText = values[index].toFixed(2);
    input.classList.add("set");
    const points = values.map((v, i) => v === null ? "" : `${i + 0.5},${1 - (v - low) / (high - low)}`);
    line.setAttribute("points", points.join(" "));
  };
  const inputs = positions.map((position, index) => {
    const label = sheet.appendChild(document.createElement("label"));
    const input = label.appendChild(document.createElement("input"));
    Object.assign(input, {
      type: "range", min: low, max: high, step: (high - low) / STEPS, value: (low + high) / 2,
      ariaLabel: `${axis} ${position}`,
    });
    input.addEventListener("input", () => set(index, input.valueAsNumber));
    label.append(position);
    return input;
  });
  const draw = (event) => {
    if (!event.buttons) return;
    const box = drawing.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * positions.length);
    if (index < 0 || index >= positions.length) return;
    set(index, high - ((event.clientY - box.top) / box.height) * (high - low));
    event.preventDefault();
  };
  sheet.addEventListener("pointerdown", draw);
  sheet.addEventListener("pointermove", draw);
  return () => values;
};

export default {
  render({ model, el }) {
    el.classList.add("lesson-ask");
    const question = model.get("question");
    const group = el.appendChild(document.createElement("fieldset"));
    group.appendChild(document.createElement("legend")).textContent = question.words;
    const read = question.options.length
      ? choice(group, question.options)
      : sketch(group, question.sketch);
    const message = document.createElement("p");
    message.role = "status";
    const send = (answer) => {
      model.set("answer", { ...answer, count: (model.get("answer").count ?? 0) + 1 });
      model.save_changes();
    };
    const buttons = group.appendChild(document.createElement("div"));
    for (const [words, answer] of [
      [question.commit, () => ({ guess: read() })],
      [question.skip, () => ({ skip: true })],
    ]) {
      const button = buttons.appendChild(document.createElement("button"));
      Object.assign(button, { type: "button", textContent: words });
      button.addEventListener("click", () => send(answer()));
    }
    el.append(message);
    for (const node of el.querySelectorAll("input, button"))
      node.dataset.lmSuppressShortcuts = "true"; // its keys are not the notebook's
    const show = () => {
      message.textContent = model.get("message");
      const focused = el.contains(document.activeElement);
      el.hidden = model.get("answered");
      if (focused && el.hidden) // a hidden button would lose the focus to the page
        el.closest(".lesson-lab")?.querySelector("input:enabled:not(.lesson-ask *)")?.focus();
    };
    model.on("change:message", show);
    model.on("change:answered", show);
    show();
  },
};
