import type { Principal } from "@plumbline/base/grant";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { Audit } from "./audit";
import { queryInTransaction, queryRows } from "./query";

export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
}

export interface Projects {
  /** The projects in which the principal may do anything at all, by name. An empty list is an answer, not an error. */
  listProjects(principal: Principal): Promise<Project[]>;
  /** Undefined both when there is no such project and when the principal has no part in it. */
  findProjectBySlug(principal: Principal, slug: string): Promise<Project | undefined>;
  /** The project called "Default", made when there is none yet. Several processes may call this at once. */
  ensureFirstProject(): Promise<Project>;
}

/** Serialises first starts: chosen once, used nowhere else. */
const firstProjectLock = 7_270_737;

export function createProjects(pool: Pool, audit: Audit): Projects {
  return {
    listProjects: (principal) => listProjects(pool, principal),
    async findProjectBySlug(principal, slug) {
      return (await listProjects(pool, principal)).find((project) => project.slug === slug);
    },
    ensureFirstProject: () => ensureFirstProject(pool, audit),
  };
}

async function listProjects(pool: Pool, principal: Principal): Promise<Project[]> {
  switch (principal.kind) {
    case "user":
      return queryRows<Project>(
        pool,
        `SELECT project.id, project.name, project.slug
         FROM project JOIN membership ON membership.project_id = project.id
         WHERE membership.user_id = $1 ORDER BY project.created_at, project.id`,
        [principal.userId],
      );
    case "api-key":
      return queryRows<Project>(pool, `SELECT id, name, slug FROM project WHERE id = $1`, [principal.projectId]);
    case "share":
    case "system":
      return [];
  }
}

async function ensureFirstProject(pool: Pool, audit: Audit): Promise<Project> {
  return queryInTransaction(pool, async (client) => {
    await queryRows(client, `SELECT pg_advisory_xact_lock($1)`, [firstProjectLock]);
    const [first] = await queryRows<Project>(
      client,
      `SELECT id, name, slug FROM project ORDER BY created_at, id LIMIT 1`,
    );
    if (first !== undefined) return first;
    const project: Project = { id: newUuid() as ProjectId, name: "Default", slug: "default" };
    await queryRows(client, `INSERT INTO project (id, name, slug) VALUES ($1, $2, $3)`, [
      project.id,
      project.name,
      project.slug,
    ]);
    await audit.record(
      {
        action: "project.created",
        principal: { kind: "system", job: "first-start" },
        projectId: project.id,
        object: { kind: "project", id: project.id },
      },
      client,
    );
    return project;
  });
}
