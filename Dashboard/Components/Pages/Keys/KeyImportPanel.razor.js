// Sends a pasted or chosen KEYS file by a request of its own.
export function attach(panel) {
  if (!panel) return;
  const input = panel.querySelector("[data-keys-file]");
  const name = panel.querySelector("[data-keys-name]");
  const text = panel.querySelector("[data-keys-text]");
  const show = () => { name.textContent = input.files[0]?.name ?? ""; };
  const choose = panel.querySelector("[data-keys-choose]");
  choose.addEventListener("click", () => input.click());
  choose.disabled = false;
  input.addEventListener("change", () => { if (input.files.length) text.value = ""; show(); });
  // Whoever types has changed their mind about the file.
  text.addEventListener("input", () => { input.value = ""; show(); });
  panel.addEventListener("dragover", event => { if (hasFile(event)) { event.preventDefault(); panel.classList.add("over"); } });
  panel.addEventListener("dragleave", event => { if (!panel.contains(event.relatedTarget)) panel.classList.remove("over"); });
  panel.addEventListener("drop", event => {
    panel.classList.remove("over");
    if (hasFile(event)) {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      text.value = "";
      show();
    }
  });
}

/** @returns JSON of { import } or { refusal }, as bytes: a report may be longer than one message of the circuit. */
export async function send(panel, committee, token, maxBytes) {
  return new TextEncoder().encode(JSON.stringify(await report(panel, committee, token, maxBytes)));
}

async function report(panel, committee, token, maxBytes) {
  const input = panel.querySelector("[data-keys-file]");
  const text = panel.querySelector("[data-keys-text]");
  const body = input.files[0] ?? new Blob([text.value]);
  if (body.size === 0) return { refusal: "Paste a KEYS file, or choose one." };
  if (body.size > maxBytes) return { refusal: `The KEYS file is longer than ${maxBytes / 1024 / 1024} MiB.` };
  let response;
  try {
    response = await fetch(`api/committees/${encodeURIComponent(committee)}/keys`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", ...(token ? { RequestVerificationToken: token } : {}) },
      body,
    });
  } catch {
    return { refusal: "The server could not be reached. Nothing was imported; try again when it is back." };
  }
  const answer = await response.text();
  if (!response.ok) return { refusal: reason(response.status, answer) };
  input.value = "";
  text.value = "";
  panel.querySelector("[data-keys-name]").textContent = "";
  return { import: JSON.parse(answer) };
}

const hasFile = event => [...event.dataTransfer.types].includes("Files");

const reason = (status, answer) => {
  if (status === 401) return "You are signed out. Sign in again, then import the keys again.";
  try { return JSON.parse(answer).detail ?? `The server refused it (${status}).`; } catch { return `The server refused it (${status}).`; }
};
