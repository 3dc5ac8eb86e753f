// Keys of the check bench. Everything they do is a link or a field on the page, so nothing is lost without them.
// They can be switched off, and do nothing while the focus is in a field (WCAG 2.1.4).
(() => {
  const SWITCH = "desk-keys";
  const RESULTS = { p: "pass", f: "fail", u: "unable" };
  const box = document.querySelector("[data-keys-switch]");
  if (!box) return;

  box.checked = localStorage.getItem(SWITCH) !== "off";
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));

  const typing = (target) =>
    target.isContentEditable ||
    target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const current = () => document.activeElement.closest("[data-check]");

  const press = (key) => {
    if (/^[1-9]$/.test(key)) return document.querySelector(`[data-check="${key}"]`);
    if (key in RESULTS) return current()?.querySelector(`input[type=radio][value="${RESULTS[key]}"]`);
    if (key === "o") return current()?.querySelector("[data-source]");
    if (key === "?") return document.querySelector("[data-keys-help] summary");
    return document.querySelector(`[data-key="${key}"]`);
  };

  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const found = press(event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    found.focus();
    if (!found.matches("[data-check]")) found.click();
  });
})();
