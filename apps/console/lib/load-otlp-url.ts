import { getServices } from "./services";

/** Where exporters send to, for pages that show the exact command. */
export async function loadOtlpHttpUrl(): Promise<string> {
  return (await getServices()).config.otlpHttpUrl;
}
