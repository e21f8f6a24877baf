import { createApi } from "@plumbline/public-api/create-api";
import { Hono } from "hono";
import { type ConsoleServices, getServices } from "./services";

/** Everything under /api in one Hono app: sign-in, health, and the REST API. */
function createApiApp(services: ConsoleServices): Hono {
  const app = new Hono();
  app.all("/api/auth/*", (context) => services.access.auth.handler(context.req.raw));
  app.get("/api/health", () => answerHealth(services));
  app.route("/", createApi(services));
  return app;
}

let app: Promise<Hono> | undefined;

/** The one handler behind `app/api/[[...route]]/route.ts`. */
export async function answerApi(request: Request): Promise<Response> {
  app ??= getServices()
    .then(createApiApp)
    .catch((error: unknown) => {
      app = undefined;
      throw error;
    });
  return (await app).fetch(request);
}

/** 200 when pages can be served, 503 while the database is away. For the launcher and for load balancers. */
async function answerHealth({ pool, logger }: ConsoleServices): Promise<Response> {
  try {
    await pool.query("SELECT 1");
    return health(200, { status: "ok", database: "ok" });
  } catch (error) {
    logger.warn({ err: error }, "the database does not answer");
    return health(503, { status: "unavailable", database: "unavailable" });
  }
}

function health(status: number, body: { readonly status: string; readonly database: string }): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
