// Apollo Client with its normalising cache: pages of one connection join, a mutation's payload renews the record,
// and events come over a socket by `graphql-ws`.
import { readFileSync } from "node:fs";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { getMainDefinition, relayStylePagination } from "@apollo/client/utilities";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { asked, fetchAs, tell } from "./asked.mjs";

const POSSIBLE_TYPES = "{ __schema { types { name possibleTypes { name } } } }";
const documents = Object.fromEntries(
  gql(readFileSync(new URL("documents/complaints.graphql", import.meta.url), "utf8"))
    .definitions.map((definition) => [definition.name.value, definition]),
);
const document = (name, ...fragments) => ({ kind: "Document", definitions: [documents[name], ...fragments] });
const line = documents.ComplaintLine;

async function possibleTypes() {
  const answer = await fetchAs(asked.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: POSSIBLE_TYPES }),
  });
  const { data } = await answer.json();
  const abstract = data.__schema.types.filter((type) => type.possibleTypes);
  return Object.fromEntries(abstract.map((type) => [type.name, type.possibleTypes.map(({ name }) => name)]));
}

let requests = 0;
const counted = (...request) => {
  requests += 1;
  return fetchAs(...request);
};
const types = await possibleTypes();
const cache = new InMemoryCache({
  possibleTypes: types,
  typePolicies: { Query: { fields: { complaints: relayStylePagination(["filter", "order"]) } } },
});
const socket = createClient({
  url: asked.url.replace("http", "ws"),
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${asked.token}` },
});
const link = ApolloLink.split(
  ({ query }) => getMainDefinition(query).operation === "subscription",
  new GraphQLWsLink(socket),
  new HttpLink({ uri: asked.url, fetch: counted }),
);
const client = new ApolloClient({ cache, link });

const query = document("Complaints", line);
const variables = { first: 2, filter: asked.filter };
const first = (await client.query({ query, variables })).data.complaints;
const watched = client.watchQuery({ query, variables });
const seen = [];
watched.subscribe(({ data, dataState }) => {
  if (dataState === "complete") seen.push(data.complaints.edges.map(({ node }) => node));
});
const second = await watched.fetchMore({ variables: { first: 100, after: first.pageInfo.endCursor } });
const cached = () => client.readQuery({ query, variables }).complaints.edges.map(({ node }) => node);
const joined = cached();

const record = joined[0];
const before = requests;
const { data: given } = await client.mutate({
  mutation: document("Classify", line),
  variables: { input: { complaint: record.id, category: asked.category, expectedVersion: record.version } },
});
const [renewed] = cached();
const byId = await client.query({ query: document("AnyRecord", line), variables: { id: record.id } });

const { event } = await new Promise((resolve, reject) => {
  const after = given.classifyComplaint.position - 1;
  client.subscribe({ query: document("Events"), variables: { after } }).subscribe({
    next: ({ data, error }) => (error ? reject(error) : resolve({ event: data.events })),
    error: reject,
  });
});

tell({
  possibleTypes: types,
  pages: [first.edges.length, second.data.complaints.edges.length],
  joined: joined.map(({ id }) => id),
  refusals: given.classifyComplaint.refusals,
  requestsOfTheMutation: requests - before - 1,
  before: record,
  renewed,
  lastSeen: seen.at(-1)[0],
  byId: byId.data.node,
  event,
  objects: Object.keys(cache.extract()),
  asInterface: cache.readFragment({
    id: cache.identify({ __typename: "Complaint", id: record.id }),
    fragment: gql`fragment Version on Record { id version }`,
  }),
});
client.stop();
await socket.dispose();
