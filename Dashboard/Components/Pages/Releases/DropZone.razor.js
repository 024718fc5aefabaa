// Uploads files in requests of its own: announces all of them, sends each with its progress, and completes.
const parallel = 3;

export function attach(zone, project, version, token) {
  const uploader = new Uploader(zone, `api/releases/${encodeURIComponent(project)}/${encodeURIComponent(version)}`, token);
  uploader.attach();
  // A test may choose files from now on: earlier, nothing listens.
  zone.dataset.dropReady = "";
  return uploader;
}

class Uploader {
  constructor(zone, address, token) {
    this.zone = zone;
    this.address = address;
    this.token = token;
    this.target = zone.querySelector("[data-drop-target]");
    this.input = zone.querySelector("[data-drop-input]");
    this.choose = zone.querySelector("[data-drop-choose]");
    this.list = zone.querySelector("[data-drop-list]");
    this.ended = new AbortController();
  }

  attach() {
    const options = { signal: this.ended.signal };
    let inside = 0;
    this.choose.addEventListener("click", () => this.input.click(), options);
    this.choose.disabled = false;
    this.input.addEventListener("change", () => {
      const files = [...this.input.files].map(file => ({ path: file.name, file }));
      this.input.value = "";
      this.start(files);
    }, options);
    this.target.addEventListener("dragenter", event => { event.preventDefault(); inside++; this.target.classList.add("over"); }, options);
    this.target.addEventListener("dragleave", () => { if (--inside <= 0) { inside = 0; this.target.classList.remove("over"); } }, options);
    this.target.addEventListener("dragover", event => event.preventDefault(), options);
    this.target.addEventListener("drop", async event => {
      event.preventDefault();
      inside = 0;
      this.target.classList.remove("over");
      this.start(await dropped(event.dataTransfer));
    }, options);
    // A file dropped beside the target must not replace the page and end its uploads.
    for (const kind of ["dragover", "drop"]) window.addEventListener(kind, event => event.preventDefault(), options);
    window.addEventListener("beforeunload", event => { if (this.drop) event.preventDefault(); }, options);
    window.addEventListener("pagehide", () => this.abandon(), options);
  }

  detach() {
    this.abandon();
    this.ended.abort();
  }

  async start(files) {
    if (this.drop) return this.say("error", "An upload is running. Wait until it has ended, or cancel it first.", true);
    if (files.length === 0) return;
    const drop = this.drop = { requests: new Set(), cancelled: false, id: null };
    this.show(files);
    try {
      drop.id = (await this.ask("POST", `${this.address}/uploads`, { files: files.map(({ path, file }) => ({ path, size: file.size })) })).id;
      // Cancelled before the server had answered with the id to cancel.
      if (drop.cancelled) return this.stop(drop);
      const waiting = files.map((_, index) => index);
      const sender = async () => {
        for (let index = waiting.shift(); index !== undefined && !drop.cancelled; index = waiting.shift()) {
          await this.send(drop, index, files[index].file);
        }
      };
      await Promise.all(Array.from({ length: Math.min(parallel, files.length) }, sender));
      if (drop.cancelled) return;
      const made = await this.ask("POST", `api/uploads/${drop.id}/complete`);
      drop.id = null;
      if (made.created) {
        this.say("done", `Revision ${made.revision} was created from ${count(files.length)}.`);
      } else {
        this.unchanged(made.revision, files.length);
      }
    } catch (error) {
      if (!drop.cancelled) {
        this.stop(drop);
        this.say("error", error.message);
      }
    } finally {
      // After a cancel the next upload may be running.
      if (this.drop === drop) this.drop = null;
    }
  }

