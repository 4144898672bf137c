// Acts whose answers bring the store up to date, and the stream of events.
import { graphql } from "relay-runtime";

export const classify = graphql`
  mutation ActsClassifyMutation($input: ClassifyComplaintInput!) {
    classifyComplaint(input: $input) {
      record {
        ...Complaints_line
      }
      refusals {
        code
        message
      }
    }
  }
`;

export const register = graphql`
  mutation ActsRegisterMutation($input: RegisterComplaintInput!, $connections: [ID!]!) {
    registerComplaint(input: $input) {
      record @appendNode(connections: $connections, edgeTypeName: "ComplaintEdge") {
        ...Complaints_line
      }
      refusals {
        code
        message
      }
    }
  }
`;

export const events = graphql`
  subscription ActsEventsSubscription($after: Position) {
    events(after: $after) {
      position
      event
      record {
        __typename
        id
        version
        ...Complaints_line @alias(as: "complaint")
      }
    }
  }
`;
