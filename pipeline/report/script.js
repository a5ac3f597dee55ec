"use strict";
(() => {
  // filters of the findings; without scripts the page shows all of them, by document
  const form = document.getElementById("filters");
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  if (form) {
    const cards = [...document.querySelectorAll(".finding")];
    const groups = [...document.querySelectorAll(".group")];
    const home = new Map(groups.map((group) => [group.dataset.group + group.dataset.key, group]));
    const texts = new Map(cards.map((card) => [card, fold(card.textContent)]));
    const apply = () => {
      const chosen = new FormData(form);
      const severities = new Set(chosen.getAll("severity"));
      const words = fold(chosen.get("text")).split(/\s+/).filter(Boolean);
      const by = chosen.get("group");
      let count = 0;
      for (const card of cards) {
        home.get(by + card.dataset[by]).append(card);
        const shown = severities.has(card.dataset.severity)
          && (!chosen.get("rule") || chosen.get("rule") === card.dataset.rule)
          && (!chosen.get("doc") || chosen.get("doc") === card.dataset.doc)
          && words.every((word) => texts.get(card).includes(word));
        card.hidden = !shown;
        count += shown;
      }
      for (const group of groups) group.hidden = !group.querySelector(".finding:not([hidden])");
      document.getElementById("shown").textContent = count;
      document.getElementById("none").hidden = count > 0;
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }

  // deadlines against the day on which the page is opened
  const today = new Date();
  const last = (edtf) => {
    const [year, month, day] = edtf.split("-").map(Number);
    return day ? new Date(year, month - 1, day, 23, 59) : new Date(month ? year : year + 1, month || 0, 0, 23, 59);
  };
  const past = document.getElementById("past");
  for (const row of document.querySelectorAll("[data-due]")) {
    const days = (last(row.dataset.due) - today) / 86400000;
    if (days < 0) {
      past.querySelector("tbody").append(row);
    } else if (days < 30) {
      const note = document.createElement("div");
      note.className = "soon";
      note.textContent = row.closest("table").dataset.soon;
      row.querySelector(".when").append(note);
    }
  }
  if (past) {
    const count = past.querySelectorAll("tr").length;
    past.querySelector(".aside").textContent = `(${count})`;
    past.hidden = !count;
  }

  // a link to a rule opens its explanation
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  addEventListener("hashchange", open);
  open();
})();
