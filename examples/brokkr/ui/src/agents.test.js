import assert from "node:assert/strict";
import { test } from "node:test";
import { said } from "./agents.js";

test("agents are counted, kinds of CPU are named once", () => {
  assert.equal(said([]), "No agent has been heard of.");
  assert.equal(said([{ arch: "x86_64" }]), "1 agent on x86_64.");
  assert.equal(said([{ arch: "x86_64" }, { arch: "aarch64" }, { arch: "x86_64" }]), "3 agents on aarch64 and x86_64.");
});
