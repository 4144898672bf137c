// PostGraphile 5 over the read models, as its documentation advises for production: grafserv on Node's own server, no
// GraphiQL, prepared statements, one pool. It reads as the register's reader under the same row-level security: every
// request that reads enters for its official in the transaction in which it reads.
//
// REGISTER_HOST, REGISTER_PORT, REGISTER_USER, REGISTER_PASSWORD, REGISTER_DATABASE lead to the database;
// the port to serve on is the first argument; a request names its official in the header `x-official`.

import { createServer } from "node:http";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgAdaptorWithPgClient, makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { jsonPgSmartTags } from "postgraphile/utils";

const { REGISTER_HOST, REGISTER_PORT, REGISTER_USER, REGISTER_PASSWORD, REGISTER_DATABASE } = process.env;
const READER = "register_reader";
const OFFICIAL = "register.official";

const pool = new pg.Pool({
  host: REGISTER_HOST,
  port: Number(REGISTER_PORT),
  user: REGISTER_USER,
  password: REGISTER_PASSWORD,
  database: REGISTER_DATABASE,
  options: `-c role=${READER}`,
  max: 10,
});

// The library's own adaptor sets what `pgSettings` says by a statement between BEGIN and the question. Here that
// statement is `access.enter`, so the round trips are the same; introspection reads without entering.
const adaptor = {
  makePgService,
  createWithPgClient() {
    const plainly = makePgAdaptorWithPgClient(pool);
    const entered = (settings, ask) => {
      const official = settings?.[OFFICIAL];
      if (official === undefined) return plainly(settings, ask);
      return plainly(null, (client) =>
        client.withTransaction(async (transaction) => {
          await transaction.query({ name: "enter", text: "select access.enter($1, null)", values: [official] });
          return ask(transaction);
        }),
      );
    };
    entered.release = plainly.release;
    return entered;
  },
};

// Views have no foreign keys, and the read tables declare none: PostGraphile is told of those that the questions use.
const relations = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      "views.office": { tags: { unique: ["code"] } },
      "views.office_board": {
        tags: { primaryKey: "office", foreignKey: ["(office) references views.office (code)"] },
      },
      "views.complaint": {
        tags: {
          unique: ["number"],
          foreignKey: [
            "(office) references views.office (code)",
            "(assignee) references views.official (id)",
          ],
        },
      },
      "views.audit": {
        tags: {
          foreignKey: [
            "(stream) references views.complaint (id)",
            "(actor) references views.official (id)",
          ],
        },
      },
    },
  },
});

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [relations],
  pgServices: [{ ...makePgService({ pool, schemas: ["views"], pubsub: false }), adaptor }],
  grafast: {
    explain: false,
    context: ({ node }) => {
      const official = node?.req.headers["x-official"];
      return { pgSettings: official ? { [OFFICIAL]: official } : {} };
    },
  },
  grafserv: { graphqlPath: "/graphql", graphiql: false, graphiqlOnGraphQLGET: false, websockets: false, watch: false },
};

const instance = postgraphile(preset);
const answers = instance.createServ(grafserv);
const server = createServer();
await answers.addTo(server);
const [answer] = server.listeners("request");
server.removeAllListeners("request");
server.on("request", (request, response) => {
  if (request.url !== "/readyz") return answer(request, response);
  response.writeHead(200, { "content-type": "application/json", "content-length": 4 });
  response.end("true");
});
await instance.getSchemaResult();
server.listen(Number(process.argv[2]), "127.0.0.1");
