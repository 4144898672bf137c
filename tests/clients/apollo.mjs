// Apollo Client with its normalising cache: pages of one connection join, and a mutation's payload renews the record.
import { readFileSync } from "node:fs";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { asked, fetchAs, tell } from "./asked.mjs";

const POSSIBLE_TYPES = "{ __schema { types { name possibleTypes { name } } } }";
const documents = Object.fromEntries(
  gql(readFileSync(new URL("documents/complaints.graphql", import.meta.url), "utf8"))
    .definitions.map((definition) => [definition.name.value, definition]),
);
const document = (name) => ({ kind: "Document", definitions: [documents[name], documents.ComplaintLine] });

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
const client = new ApolloClient({ cache, link: new HttpLink({ uri: asked.url, fetch: counted }) });

const query = document("Complaints");
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
  mutation: document("Classify"),
  variables: { input: { complaint: record.id, category: asked.category, expectedVersion: record.version } },
});
const [renewed] = cached();
const byId = await client.query({ query: document("AnyRecord"), variables: { id: record.id } });

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
  objects: Object.keys(cache.extract()),
  asInterface: cache.readFragment({
    id: cache.identify({ __typename: "Complaint", id: record.id }),
    fragment: gql`fragment Version on Record { id version }`,
  }),
});
client.stop();
