import assert from "node:assert/strict";
import test from "node:test";

import { duration, facts, fetchHealth, healthUrl } from "./health.js";

const HEALTH = { status: "ok", version: "2.4.0", machine: "aarch64", python: "3.11.9", uptime_seconds: 65 };

test("the base may end with a slash", () => {
  assert.equal(healthUrl("/api"), "/api/health");
  assert.equal(healthUrl("https://noetl.example/api/"), "https://noetl.example/api/health");
});

test("the facts name version and architecture", () => {
  assert.deepEqual(facts(HEALTH).slice(0, 2), [
    ["Version", "2.4.0", ""],
    ["Architecture", "aarch64", "64-bit Arm"],
  ]);
  assert.deepEqual(facts({ ...HEALTH, machine: "riscv64" })[1], ["Architecture", "riscv64", ""]);
});

test("durations keep their two largest units", () => {
  assert.deepEqual([0, 59, 60, 65, 3600, 90061, 864000].map(duration), [
    "0 s",
    "59 s",
    "1 min",
    "1 min 5 s",
    "1 h",
    "1 d 1 h",
    "10 d",
  ]);
});

test("an answer becomes an object, a refusal an error", async () => {
  assert.deepEqual(await fetchHealth("/api", async () => Response.json(HEALTH)), HEALTH);
  await assert.rejects(
    fetchHealth("/api", async () => new Response("", { status: 503 })),
    { message: "/api/health answered 503" },
  );
});
