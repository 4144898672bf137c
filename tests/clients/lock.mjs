// Leaves in the lock what an installation needs: versions and hashes. Run by `make lock-clients`.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const found of Object.values(lock.packages)) {
  delete found.funding;
  delete found.resolved;
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
