// Follows tasks of the release dashboard. Node 18 or later: npm install @microsoft/signalr
//
//   DASHBOARD_URL=http://localhost:5080 DASHBOARD_TOKEN=... node watch-tasks.mjs release:widget-1.0.0
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const scope = process.argv[2] ?? "all";
const connection = new HubConnectionBuilder()
  .withUrl(`${process.env.DASHBOARD_URL ?? "http://localhost:5080"}/hubs/tasks`, { accessTokenFactory: () => process.env.DASHBOARD_TOKEN })
  // For as long as it takes: the default gives up after four tries.
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 1000 })
  .configureLogging(LogLevel.None)
  .build();

const tasks = new Map();
let subscription;

function watch() {
  let last;
  subscription?.dispose();
  subscription = connection.stream("Watch", scope).subscribe({
    next(message) {
      if (last && (message.epoch !== last.epoch || message.sequence !== last.sequence + 1)) {
        watch(); // something was lost: begin again with a snapshot
        return;
      }
      last = message;
      if (message.kind === "snapshot") {
        tasks.clear();
      }
      for (const task of message.tasks) {
        tasks.set(task.id, task);
        console.log(message.kind, task.id, task.type, task.path ?? "", task.status, `${task.done}/${task.total}`);
      }
      for (const gone of message.removed) {
        tasks.delete(gone);
      }
    },
    error(error) {
      // An interrupted link is not the end: onreconnected watches again. What the hub says is.
      if (error.message.includes("HubException")) {
        console.error(error.message);
        process.exitCode = 1;
        connection.stop();
      }
    },
    complete() { },
  });
}

async function start() {
  for (;;) {
    try {
      return await connection.start();
    } catch (error) {
      if (error.message.includes("401")) {
        console.error("The token is unknown, expired or revoked.");
        process.exit(1);
      }
      console.error("interrupted:", error.message);
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
  }
}

connection.onreconnected(watch);
await start();
watch();
