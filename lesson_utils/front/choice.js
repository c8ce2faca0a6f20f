// Radio buttons in a row: one native group with its name.
export default {
  render({ model, el }) {
    el.classList.add("lesson-choice");
    const group = el.appendChild(document.createElement("fieldset"));
    const legend = group.appendChild(document.createElement("legend"));
    const id = `choice-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
    const inputs = model.get("_options_labels").map((words, index) => {
      const label = group.appendChild(document.createElement("label"));
      const input = label.appendChild(document.createElement("input"));
      Object.assign(input, { type: "radio", name: id, value: index });
      input.dataset.lmSuppressShortcuts = "true"; // its keys are not the notebook's
      input.addEventListener("change", () => {
        model.set("index", index);
        model.save_changes();
      });
      label.append(words);
      return input;
    });
    const show = () => {
      legend.textContent = model.get("description");
      group.disabled = model.get("disabled");
      inputs.forEach((input, index) => (input.checked = index === model.get("index")));
    };
    for (const trait of ["index", "description", "disabled"]) model.on(`change:${trait}`, show);
    show();
  },
};
