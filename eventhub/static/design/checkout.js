// What makes the shop and the checkout nicer where scripts run. Everything works without.

// The refusal takes focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// - and + beside quantities.
for (const box of document.querySelectorAll("[data-quantity]")) {
  const input = box.querySelector("input");
  const most = Number(input.max);
  const label = input.getAttribute("aria-label");
  const buttons = [
    ["\u2212", -1, box.dataset.less],
    ["+", 1, box.dataset.more],
  ].map(([sign, step, words]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", `${words}: ${label.slice(label.indexOf(": ") + 2)}`);
    button.addEventListener("click", () => {
      input.value = Math.min(most, Math.max(0, (Number(input.value) || 0) + step));
      show();
    });
    return button;
  });
  const show = () => {
    const count = Number(input.value) || 0;
    buttons[0].disabled = count <= 0;
    buttons[1].disabled = count >= most;
  };
  input.before(buttons[0]);
  input.after(buttons[1]);
  input.addEventListener("input", show);
  show();
}

// How long the units are still kept. The end is a moment, not a count of ticks: sleeping phones tick late.
const countdown = document.querySelector("[data-countdown]");
if (countdown) {
  const end = Date.now() + Number(countdown.dataset.countdown) * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    countdown.textContent = countdown.dataset.countdownWords.replace("{time}", time);
    if (seconds === 0) {
      clearInterval(timer);
      document.querySelector("[data-countdown-over]").hidden = false;
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}

// Questions that depend on another answer are shown only when it was given.
const dependents = [...document.querySelectorAll("[data-depends]")];
const answersTo = (name) =>
  [...document.getElementsByName(name)]
    .filter((field) => !field.closest("[data-depends][hidden]"))
    .filter((field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value))
    .map((field) => field.value);
const showDependents = () => {
  for (const field of dependents) {
    const wanted = JSON.parse(field.dataset.values);
    field.hidden = !answersTo(field.dataset.depends).some((value) => wanted.includes(value));
    for (const words of field.querySelectorAll("[data-only-if]")) words.hidden = true;
  }
};
if (dependents.length) {
  document.addEventListener("change", showDependents);
  showDependents();
}

// One click is enough. A page that comes back by the back button can be sent again.
const form = document.querySelector("[data-checkout]");
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  if (!form) return;
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
