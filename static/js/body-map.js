// A tap on the picture ticks the box in the list. The browser then moves the page to that box, and on a phone the picture
// is gone after the first tap: so the focus is moved here, without the page. Without this file a tap ticks the box too.
document.addEventListener("click", (event) => {
  const spot = event.target.closest("label.body-map-spot");
  const box = spot && document.getElementById(spot.htmlFor);
  if (!box) return;
  event.preventDefault();
  box.checked = !box.checked;
  box.focus({ preventScroll: true });
  box.dispatchEvent(new Event("change", { bubbles: true }));
});
