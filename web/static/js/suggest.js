// Suggestions under a search field: from the second letter, arrow keys, Enter, Escape.
// The server answers with {queries, categories, products, vendors}.

const groups = [
  ["queries", (x) => ({ label: x.text ?? x, url: `/search?q=${encodeURIComponent(x.text ?? x)}` })],
  ["categories", (x) => ({ label: x.name, url: `/c/${x.slug}` })],
  ["products", (x) => ({ label: x.title, url: `/p/${x.slug}` })],
  ["vendors", (x) => ({ label: x.name, url: `/v/${x.slug}` })],
];

export function suggest(form) {
  const input = form.querySelector('input[type="search"]');
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  let chosen = -1, timer = 0, turn = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (i) => {
    const all = [...list.children];
    chosen = (i + all.length) % all.length;
    all.forEach((li, n) => li.setAttribute("aria-selected", String(n === chosen)));
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    const items = groups.flatMap(([key, make]) => (found[key] ?? []).map(make)).filter((x) => x.label);
    list.replaceChildren(...items.map((x, n) => {
      const li = document.createElement("li");
      li.id = `${list.id}-${n}`;
      li.setAttribute("role", "option");
      const a = document.createElement("a");
      a.href = x.url;
      a.textContent = x.label;
      a.tabIndex = -1;
      li.append(a);
      return li;
    }));
    list.hidden = items.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async () => {
    const q = input.value.trim(), mine = ++turn;
    if (q.length < 2) return close();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(q)}`, { headers: { Accept: "application/json" } });
      if (answer.ok && mine === turn) show(await answer.json());
    } catch { close(); }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    if (e.key === "ArrowDown") { e.preventDefault(); mark(chosen + 1); }
    else if (e.key === "ArrowUp") { e.preventDefault(); mark(chosen < 0 ? -1 : chosen - 1); }
    else if (e.key === "Escape") { e.preventDefault(); close(); }
    else if (e.key === "Enter" && chosen >= 0) { e.preventDefault(); list.children[chosen].firstChild.click(); }
  });
  form.addEventListener("focusout", (e) => { if (!form.contains(e.relatedTarget)) close(); });
}
