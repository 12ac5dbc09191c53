import { InvalidInputError } from '../../common/errors/app-error.js';
import { type InformationChange, type JsonObject, patchFields } from '../content/index.js';
import { orderFaults } from '../courses/index.js';
import { policyFaults } from './grading-policy.js';

/**
 * The change of the course block that these settings ask for (RFC 7396): null takes an own value away.
 * @throws InvalidInputError with every fault, by `settings.<name>`
 */
export function setting(settings: JsonObject): InformationChange {
  return (root) => {
    const change = patchFields(root, { fields: settings });
    return {
      reads: change.reads,
      apply: (blocks, head) => {
        const changes = underSettings(() => change.apply(blocks, head));
        const after = changes.put[0]!;
        const policy = settings.grading_policy === undefined ? {} : policyFaults(after.content.grading_policy ?? null);
        const faults = { ...orderFaults(settings, after.settings), ...policy };
        if (Object.keys(faults).length > 0) throw new InvalidInputError(named(faults));
        return changes;
      },
    };
  };
}

function underSettings<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(named(error.fieldErrors ?? {}));
  }
}

function named(faults: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(faults).map(([path, messages]) => [`settings.${path.replace(/^fields\./, '')}`, messages]),
  );
}
