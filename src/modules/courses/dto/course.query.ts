import { At } from './at.parameter.js';
import { Depth, TreeQuery } from './tree.query.js';

/** Parameters of one course. */
export class CourseQuery extends TreeQuery {
  /** Levels of the outline below the course; all of them when absent. Where it is cut, blocks have a `children_url`. */
  @Depth(
    'Levels of the outline below the course; all of them when absent. Where it is cut, blocks have a `children_url`.',
  )
  readonly depth?: string;

  /** The course as it was then. */
  @At()
  readonly at?: Date;
}
