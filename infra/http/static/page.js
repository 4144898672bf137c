// The page on which people try the API: takes a token, keeps it for this tab only, and shows GraphiQL with examples.
"use strict";

(async () => {
  const TOKEN = "register.token";
  const field = document.getElementById("token");
  const viewer = document.getElementById("viewer");
  const examples = await (await fetch("/graphiql/examples.json")).json();
  const root = ReactDOM.createRoot(document.getElementById("graphiql"));
  const { createElement } = React;
  field.value = sessionStorage.getItem(TOKEN) || "";

  const headers = () => (field.value ? { Authorization: `Bearer ${field.value}` } : {});
  const socketAddress = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`;

  async function ask(query) {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers() },
      body: JSON.stringify({ query }),
    });
    return response.json();
  }

  async function greet() {
    const answer = await ask("{ viewer { official { name } capacities { capacity office { code } } } }");
    if (answer.errors) return answer.errors[0].message;
    const { official, capacities } = answer.data.viewer;
    const held = capacities.map(({ capacity, office }) => (office ? `${capacity} ${office.code}` : capacity));
    return `${official ? official.name : "not in office"} (${held.join(", ") || "no capacity"})`;
  }

  const Examples = {
    title: "Examples",
    icon: () => createElement("span", { "aria-hidden": true }, "✎"),
    content: () => {
      const editors = GraphiQL.React.useEditorContext({ nonNull: true });
      const open = ({ query, variables }) => {
        editors.queryEditor.setValue(query);
        editors.variableEditor.setValue(variables ? JSON.stringify(variables, null, 2) : "");
      };
      return createElement(
        "div",
        { className: "register-examples" },
        createElement("div", { className: "graphiql-doc-explorer-title" }, "Examples"),
        ...examples.map((example) =>
          createElement("button", { key: example.title, onClick: () => open(example) }, example.title)),
      );
    },
  };

  async function show() {
    sessionStorage.setItem(TOKEN, field.value);
    viewer.textContent = field.value ? await greet() : "Paste a token to ask questions.";
    const wsClient = graphqlWs.createClient({ url: socketAddress(), connectionParams: headers, lazy: true });
    const fetcher = GraphiQL.createFetcher({ url: "/graphql", headers: headers(), wsClient });
    root.render(createElement(GraphiQL, {
      key: field.value,
      fetcher,
      plugins: [Examples],
      defaultTabs: examples.map(({ query, variables }) => ({ query, variables: variables && JSON.stringify(variables, null, 2) })),
      isHeadersEditorEnabled: false,
    }));
  }

  document.getElementById("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  await show();
})();
