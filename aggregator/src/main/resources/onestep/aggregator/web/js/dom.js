// Elements, made without any HTML of texts.

export const byId = (id) => document.getElementById(id);

/** An element with properties, data-* and aria-* attributes, and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") made.className = value;
    else if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** Sets a text only where it differs, so that selections and screen readers are left in peace. */
export function setText(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

/**
 * Makes the children of a list those of some items, keeping the elements of items that stay.
 * @param make makes the element of an item; update brings it up to date
 */
export function reconcile(list, items, keyOf, make, update) {
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let previous = null;
  for (const item of items) {
    const key = keyOf(item);
    let child = known.get(key);
    if (child === undefined) {
      child = make(item);
      child.dataset.key = key;
    }
    known.delete(key);
    update(child, item);
    const place = previous === null ? list.firstElementChild : previous.nextElementSibling;
    if (child !== place) list.insertBefore(child, place);
    previous = child;
  }
  for (const gone of known.values()) gone.remove();
}

/** Calls back once per frame, however often it is asked to. */
export function coalesced(callback) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      callback();
    });
  };
}
