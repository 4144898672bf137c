// A front end's code over the generated types: compiles as long as the schema says what a client may rely on.
import type { Complaint, Node, Record as RegisterRecord } from "./generated/schema";
import type { ClassifyMutation, ComplaintLineFragment, ComplaintsQuery, EventsSubscription } from "./generated/graphql";
import { AnyRecordDocument, ClassifyDocument, ComplaintsDocument } from "./generated/graphql";
import type { ResultOf, VariablesOf } from "@graphql-typed-document-node/core";

export const asked: VariablesOf<typeof ComplaintsDocument> = {
  first: 20,
  filter: { office: { eq: "71" }, status: { in: ["REGISTERED", "UNDER_EXAMINATION"] }, not: { urgent: true } },
};

export const classified: VariablesOf<typeof ClassifyDocument> = {
  input: { complaint: "complaint-1", category: "Housing", urgent: true },
  dryRun: true,
};

/** Lines of a page: never null, as the connection promises. */
export function lines(page: ComplaintsQuery): ComplaintLineFragment[] {
  return page.complaints.edges.map(({ node }) => node);
}

export function cursor(page: ComplaintsQuery): string | null {
  return page.complaints.pageInfo.hasNextPage ? (page.complaints.pageInfo.endCursor ?? null) : null;
}

/** Who could have done it, or the version afterwards. */
export function outcome(given: ClassifyMutation): string {
  const [refusal] = given.classifyComplaint.refusals;
  if (refusal) return `${refusal.code}: ${refusal.whoCould.join(", ")}`;
  return `version ${given.classifyComplaint.record?.version ?? 0}`;
}

export function number(answer: ResultOf<typeof AnyRecordDocument>): string | undefined {
  return answer.node?.__typename === "Complaint" ? answer.node.number : undefined;
}

export function next(event: EventsSubscription): number {
  return event.events.position + 1;
}

/** Every complaint is a record, and every record a node. */
export const asRecord = (complaint: Complaint): RegisterRecord => complaint;
export const asNode = (record: RegisterRecord): Node => record;

// @ts-expect-error a status that the register does not know
export const wrong: VariablesOf<typeof ComplaintsDocument> = { first: 1, filter: { status: { eq: "LOST" } } };
