import { courseModeCollection } from '../course-modes.collection.js';

/** Which modes of a course to list. */
export class ListCourseModesQuery extends courseModeCollection.Query {}
