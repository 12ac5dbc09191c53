import type { JsonObject } from './block-catalogue.js';
import type { CourseSource } from './course-source.js';
import type { OlxReport } from './olx-report.js';
import { lineOfMember, readJsonObject } from './read-json.js';
import type { CourseFiles } from './course-files.js';

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What policy.json sets, block by block: it beats the attributes of any block, not only the course's (OLX rule 20). */
export class Policies {
  private readonly used = new Set<string>();

  private constructor(
    /** The file, or null if there is none that could be read. */
    readonly file: string | null,
    private readonly policies: JsonObject,
    readonly text: string,
    /** GRADER and GRADE_CUTOFFS as the course's own file has them, or null (OLX rule 21). */
    readonly grading: { readonly value: JsonObject; readonly text: string } | null,
  ) {}

  /** Of a course that has none. */
  static none(): Policies {
    return new Policies(null, {}, '', null);
  }

  /** policies/<run>/policy.json, else policies/<run>.json; unreadable ones are reported and taken for {} (OLX rule 20). */
  static async read(files: CourseFiles, source: CourseSource, report: OlxReport): Promise<Policies> {
    const grading = await Policies.readGrading(files, source, report);
    for (const path of [`policies/${source.run}/policy.json`, `policies/${source.run}.json`]) {
      const found = await readJsonObject(files, path, report);
      // An empty one counts as none.
      if (found !== null && Object.keys(found.value).length > 0)
        return new Policies(path, found.value, found.text, grading);
    }
    return new Policies(null, {}, '', grading);
  }

  private static async readGrading(
    files: CourseFiles,
    source: CourseSource,
    report: OlxReport,
  ): Promise<Policies['grading']> {
    for (const path of [`policies/${source.run}/grading_policy.json`, 'grading_policy.json']) {
      // The first that is there counts, even if it is bad.
      if (files.has(path)) return readJsonObject(files, path, report);
    }
    return null;
  }

  /** What is set for the block of this type and id, as the archive names it. */
  of(type: string, id: string): JsonObject | null {
    const key = `${type}/${id}`;
    if (!Object.hasOwn(this.policies, key)) return null;
    this.used.add(key);
    const policy = this.policies[key];
    return isObject(policy) ? policy : null;
  }

  /** The line of a member of a block's policy, for the report. */
  lineOf(name: string): number | null {
    return lineOfMember(this.text, name);
  }

  /** Reports the policies of blocks that there are not. */
  reportUnused(report: OlxReport): void {
    const { file } = this;
    if (file === null) return;
    for (const key of Object.keys(this.policies)) {
      if (this.used.has(key) && isObject(this.policies[key])) continue;
      const message = this.used.has(key)
        ? `The policy of "${key}" is not a JSON object; it was passed over.`
        : `There is no block "${key}"; what the policy sets for it was not imported.`;
      report.add({ severity: 'warning', code: 'policy_unused', file, line: this.lineOf(key), message });
    }
  }
}
