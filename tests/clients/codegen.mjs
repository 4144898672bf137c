// Types from the schema and the documents by `graphql-codegen`: of the whole schema, and of each operation.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import { preset } from "@graphql-codegen/client-preset";
import * as typescript from "@graphql-codegen/typescript";
import { buildSchema, parse } from "graphql";

const [schemaFile, documentDirectory, output] = process.argv.slice(2);
const sdl = readFileSync(schemaFile, "utf8");
const schemaAst = buildSchema(sdl);
const documents = readdirSync(documentDirectory).map((name) => {
  const location = join(documentDirectory, name);
  const rawSDL = readFileSync(location, "utf8");
  return { location, rawSDL, document: parse(rawSDL) };
});
const config = {
  strictScalars: true,
  scalars: { Date: "string", DateTime: "string", JSON: "unknown", Position: "number", UUID: "string" },
  useTypeImports: true,
  enumsAsTypes: true,
};
const common = { schema: parse(sdl), schemaAst, documents, config, documentTransforms: [] };

const sections = await preset.buildGeneratesSection({
  ...common,
  baseOutputDir: `${output}/`,
  presetConfig: { fragmentMasking: false, persistedDocuments: true },
  plugins: [],
  pluginMap: {},
});
sections.push({
  ...common,
  filename: join(output, "schema.ts"),
  documents: [],
  plugins: [{ typescript: {} }],
  pluginMap: { typescript },
});
mkdirSync(output, { recursive: true });
const files = await Promise.all(sections.map(async (section) => [section.filename, await codegen({ schemaAst, ...section })]));
for (const [name, content] of files) writeFileSync(name, content);
