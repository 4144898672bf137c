// What a script was started with, as JSON on its standard input: a token belongs in no command line.
import { readFileSync } from "node:fs";

export const asked = JSON.parse(readFileSync(0, "utf8"));

/** `fetch` as the official of the token. */
export const fetchAs = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${asked.token}` } });

/** The one result of a script, as JSON on its standard output. */
export const tell = (result) => process.stdout.write(JSON.stringify(result));
