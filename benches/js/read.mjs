// Pages all users into an array with Microsoft's JavaScript SDK, and tells time and memory as one JSON object.
import { readFileSync } from "node:fs";
import { Client, PageIterator } from "@microsoft/microsoft-graph-client";

const { graph, token, select } = JSON.parse(readFileSync(0, "utf8"));
const client = Client.init({
  authProvider: (done) => done(null, token),
  baseUrl: graph,
  defaultVersion: "v1.0",
  // Without it the SDK gives its token to Microsoft's own hosts only.
  customHosts: new Set([new URL(graph).hostname]),
});

const [began, used] = [performance.now(), process.cpuUsage()];
const users = [];
const first = await client.api("/users").top(999).select(select).get();
const pages = new PageIterator(client, first, (user) => {
  users.push(user);
  return true;
});
await pages.iterate();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(used);

const status = readFileSync("/proc/self/status", "utf8");
const peak = Number(/VmHWM:\s+(\d+)/.exec(status)[1]);
console.log(JSON.stringify({ seconds, processor_seconds: (user + system) / 1e6, objects: users.length, peak_kib: peak }));
