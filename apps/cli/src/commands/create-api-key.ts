import { parseArgs } from "node:util";
import { type ApiKeyScope, apiKeyScopes, isApiKeyScope } from "@plumbline/access/permissions";
import { PlumblineError } from "@plumbline/base/errors";
import { openAccess } from "../launch/first-start";
import { Stop } from "../stop";
import { withDatabase } from "./with-database";

const usage = `Usage: npm run plumbline -- create-api-key NAME [--scopes ${apiKeyScopes.join(",")}] (default: ingest)`;

/** Makes a key for the first project and prints it once. */
export async function createApiKey(args: readonly string[]): Promise<number> {
  const { name, scopes } = readArguments(args);
  await withDatabase(async ({ config, pool, secrets }) => {
    const access = openAccess(config, pool, secrets);
    try {
      const project = await access.ensureFirstProject();
      const grant = await access.authorizeJob("command-line", "api-key:manage", project.id);
      const { key } = await access.createApiKey(grant, { name, scopes });
      console.log(
        `${key}\n\nThis is the only time that the key is shown. Scopes: ${scopes.join(", ")}. Project: ${project.name}.`,
      );
    } catch (error) {
      if (error instanceof PlumblineError) throw new Stop(error.message, { cause: error });
      throw error;
    } finally {
      await access.close();
    }
  });
  return 0;
}

function readArguments(args: readonly string[]): { name: string; scopes: ApiKeyScope[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { scopes: { type: "string", default: "ingest" } },
      allowPositionals: true,
    });
    const [name] = positionals;
    const scopes = values.scopes.split(",").map((scope) => scope.trim());
    if (name === undefined || positionals.length !== 1 || !scopes.every(isApiKeyScope)) throw new Error(usage);
    return { name, scopes };
  } catch (error) {
    throw new Stop(usage, { cause: error });
  }
}
