// A native slider over labelled positions: a screen reader says its name and its real value.
export default {
  render({ model, el }) {
    el.classList.add("lesson-slider");
    const label = el.appendChild(document.createElement("label"));
    const [name, input, value] = ["span", "input", "span"].map((tag) =>
      label.appendChild(document.createElement(tag)));
    input.type = "range";
    input.dataset.lmSuppressShortcuts = "true"; // arrows are the slider's, not the notebook's
    input.min = 0;
    value.ariaHidden = "true";
    value.className = "value";
    const show = () => {
      const [labels, index] = [model.get("_options_labels"), model.get("index")];
      name.textContent = model.get("description");
      input.ariaLabel = model.get("description");
      input.max = labels.length - 1;
      input.value = index;
      input.ariaValueText = value.textContent = labels[index];
      input.disabled = model.get("disabled");
    };
    input.addEventListener("input", () => {
      model.set("index", input.valueAsNumber);
      model.save_changes();
    });
    for (const trait of ["index", "_options_labels", "description", "disabled"])
      model.on(`change:${trait}`, show);
    show();
  },
};
