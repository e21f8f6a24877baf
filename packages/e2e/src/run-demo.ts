import { execFileSync } from "node:child_process";
import { type ProductFacts, rootFolder } from "./product";

/** `npm run demo` on the product under test; answers what it printed. Throws where it ends with an error. */
export function runDemo(product: ProductFacts, visits: number): string {
  return execFileSync(process.execPath, ["apps/cli/dist/main.js", "demo", "--visits", String(visits)], {
    cwd: rootFolder,
    encoding: "utf8",
    env: {
      ...process.env,
      PLUMBLINE_DATA_DIR: product.dataFolder,
      PLUMBLINE_CONSOLE_PORT: String(product.ports.console),
      PLUMBLINE_OTLP_HTTP_PORT: String(product.ports.otlpHttp),
      PLUMBLINE_STANDIN_PORT: String(product.ports.standin),
      PLUMBLINE_POSTGRES_PORT: String(product.ports.postgres),
    },
  });
}
