// What was typed while the connection was lost, or before its loss was noticed, is on the screen but never reached the circuit. When the
// connection is back, the circuit receives it again.

// The time of the last input of each field.
const edits = new Map();

// How long the loss of a connection can go unnoticed, in milliseconds.
let unnoticed = 0;
let isConnected = () => true;

addEventListener("input", event => {
  if (!event.isTrusted || !event.target.matches?.("input:not([type=file]), textarea, select")) {
    return;
  }
  if (isConnected()) {
    for (const [field, at] of edits) {
      if (at < Date.now() - 2 * unnoticed) {
        edits.delete(field);
      }
    }
  }
  edits.set(event.target, Date.now());
}, { capture: true, passive: true });

export const watchEdits = (connected, serverTimeout) => {
  isConnected = connected;
  unnoticed = serverTimeout;
};

// Sends the fields that were edited after the connection was last known to be good.
export const resendEdits = downSince => {
  for (const [field, at] of edits) {
    if (at >= downSince - unnoticed && field.isConnected) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  edits.clear();
};
