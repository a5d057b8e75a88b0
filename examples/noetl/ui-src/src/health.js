// What the server says about itself, and how it reads on the page. No DOM here, so that Node can test it.

const ARCHITECTURES = {
  aarch64: "64-bit Arm",
  arm64: "64-bit Arm",
  x86_64: "64-bit Intel or AMD",
};

/** The address of the health endpoint below `base`, which may end with a slash. */
export function healthUrl(base) {
  return `${base.replace(/\/+$/, "")}/health`;
}

/** Asks the server; throws an `Error` whose message can be shown. */
export async function fetchHealth(base, fetch = globalThis.fetch) {
  const url = healthUrl(base);
  const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(5000) });
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return response.json();
}

/** The health answer as rows of [label, value, note]. */
export function facts(health) {
  return [
    ["Version", health.version, ""],
    ["Architecture", health.machine, ARCHITECTURES[health.machine] ?? ""],
    ["Python", health.python, ""],
    ["Up for", duration(health.uptime_seconds), ""],
  ];
}

/** Seconds as the two largest units: `3 d 4 h`, `12 min 5 s`. */
export function duration(seconds) {
  const parts = [
    [Math.floor(seconds / 86400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [Math.floor(seconds) % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return first < 0
    ? "0 s"
    : parts
        .slice(first, first + 2)
        .filter(([count]) => count > 0)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(" ");
}
