// A list that is paged, each line of which can be read again by its id.
import { graphql } from "relay-runtime";

export const query = graphql`
  query ComplaintsQuery($filter: ComplaintFilter) {
    viewer {
      id
      official {
        id
        name
      }
    }
    ...Complaints_page @arguments(count: 2, filter: $filter)
  }
`;

export const page = graphql`
  fragment Complaints_page on Query
  @refetchable(queryName: "ComplaintsPageQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    filter: { type: "ComplaintFilter" }
  ) {
    complaints(first: $count, after: $cursor, filter: $filter, order: NUMBER_ASC)
      @connection(key: "Complaints_complaints", filters: ["filter"]) {
      __id
      edges {
        cursor
        node {
          ...Complaints_line
        }
      }
    }
  }
`;

export const line = graphql`
  fragment Complaints_line on Complaint
  @refetchable(queryName: "ComplaintsLineQuery")
  @argumentDefinitions(events: { type: "Int", defaultValue: 1 }) {
    number
    status
    version
    category
    office {
      code
      name
    }
    trail(first: $events) {
      event
      basis {
        cite
      }
    }
  }
`;

export const back = graphql`
  fragment Complaints_back on Query
  @refetchable(queryName: "ComplaintsBackQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    complaints(last: $count, before: $cursor) @connection(key: "ComplaintsBack_complaints") {
      edges {
        node {
          number
        }
      }
    }
  }
`;