  send(drop, index, file) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const started = performance.now();
      drop.requests.add(request);
      request.open("PUT", `api/uploads/${drop.id}/files/${index}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      if (this.token) request.setRequestHeader("RequestVerificationToken", this.token);
      request.upload.onprogress = event => this.progress(index, event.loaded, event.total, (performance.now() - started) / 1000);
      request.onloadend = () => {
        drop.requests.delete(request);
        if (request.status >= 200 && request.status < 300) {
          this.progress(index, file.size, file.size, (performance.now() - started) / 1000);
          resolve();
        } else if (drop.cancelled) {
          resolve();
        } else {
          reject(new Error(reason(request.status, request.responseText) ?? `${file.name} could not be sent: the connection was lost. Upload the files again.`));
        }
      };
      request.send(file);
    });
  }

  async ask(method, address, body) {
    const response = await fetch(address, {
      method,
      headers: { "Content-Type": "application/json", ...(this.token ? { RequestVerificationToken: this.token } : {}) },
      body: body && JSON.stringify(body),
    }).catch(() => { throw new Error("The server could not be reached. Upload the files again when it is back."); });
    const text = await response.text();
    if (!response.ok) throw new Error(reason(response.status, text) ?? `The server refused the request (${response.status}).`);
    return text ? JSON.parse(text) : null;
  }

  /** Stops the upload and lets the server delete the files that had arrived. */
  stop(drop) {
    drop.cancelled = true;
    for (const request of drop.requests) request.abort();
    if (drop.id) {
      fetch(`api/uploads/${drop.id}`, { method: "DELETE", keepalive: true, headers: this.token ? { RequestVerificationToken: this.token } : {} }).catch(() => {});
      drop.id = null;
    }
  }

  abandon() {
    if (this.drop) {
      this.stop(this.drop);
      this.drop = null;
    }
  }

  show(files) {
    const cancel = element("button", "drop-cancel", "Cancel");
    cancel.type = "button";
    cancel.addEventListener("click", () => { this.abandon(); this.say("cancelled", "The upload was cancelled. Nothing of it was kept."); });
    const head = element("div", "drop-head", `Sending ${count(files.length)}`);
    head.append(cancel);
    this.rows = files.map(({ path, file }) => {
      const row = element("div", "drop-row");
      const bar = element("div", "drop-bar");
      bar.setAttribute("role", "progressbar");
      bar.setAttribute("aria-label", path);
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", "100");
      const fill = element("div", "drop-fill");
      bar.append(fill);
      const figures = element("span", "drop-figures", bytes(file.size));
      row.append(element("span", "drop-name", path), bar, figures);
      return { row, bar, fill, figures };
    });
    this.list.replaceChildren(head, ...this.rows.map(({ row }) => row));
  }

  progress(index, done, total, seconds) {
    const { bar, fill, figures } = this.rows[index];
    const percent = total === 0 ? 100 : Math.floor(100 * done / total);
    fill.style.width = `${percent}%`;
    bar.setAttribute("aria-valuenow", percent);
    const rate = seconds > 0.3 ? done / seconds : 0;
    figures.textContent = done >= total
      ? `${bytes(total)}, sent`
      : `${percent} % of ${bytes(total)}${rate ? ` · ${bytes(rate)}/s · ${duration((total - done) / rate)} left` : ""}`;
  }

  /** The upload added nothing: says so, and offers to check the same files again. */
  unchanged(revision, files) {
    this.say("done", `Nothing has changed: revision ${revision} already holds ${files === 1 ? "this file" : `these ${files} files`}, so no revision was created. `);
    const again = element("button", "drop-again", "Create a revision anyway");
    again.type = "button";
    again.addEventListener("click", async () => {
      again.disabled = true;
      try {
        const made = await this.ask("POST", `${this.address}/revisions`);
        this.say("done", `Revision ${made.number} was created with the same files.`);
      } catch (error) {
        this.say("error", error.message);
      }
    });
    this.list.querySelector(".drop-say").append(again);
  }

  say(kind, text, keepList) {
    const words = element("div", `drop-say drop-${kind}`, text);
    words.setAttribute("role", kind === "error" ? "alert" : "status");
    if (keepList) {
      this.list.querySelector(".drop-say")?.remove();
      this.list.append(words);
    } else {
      this.list.replaceChildren(words);
    }
  }
}

const element = (name, className, text) => {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

const count = files => files === 1 ? "1 file" : `${files} files`;

const reason = (status, text) => {
  if (status === 401) return "You are signed out. Sign in again, then upload the files again.";
  try { return JSON.parse(text).detail ?? null; } catch { return null; }
};

const bytes = size => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (size >= 1023.5 && unit < units.length - 1) { size /= 1024; unit++; }
  return `${unit === 0 || size >= 99.95 ? size.toFixed(0) : size.toFixed(1).replace(/\.0$/, "")} ${units[unit]}`;
};

const duration = seconds => seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** The dropped files, those in directories too, each with its path below what was dropped. */
async function dropped(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files].map(file => ({ path: file.name, file }));
  const files = [];
  const walk = async (entry, parent) => {
    const path = parent + entry.name;
    if (entry.isFile) {
      files.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
    } else {
      const reader = entry.createReader();
      // It answers in parts, the last of which is empty.
      for (let part; (part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0;) {
        for (const child of part) await walk(child, `${path}/`);
      }
    }
  };
  for (const entry of entries) {
    // The files in one dropped directory are the release's files, not a directory in it.
    if (entries.length === 1 && entry.isDirectory) {
      const reader = entry.createReader();
      for (let part; (part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0;) {
        for (const child of part) await walk(child, "");
      }
    } else {
      await walk(entry, "");
    }
  }
  return files;
}
