// The audits of GraphQL over HTTP by `graphql-http`, each with its verdict: ok, notice, warn or error.
import { serverAudits } from "graphql-http";
import { asked, fetchAs, tell } from "./asked.mjs";

const verdicts = [];
for (const audit of serverAudits({ url: asked.url, fetchFn: fetchAs })) {
  const { id, name, status, reason } = await audit.fn();
  verdicts.push({ id, name, status, reason });
}
tell(verdicts);
