// Copies the sources to dist/, with the address of the broker in its place.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const broker = process.env.BROKER_URL;
if (!broker) {
  throw new Error("set BROKER_URL to the address that browsers reach the broker at");
}
rmSync("dist", { recursive: true, force: true });
cpSync("src", "dist", { recursive: true, filter: (file) => !file.endsWith(".test.js") });
const page = "dist/index.html";
writeFileSync(page, readFileSync(page, "utf8").replace("%BROKER_URL%", broker));
