import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");

function filesOf(folder: string, name: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => path.posix.join(folder, file.split(path.sep).join("/")))
    .filter((file) => name.test(file) && !file.endsWith(".test.ts"));
}

const textOf = (file: string) => readFileSync(path.join(root, file), "utf8");
const importsOf = (file: string) => [...textOf(file).matchAll(/from "([^"]+)"/g)].map((match) => match[1] ?? "");

/** Packages whose functions read or write data. A page that called one directly would bypass the declared routes. */
const dataPackages = /^@plumbline\/(access|db|evaluation|queue|span-store)\//;

test("pages and layouts reach data through loaders, never by themselves", () => {
  const pages = filesOf("app", /\/(page|layout|loading|template)\.tsx$|^app\/(page|layout)\.tsx$/);
  expect(pages.length).toBeGreaterThan(8);
  for (const page of pages) {
    const forbidden = importsOf(page).filter((name) => dataPackages.test(name) || name === "~/lib/services");
    expect(forbidden, page).toEqual([]);
  }
});

test("every page of a project asks for the project first, which asks for a session", () => {
  for (const page of filesOf("app/p", /page\.tsx$/)) {
    const text = textOf(page);
    const onlyRedirects = text.includes("redirect(") && !text.includes("load");
    expect(text.includes("loadProject(") || onlyRedirects, page).toBe(true);
  }
});

test("loaders run declared routes and read nothing else", () => {
  const loaders = filesOf("features", /\/load-[\w-]+\.ts$/);
  expect(loaders.length).toBeGreaterThanOrEqual(2);
  for (const loader of loaders) {
    const declared = importsOf(loader).filter((name) => name.startsWith("@plumbline/public-api/routes/"));
    expect(declared.length, loader).toBeGreaterThan(0);
    expect(textOf(loader), loader).toContain("loadRoute(");
  }
});

test("features never hold services, and only their loaders load", () => {
  for (const file of filesOf("features", /\.tsx?$/)) {
    const names = importsOf(file);
    expect(names, file).not.toContain("~/lib/services");
    if (!/\/load-[\w-]+\.ts$/.test(file)) expect(names, file).not.toContain("~/lib/load");
  }
});

test("the API is mounted once, and there is no other route handler and no server action", () => {
  const handlers = filesOf("app", /\/route\.tsx?$/);
  expect(handlers).toEqual(["app/api/[[...route]]/route.ts"]);
  expect(importsOf(handlers[0] ?? "")).toEqual(["~/lib/api-app"]);
  for (const folder of ["app", "features", "lib"])
    for (const file of filesOf(folder, /\.tsx?$/)) expect(textOf(file), file).not.toMatch(/^\s*["']use server["']/m);
});
