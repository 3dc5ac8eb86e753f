// Two buttons that only a script can serve: copy a link, print the page. Without it they are not there; the field with
// the link and the browser's own menu do the same.
for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return window.print();
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    return; // the link is selected: Ctrl+C, or a long press
  }
  document.getElementById("status").textContent = button.textContent = button.dataset.copied;
});
