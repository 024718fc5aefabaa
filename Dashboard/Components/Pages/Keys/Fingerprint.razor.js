export function attach(element) {
  const button = element?.querySelector("[data-copy]");
  button?.addEventListener("click", async () => {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // No clipboard without a secure address: select it, so that one keystroke copies.
      getSelection().selectAllChildren(element.querySelector("code"));
      said = "Selected";
    }
    button.textContent = said;
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  });
}
