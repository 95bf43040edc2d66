// What scripts add to the storefront. Every page is complete without them.
import { load } from "./fragment.js";
import { suggest } from "./suggest.js";
import { confirmations } from "./confirm.js";

document.querySelectorAll("form[data-suggest]").forEach(suggest);
confirmations();

// Filters act as they are chosen on wide screens; the phone's sheet keeps its button.
const wide = matchMedia("(width >= 64rem)");
document.addEventListener("change", async (e) => {
  const form = e.target.closest("form[data-auto]");
  if (!form || !wide.matches) return;
  const query = new URLSearchParams([...new FormData(form)].filter(([, v]) => v !== ""));
  const address = `${form.getAttribute("action").split("#")[0]}?${query}`;
  if (await load("shelf", address)) history.pushState({ shelf: true }, "", address);
});
addEventListener("popstate", () => { if (document.querySelector('[data-fragment="shelf"]')) load("shelf", location.href); });

// Quantities are sent as they change, and the cart comes back in place.
async function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const answer = await load("cart", form.action, { method: "POST", body });
  if (answer) document.querySelector("main")?.setAttribute("data-fresh", "");
}
document.addEventListener("submit", (e) => {
  if (!e.target.matches('[data-fragment="cart"] form[data-quantity]')) return;
  e.preventDefault();
  send(e.target, e.submitter);
});
document.addEventListener("change", (e) => {
  const form = e.target.closest("form[data-quantity]");
  if (form && e.target.name === "quantity") send(form, { name: "do", value: "set" });
});

// A picture opens large above the page instead of on a page of its own.
document.addEventListener("click", (e) => {
  const link = e.target.closest("a[data-zoom]");
  if (!link || e.ctrlKey || e.metaKey) return;
  e.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  const img = link.querySelector("img").cloneNode();
  img.src = link.href;
  img.removeAttribute("sizes");
  dialog.append(img);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
});

// While a payment is being confirmed the page asks again, for one minute.
const again = document.querySelector("[data-again]");
if (again) {
  let turns = 20;
  const timer = setInterval(async () => {
    const now = document.querySelector("[data-again]");
    if (!now || !turns--) return clearInterval(timer);
    await load("thanks", location.href);
  }, 1000 * Number(again.dataset.again));
}
