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
  const open = [...document.querySelectorAll("[data-check][data-open]")];
  const keyed = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);

  // The answer of the card with the focus, or of the first one that waits; then on to the next that waits.
  const answer = (result) => {
    const answered = (card) => card.querySelector("input[type=radio][name$=-result]:checked");
    const card = current() ?? open.find((one) => !answered(one));
    const radio = card?.querySelector(`input[name$=-result][value="${result}"]`);
    if (!radio) return;
    radio.click();
    (open.find((one) => one !== card && !answered(one)) ?? keyed("s") ?? radio).focus();
  };

  const press = (key) => {
    if (/^[0-9-]$/.test(key)) return document.querySelector(`[data-check="${key}"]`);
    if (key === "o") return current()?.querySelector("[data-source]");
    if (key === "?") return document.querySelector("[data-keys-help] summary");
    return keyed(key);
  };

  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key in RESULTS) return answer(RESULTS[key]);
    const found = press(key);
    if (!found) return;
    event.preventDefault();
    found.focus();
    if (!found.matches("[data-check]")) found.click();
  });
})();
