import { facts, fetchHealth } from "./health.js";

// Vite puts the value in when it builds: `archwright.toml` sets it, `npm run dev` does not.
const API = import.meta.env.VITE_API_BASE_URL ?? "/api";
const REFRESH_MS = 10_000;

const status = document.getElementById("status");
const list = document.getElementById("facts");
const problem = document.getElementById("problem");

async function refresh() {
  try {
    const health = await fetchHealth(API);
    list.replaceChildren(...facts(health).map(card));
    show("up", health.status);
  } catch (error) {
    show("down", "unreachable", error.message);
  }
  setTimeout(refresh, REFRESH_MS);
}

function show(state, text, trouble = "") {
  status.dataset.state = state;
  status.textContent = text;
  problem.textContent = trouble;
  problem.hidden = trouble === "";
}

function card([label, value, note]) {
  const group = document.createElement("div");
  group.append(element("dt", label), element("dd", value));
  if (note) {
    group.append(element("dd", note, "note"));
  }
  return group;
}

function element(name, text, className = "") {
  const node = document.createElement(name);
  node.textContent = text;
  node.className = className;
  return node;
}

refresh();
