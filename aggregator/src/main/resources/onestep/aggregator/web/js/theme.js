// Light, dark, or as the system has it; remembered.
import { byId } from "./dom.js";

const KEY = "onestep.theme";
const CHOICES = ["system", "light", "dark"];
const system = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  const stored = localStorage.getItem(KEY);
  return CHOICES.includes(stored) ? stored : "system";
}

export function isDark() {
  return chosen() === "dark" || (chosen() === "system" && system.matches);
}

/** Shows the theme, and calls back whenever it changes: charts have their own colours. */
export function start(onChange) {
  const button = byId("theme");
  const show = () => {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    button.textContent = `Theme: ${chosen()}`;
    onChange();
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, CHOICES[(CHOICES.indexOf(chosen()) + 1) % CHOICES.length]);
    show();
  });
  system.addEventListener("change", show);
  show();
}
