// Refreshes a part of the page from the server's own markup. Without this script the
// same links and forms load the whole page.

/** Replaces the part named name with the same part of html; keeps focus where it was. */
export function put(name, html) {
  const old = document.querySelector(`[data-fragment="${name}"]`);
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(`[data-fragment="${name}"]`);
  if (!old || !fresh) return false;
  const at = document.activeElement;
  const key = at && old.contains(at) ? [at.name, at.value, at.id] : null;
  old.replaceWith(fresh);
  if (key) {
    const again = [...fresh.querySelectorAll("a, button, input, select")].find(
      (e) => (key[2] && e.id === key[2]) || (!key[2] && e.name && e.name === key[0] && e.value === key[1]));
    again?.focus();
  }
  return true;
}

/** Loads address and puts its part; on any failure the browser goes there itself. */
export async function load(name, address, options) {
  try {
    const answer = await fetch(address, { headers: { "Markthalle-Fragment": name }, ...options });
    if (!answer.ok || !put(name, await answer.text())) throw new Error(String(answer.status));
    return answer;
  } catch {
    location.assign(options?.method ? location.href : address);
    return null;
  }
}
