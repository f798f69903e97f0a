// `npm run types`: writes src/core/schema.ts from what our own /app/ API describes.
// Shapes only: what is at which address the surfaces know themselves.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here("../..");
const text = execFileSync(`${root}/.venv/bin/python`, ["manage.py", "app_schema"], { cwd: root, maxBuffer: 64 << 20 });
const document = JSON.parse(text);
const types = astToString(await openapiTS({ ...document, paths: {} }, { alphabetize: true, defaultNonNullable: false }));
const head = `// Made by \`scripts/frontend run types\` from the OpenAPI document of /app/. Not edited by hand.
// Document: ${document["x-fingerprint"]}
`;
writeFileSync(here("../src/core/schema.ts"), head + types);
