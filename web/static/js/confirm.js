// Asks once before a step that cannot be undone. The question stands in data-confirm of
// the button; without this script the step happens at once, as its label says.

export function confirmations() {
  document.addEventListener("submit", (e) => {
    const text = e.submitter?.dataset.confirm;
    if (!text || e.submitter.dataset.sure) return;
    e.preventDefault();
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const p = document.createElement("p");
    p.textContent = text;
    const acts = document.createElement("div");
    acts.className = "acts";
    const yes = document.createElement("button");
    yes.type = "button";
    yes.className = e.submitter.className;
    yes.textContent = e.submitter.textContent.replace(/\s*…\s*$/, "");
    const no = document.createElement("button");
    no.type = "button";
    no.className = e.submitter.classList.contains("act") ? "act" : "btn";
    no.textContent = document.documentElement.dataset.back ?? "←";
    acts.append(yes, no);
    dialog.append(p, acts);
    document.body.append(dialog);
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      dialog.close();
      e.submitter.dataset.sure = "1";
      e.target.requestSubmit(e.submitter);
    });
    dialog.addEventListener("close", () => { dialog.remove(); e.submitter.focus(); });
    dialog.showModal();
    no.focus();
  });
}
