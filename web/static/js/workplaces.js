// What scripts add to the seller portal and the console: keys and questions. A key does
// what the element with the same data-key does, and nothing else.
import { confirmations } from "./confirm.js";

confirmations();

const typing = (e) => e.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")];
let go = 0;

function current() {
  const all = rows();
  const i = all.findIndex((r) => r.contains(document.activeElement));
  return i >= 0 ? i : all.findIndex((r) => r.matches(".on, [aria-current], :has([aria-current])"));
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.max(0, Math.min(all.length - 1, current() + by))];
  (next.querySelector("a, button, input:not([type=hidden])") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector("dialog[open]")) return;
  if (typing(e)) {
    if (e.key === "Escape") e.target.blur();
    return;
  }
  if (document.documentElement.dataset.keys === "off") return;
  const key = e.key;
  if (go && Date.now() - go < 1200) {
    go = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) { e.preventDefault(); link.click(); }
    return;
  }
  if (key === "g") { go = Date.now(); return; }
  if (key === "/") { e.preventDefault(); document.querySelector(".find input")?.focus(); return; }
  if (key === "j" || key === "k") { e.preventDefault(); move(key === "j" ? 1 : -1); return; }
  if (key === "x") { rows()[current()]?.querySelector("input[type=checkbox]")?.click(); return; }
  const target = [...document.querySelectorAll("[data-key]")].find((el) => el.dataset.key === key && !el.closest("[hidden]"));
  if (!target) return;
  e.preventDefault();
  if (target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) target.focus();
  else target.click();
});

// How many are chosen, and the bar that acts on them.
const bulk = document.querySelector("[data-bulk]");
if (bulk) {
  const count = () => {
    const n = document.querySelectorAll('.box input:checked').length;
    bulk.querySelector("[data-count]").textContent = String(n);
    bulk.classList.toggle("idle", n === 0);
  };
  document.addEventListener("change", count);
  count();
}
