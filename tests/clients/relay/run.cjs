// What the compiler made, run by Relay's runtime against the register: pages, a record again, an act, a new record.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const runtime = require("relay-runtime");

const asked = JSON.parse(readFileSync(0, "utf8"));
const artifact = (name) => require(join(asked.artifacts, `${name}.graphql.js`));
const warnings = [];
console.error = console.warn = (...words) => warnings.push(words.join(" "));

let requests = 0;
async function ask({ text: query }, variables) {
  requests += 1;
  const answer = await fetch(asked.url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${asked.token}` },
    body: JSON.stringify({ query, variables }),
  });
  return answer.json();
}

const environment = new runtime.Environment({
  network: runtime.Network.create(ask),
  store: new runtime.Store(new runtime.RecordSource()),
});
const found = (name, variables) => runtime.fetchQuery(environment, artifact(name), variables).toPromise();
const read = (fragment, reference) =>
  environment.lookup(runtime.getSelector(runtime.getFragment(artifact(fragment)), reference)).data;
const act = (name, variables) =>
  new Promise((resolve, reject) =>
    runtime.commitMutation(environment, {
      mutation: artifact(name),
      variables,
      onCompleted: (data, errors) => (errors ? reject(new Error(JSON.stringify(errors))) : resolve(data)),
      onError: reject,
    }),
  );

async function main() {
  const descriptor = runtime.createOperationDescriptor(artifact("ComplaintsQuery"), { filter: asked.filter });
  environment.retain(descriptor);
  const root = await found("ComplaintsQuery", { filter: asked.filter });
  const connection = () => read("Complaints_page", root).complaints;
  const lines = () => connection().edges.map(({ node }) => read("Complaints_line", node));
  const [firstPage, { pageInfo }] = [lines(), connection()];
  await found("ComplaintsPageQuery", { count: 100, cursor: pageInfo.endCursor, filter: asked.filter });
  const joined = lines();

  const record = connection().edges[0].node.__id;
  await found("ComplaintsLineQuery", { id: record, events: 3 });
  const reread = environment.getStore().getSource().get(record);

  const before = requests;
  const input = { complaint: record, category: asked.category, expectedVersion: joined[0].version };
  const classified = await act("ActsClassifyMutation", { input });
  const renewed = lines()[0];
  const registered = await act("ActsRegisterMutation", {
    input: asked.registration,
    connections: [connection().__id],
  });
  process.stdout.write(
    JSON.stringify({
      viewer: { id: root.viewer.id, official: root.viewer.official.id },
      pages: [firstPage.length, joined.length - firstPage.length],
      joined: joined.map(({ number }) => number),
      reread: reread.__typename,
      refusals: [...classified.classifyComplaint.refusals, ...registered.registerComplaint.refusals],
      before: joined[0],
      renewed,
      appended: lines().map(({ number }) => number),
      requestsOfTheActs: requests - before,
      warnings,
    }),
  );
}

main();
