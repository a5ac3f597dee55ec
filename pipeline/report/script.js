"use strict";
(() => {
  // filters of the findings; without scripts the page shows all of them, by document
  const form = document.getElementById("filters");
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  if (form) {
    const cards = [...document.querySelectorAll(".finding")];
    const groups = [...document.querySelectorAll(".group")];
    const home = new Map(groups.map((group) => [group.dataset.group + group.dataset.key, group]));
    const texts = new Map();
    // of thousands of cards only those are folded that the other filters leave
    const text = (card) => texts.get(card) ?? (texts.set(card, fold(card.textContent)), texts.get(card));
    let grouped = "doc";
    let waiting = 0;
    const apply = () => {
      const chosen = new FormData(form);
      const severities = new Set(chosen.getAll("severity"));
      const words = fold(chosen.get("text")).split(/\s+/).filter(Boolean);
      const by = chosen.get("group");
      const filled = new Set();
      let count = 0;
      if (by !== grouped) {
        const heaps = new Map(groups.map((group) => [group, []]));
        for (const card of cards) heaps.get(home.get(by + card.dataset[by])).push(card);
        for (const [group, heap] of heaps) group.append(...heap);
        grouped = by;
      }
      for (const card of cards) {
        const shown = severities.has(card.dataset.severity)
          && (!chosen.get("rule") || chosen.get("rule") === card.dataset.rule)
          && (!chosen.get("doc") || chosen.get("doc") === card.dataset.doc)
          && words.every((word) => text(card).includes(word));
        if (card.hidden === shown) card.hidden = !shown;
        if (shown) filled.add(by + card.dataset[by]);
        count += shown;
      }
      for (const [key, group] of home) group.hidden = !filled.has(key);
      document.getElementById("shown").textContent = count;
      document.getElementById("none").hidden = count > 0;
    };
    form.hidden = false;
    form.addEventListener("input", (event) => {
      clearTimeout(waiting);
      // while somebody types
      waiting = setTimeout(apply, event.target.type === "search" ? 150 : 0);
    });
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
