// A button that lets its lab fill the screen; where a page may not do that, the window.
export default {
  render({ model, el }) {
    const button = el.appendChild(document.createElement("button"));
    const [larger, smaller] = model.get("words");
    Object.assign(button, {
      type: "button", className: "jupyter-button lab-enlarge", textContent: larger,
    });
    button.dataset.lmSuppressShortcuts = "true"; // its keys are not the notebook's
    let lab, covered; // the lab as long as it is large, and what cannot be reached behind it
    const enter = async () => {
      lab = el.closest(".lesson-lab");
      lab.parentElement.style.minHeight = `${lab.offsetHeight}px`; // what stands below stays there
      covered = around(lab);
      for (const node of covered) node.inert = true;
      lab.classList.add("lab-large");
      lab.tabIndex = -1; // a click on the picture leaves the keys with the lab
      lab.dataset.lmSuppressShortcuts = "true";
      lab.addEventListener("keydown", keep);
      document.addEventListener("focusin", back);
      button.textContent = smaller;
      try {
        await lab.requestFullscreen();
      } catch { // refused: above everything, wherever in the page it stands
        lab?.setAttribute("popover", "manual");
        lab?.showPopover?.();
      }
    };
    const leave = () => {
      if (!lab) return;
      const left = lab;
      lab = undefined; // at once: leaving full screen comes here again
      if (document.fullscreenElement === left) document.exitFullscreen();
      left.removeAttribute("popover");
      left.removeEventListener("keydown", keep);
      document.removeEventListener("focusin", back);
      if (document.activeElement === left) button.focus();
      left.removeAttribute("tabindex");
      delete left.dataset.lmSuppressShortcuts;
      left.classList.remove("lab-large");
      for (const node of covered) node.inert = false;
      left.parentElement?.style.removeProperty("min-height");
      button.textContent = larger;
    };
    const keep = (event) => { // neither a notebook nor slides below obey a key
      event.stopPropagation();
      if (event.key === "Escape") leave();
    };
    const back = ({ target }) => lab.contains(target) || button.focus(); // from the cell around it
    const left = () => document.fullscreenElement || leave();
    button.addEventListener("click", () => lab ? leave() : enter());
    document.addEventListener("fullscreenchange", left);
    return () => {
      document.removeEventListener("fullscreenchange", left);
      leave();
    };
  },
};

// All that is not in the path from a node up to the page, and can be reached.
const around = (node) => node === document.body ? [] : [
  ...[...node.parentElement.children].filter((other) => other !== node && !other.inert),
  ...around(node.parentElement),
];
