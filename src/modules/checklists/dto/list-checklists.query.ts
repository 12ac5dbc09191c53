import { checklistCollection } from '../checklists.collection.js';

/** Orders and search of a course's checklists. */
export class ListChecklistsQuery extends checklistCollection.Query {}
