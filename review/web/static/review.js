"use strict";
// Keys, zoom and small conveniences; everything that decides is a form of the page.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const editing = (element) => element instanceof HTMLElement
    && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName))
    && !["checkbox", "radio", "button", "submit"].includes(element.type);

  // -- pictures: the width is that of the stage times the zoom, the corner stays where one looks ------------------
  const states = new WeakMap();
  const NEAR = 1.3;
  const place = (sheet, keep = true) => {
    const stage = $(".stage", sheet);
    const svg = $("svg", stage);
    if (!svg) return;
    const state = states.get(sheet);
    const centre = [(stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth, (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight];
    const [width, height] = [Number(svg.dataset.width), Number(svg.dataset.height)];
    const turned = state.turn % 180 !== 0;
    svg.setAttribute("viewBox", turned ? `0 0 ${height} ${width}` : `0 0 ${width} ${height}`);
    const moves = { 0: "", 90: `translate(${height} 0) rotate(90)`, 180: `translate(${width} ${height}) rotate(180)`, 270: `translate(0 ${width}) rotate(270)` };
    $("g", svg).setAttribute("transform", moves[state.turn]);
    svg.style.width = `${Math.round(state.zoom * 100)}%`;
    const image = $("image", svg);
    if (stage.clientWidth * state.zoom * devicePixelRatio > 1000 && image.dataset.fine) {
      image.setAttribute("href", image.dataset.fine);
      delete image.dataset.fine;
    }
    if (keep) {
      stage.scrollLeft = centre[0] * stage.scrollWidth - stage.clientWidth / 2;
      stage.scrollTop = centre[1] * stage.scrollHeight - stage.clientHeight / 2;
    }
  };
  const look = (sheet) => {
    const stage = $(".stage", sheet);
    const meant = $(".evidence, .region", stage) || $(".context", stage);
    if (!meant) return;
    const [box, frame] = [meant.getBoundingClientRect(), stage.getBoundingClientRect()];
    stage.scrollTop += box.top + box.height / 2 - frame.top - stage.clientHeight * 0.42;
    stage.scrollLeft += box.left + box.width / 2 - frame.left - stage.clientWidth / 2;
  };
  const zoom = (sheet, how) => {
    const state = states.get(sheet);
    if (!state) return;
    state.zoom = how === "fit" ? 1 : Math.min(6, Math.max(0.4, state.zoom * (how === "in" ? NEAR : 1 / NEAR)));
    place(sheet);
    look(sheet);
  };
  const turn = (sheet) => {
    const state = states.get(sheet);
    if (!state) return;
    state.turn = (state.turn + 90) % 360;
    place(sheet);
    look(sheet);
  };

  // -- when a page, or a part of it, has come ------------------------------------------------------------------------
  const prepare = () => {
    for (const sheet of $$("[data-sheet]")) {
      if (states.has(sheet)) continue;
      // letters as large as on paper, even where the stage is narrow
      const [stage, svg] = [$(".stage", sheet), $("svg[data-width]", sheet)];
      const legible = svg ? (0.95 * Number(svg.dataset.width)) / Math.max(1, stage.clientWidth) : 1;
      states.set(sheet, { zoom: Math.min(2.4, Math.max(1, legible)), turn: 0 });
      place(sheet, false);
      look(sheet);
    }
    if (matchMedia("(max-width: 52rem)").matches) for (const box of $$("details[data-narrow-closed][open]")) {
      if (!box.dataset.seen) { box.open = false; box.dataset.seen = "1"; }
    }
    // on a phone the names of the pages are wider than the screen: the one that is open is among those that are seen
    $(".bar nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    const meant = location.hash && document.getElementById(location.hash.slice(1));
    if (meant) meant.scrollIntoView({ block: "center" });
    layers();
    selection();
  };

  // -- several at once -----------------------------------------------------------------------------------------------
  const selection = () => {
    const boxes = $$("input[name=key]");
    const some = boxes.some((box) => box.checked);
    const bar = $("#many .with");
    if (bar) bar.hidden = !some;
    const all = $("[data-all]");
    if (all) { all.checked = boxes.length > 0 && boxes.every((box) => box.checked); all.indeterminate = some && !all.checked; }
  };

  // -- marks of a document -------------------------------------------------------------------------------------------
  const layers = () => {
    for (const box of $$("input[data-layer]")) $("#paper")?.classList.toggle(`hide-${box.dataset.layer}`, !box.checked);
  };

  const open = (name) => {
    for (const set of $$("#decide fieldset")) {
      set.hidden = set.id !== name || !set.hidden;
      const button = $(`[data-toggle=${set.id}]`);
      button.setAttribute("aria-expanded", String(!set.hidden));
      if (!set.hidden && set.id === "correct") { const field = $("input[name=value]", set); field.focus(); field.select(); }
      if (!set.hidden && set.id === "dismiss") $("button", set).focus();
      if (!set.hidden) set.scrollIntoView({ block: "nearest" });
    }
  };
  // a click, not a submission: only so does htmx send the name of the button along
  const submit = (form, action) => $(`button[name=action][value=${action}]`, form).click();

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a, [data-thing]");
    if (!target) return;
    const sheet = target.closest("[data-sheet]");
    if (target.dataset.zoom) zoom(sheet, target.dataset.zoom);
    else if ("turn" in target.dataset) turn(sheet);
    else if (target.dataset.toggle) open(target.dataset.toggle);
    else if (target.dataset.open) document.getElementById(target.dataset.open).showModal();
    else if (target.dataset.fill) { const field = $("input[name=value]", target.form); field.value = target.dataset.fill; field.focus(); }
    else if (target.dataset.reason) { $("input[name=reason]", target.form).value = target.dataset.reason; submit(target.form, "dismiss"); }
  });
  document.addEventListener("change", (event) => {
    if ("all" in event.target.dataset) for (const box of $$("input[name=key]")) box.checked = event.target.checked;
    // whoever ticks a document means those that are ticked
    const meant = event.target.dataset.ticks;
    if (meant && event.target.checked) { const radio = $(`input[type=radio][value="${meant}"]`, event.target.form); if (radio) radio.checked = true; }
    selection();
    layers();
  });
  document.addEventListener("input", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell) cell.classList.toggle("changed", cell.value !== cell.defaultValue);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    const key = event.key;
    if (editing(event.target)) {
      if (key === "Escape") event.target.blur();
      // a cell is one line, however many it takes on the screen
      if (key === "Enter" && "cell" in event.target.dataset && event.target.tagName === "TEXTAREA") { event.preventDefault(); event.target.form.requestSubmit(); }
      if (key === "Enter" && event.target.dataset.submits) { event.preventDefault(); submit(event.target.form, event.target.dataset.submits); }
      return;
    }
    const sheet = $("[data-sheet]");
    const digit = /^[1-9]$/.test(key) && $(`#dismiss:not([hidden]) [data-digit="${key}"]`);
    if (digit) { event.preventDefault(); digit.click(); return; }
    if (key === "?") $("#keys")?.showModal();
    else if (key === "u") $("#undo")?.requestSubmit();
    else if (sheet && (key === "+" || key === "=")) zoom(sheet, "in");
    else if (sheet && key === "-") zoom(sheet, "out");
    else if (sheet && key === "0") zoom(sheet, "fit");
    else if (sheet && key === "r") turn(sheet);
    else if (key === "Escape") for (const set of $$("#decide fieldset")) set.hidden = true;
    else {
      const found = key.length === 1 && $$("[data-key]").find((element) => element.dataset.key === key);
      if (!found) return;
      event.preventDefault();
      if (editing(found)) { found.focus(); found.select?.(); } else found.click();
      return;
    }
    event.preventDefault();
  });

  // -- htmx ----------------------------------------------------------------------------------------------------------
  document.addEventListener("htmx:afterSettle", (event) => {
    const boosted = event.detail.boosted || event.detail.target === document.body;
    prepare();
    if (boosted) { if (!location.hash) scrollTo(0, 0); if (document.activeElement === document.body) $("#content")?.focus({ preventScroll: true }); }
  });
  // a page that says why something was refused is a page, too
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status >= 400) { event.detail.shouldSwap = true; event.detail.isError = false; } });
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => { const line = $("#offline"); if (line) line.hidden = false; });
  addEventListener("resize", () => { for (const sheet of $$("[data-sheet]")) if (states.has(sheet)) place(sheet); });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepare); else prepare();
})();
