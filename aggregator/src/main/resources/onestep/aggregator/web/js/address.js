// What is shown, kept in the address: #sweep=quick&depth=2. Links and reloads keep it.

const OF_THE_SWEEP = ["depth", "gain", "activation", "attack"];

export function settings() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

function hash(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return `#${new URLSearchParams(kept)}`;
}

/** The address of another sweep, shown in the same way as far as it can be. */
export function linkTo(sweep) {
  const values = { ...settings(), sweep };
  for (const name of OF_THE_SWEEP) delete values[name];
  return hash(values);
}

/** Changes settings without a new entry in the history; null removes one. */
export function change(values) {
  history.replaceState(null, "", hash({ ...settings(), ...values }));
  dispatchEvent(new Event("settings"));
}

export function onChange(callback) {
  addEventListener("hashchange", callback);
  addEventListener("settings", callback);
}
